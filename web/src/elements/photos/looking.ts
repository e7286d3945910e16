// The half of the photos lesson that looks: a photo or the camera, what the network computes, and its answer.

import { html, type PropertyDeclarations, type TemplateResult } from "lit";
import { Sequential, layers, type FloatTensor, type Model } from "../../api/index.ts";
import type { PhotoAnswer } from "../public.ts";
import { fileOfPicture } from "../shared/drawable.ts";
import { largest } from "../shared/largest.ts";
import { ModelLesson, type Answerer } from "../shared/model-lesson.ts";
import "../shared/network-view.ts";
import type { Hit, LayerOutput, Link, NetworkView } from "../shared/network-view.ts";
import { expectUnitPixels } from "../shared/open.ts";
import { answers } from "./answers.ts";
import type { Camera } from "./camera.ts";
import "./camera.ts";
import { tensorOf } from "./collection.ts";
import { DRAWINGS, drawn, type Drawing } from "./example.ts";
import { SHOWN_CLASSES, columnsOf, insideOf, linksOf, namesOf, peekOf, type Chosen, type Found, type Inside } from "./inside.ts";
import "./photo.ts";
import type { Heat, Photo } from "./photo.ts";
import { readPicture, stopDecoder, type Picture } from "./pictures.ts";
import { heatOf, type Results } from "./results.ts";
import { text, type TextKey } from "./texts.ts";
import { answerView, lookingView, orderOf, type Said } from "./views.ts";

/** The side of photos of this lesson's networks, and for models that take any size. */
const OWN_SIDE = 150;

/** A model that answers, with its classes. */
export interface Reader extends Answerer {
  classes: string[];
  side: number;
  /** What the network view shows of it. */
  inside?: Inside;
}

/** The photo that is looked at. */
interface Shown {
  name: string;
  picture: Picture;
  /** Its file, to read it again at another size; pictures of the camera have none. */
  file?: Blob;
  /** When the camera took it. */
  taken?: number;
  /** True if the network lit up for it. */
  lit?: boolean;
}

/** An answer about a photo, with what the network computed. */
interface Answer extends Found, Said {
  model: Model;
  heat: Heat | undefined;
  columns: LayerOutput[];
  links: Link[];
}

/** The drawing to begin with. */
export const FIRST_DRAWING: Drawing = "cat";

/** The side at which a photo is read before a model says which it takes. */
const FIRST_SIDE = 128;

/** Maps of each stage: on a wide stage and on a narrow one. */
const MAPS = [10, 4] as const;
const NARROW = 760;

/** The number of camera pictures whose time is looked at. */
const FRAMES = 30;

/** The names of classes as a model's file lists them; undefined if it is no list of names. Any program may have written it. */
function namesOfClasses(text: string): string[] | undefined {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) && found.every((one) => typeof one === "string") ? found : undefined;
  } catch {
    return undefined;
  }
}

/** A lesson that looks at photos; `K` is what is stored beside a trained model. */
export abstract class LookingLesson<K> extends ModelLesson<Reader, Results, K> {
  static override properties: PropertyDeclarations = { ...ModelLesson.properties };

  protected showHeat = true;
  /** True if the camera is open. */
  protected camera = false;
  /** The drawing that is looked at. */
  protected drawing: Drawing | undefined;
  #shown: Shown | undefined;
  #answer: Answer | undefined;
  #asking = false;
  #chosen: Chosen = new Map();
  #hit: Hit | undefined;
  /** Milliseconds that the last pictures of the camera took. */
  #frames: number[] = [];
  /** The number of photos that were given to look at. */
  #asked = 0;
  /** The addresses of the drawings. */
  #drawings = new Map<Drawing, string>();

  protected t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  /** Called before a model is asked: its weights may have to be brought up to date. */
  protected abstract refresh(reader: Reader): Promise<void>;

  /** The weights of the last layer of a model, if they are known. */
  protected abstract kernelOf(model: Model): Float32Array | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.#pasted);
  }

  protected override leave(): void {
    super.leave();
    // If nothing was shown yet, it begins again.
    if (!this.#shown) this.#asked = 0;
    this.camera = false;
    // The view of the camera goes, too, so that it does not start by itself when the lesson returns.
    this.requestUpdate();
    stopDecoder();
  }

  protected override async start(): Promise<void> {
    if (this.#asked === 0) void this.draw(this.drawing ?? FIRST_DRAWING);
    await super.start();
  }

  protected override plan(): Model {
    return new Sequential([layers.conv2d({ filters: 32, kernelSize: 3, activation: "relu", inputShape: [OWN_SIDE, OWN_SIDE, 3] })]);
  }

  /** A model with its classes, which are stored in its file. @throws Error when it is not for photos. */
  protected override async accept(model: Model, name: string): Promise<Reader> {
    const shapes = await model.shapes();
    const { inputShape, outputShape } = shapes;
    const [, height = null, width = null, channels] = inputShape;
    const units = outputShape.at(-1);
    if (inputShape.length !== 4 || height !== width || channels !== 3 || outputShape.length !== 2 || !units) {
      const shape = (sizes: unknown[]) => `(${sizes.slice(1).join(", ")})`;
      throw new Error(this.t("wrongModel", { name, input: shape(inputShape), output: shape(outputShape) }));
    }
    await expectUnitPixels(this.language, model, shapes, name);
    const count = Math.max(units, 2);
    const written = model.metadata.classes;
    if (written === undefined) return { model, classes: Array.from({ length: count }, (_, index) => String(index)), side: height ?? OWN_SIDE };
    const classes = namesOfClasses(written);
    if (classes?.length !== count) throw new Error(this.t("badClasses", { name, text: written, count }));
    return { model, classes, side: height ?? OWN_SIDE };
  }

  /** A class's name. The shipped model's cat and dog are translated. */
  #name(name: string): string {
    return this.answerer === this.shipped && (name === "cat" || name === "dog") ? this.t(name) : name;
  }

  #pasted = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    // Only the lesson in view takes it.
    const { top, bottom } = this.getBoundingClientRect();
    if (!file || event.defaultPrevented || bottom < 0 || top > innerHeight) return;
    event.preventDefault();
    void this.give(file, file.name);
  };

  /** Shows a visitor's photo and clears the error. Returns why it cannot be read, if so. */
  protected give(file: Blob, name: string): Promise<Error | undefined> {
    this.error = "";
    this.camera = false;
    this.drawing = undefined;
    this.stateChanged();
    return this.#show(file, name);
  }

  /** Looks at a drawing. */
  protected async draw(which: Drawing): Promise<void> {
    const left = this.leaving;
    const asked = (this.#asked += 1);
    this.camera = false;
    const file = await drawn(which);
    if (asked !== this.#asked || left()) return;
    this.drawing = which;
    this.stateChanged();
    await this.#show(file, this.t(`drawing_${which}`));
  }

  /** Draws the small pictures to choose from. */
  protected async drawAll(): Promise<void> {
    for (const which of DRAWINGS) {
      if (!this.#drawings.has(which)) this.#drawings.set(which, URL.createObjectURL(await drawn(which)));
    }
    this.requestUpdate();
  }

  /** Reads a photo, shows it and asks the model. Returns why it cannot be read, if so. */
  async #show(file: Blob, name: string): Promise<Error | undefined> {
    const left = this.leaving;
    const asked = (this.#asked += 1);
    try {
      const picture = await readPicture(file, name, this.answerer?.side ?? FIRST_SIDE, this.language, true);
      // A later photo may have been read first.
      if (asked !== this.#asked || left()) return undefined;
      this.#shown = { file, name, picture };
      this.#answer = undefined;
      this.#chosen = new Map();
      this.requestUpdate();
      await this.look();
    } catch (error) {
      if (left() || (error instanceof DOMException && error.name === "AbortError")) return undefined;
      this.fail(error);
      return error as Error;
    }
    return undefined;
  }

  protected override async ask(reader: Reader): Promise<void> {
    const shown = this.#shown;
    if (!shown) return this.requestUpdate();
    this.#asking = true;
    try {
      await this.refresh(reader);
      const { model, classes, side } = reader;
      let { picture } = shown;
      if (picture.side !== side) {
        if (!shown.file) return this.requestUpdate();
        picture = await readPicture(shown.file, shown.name, side, this.language, true);
      }
      const inside = (reader.inside ??= await insideOf(model));
      const outputs = await model.activations(tensorOf([picture], side), namesOf(inside));
      const probabilities = answers(outputs.at(-1)!.data, 1, classes.length)[0]!;
      const best = largest(probabilities);
      const heat = this.showHeat ? await heatOf(model, picture, best) : undefined;
      if (this.#shown !== shown || this.answerer?.model !== model) return;
      shown.picture = picture;
      this.#answer = this.#answered(reader, inside, outputs, { picture, probabilities, best, heat });
      this.requestUpdate();
      this.firstResult();
      this.tell("pupil-predict", this.value);
      if (shown.taken !== undefined) await this.#time(shown.taken);
      else if (!shown.lit) await this.#lightUp(shown);
    } finally {
      this.#asking = false;
    }
  }

  /** The answer that is shown; undefined until there is one. */
  get value(): PhotoAnswer | undefined {
    const answer = this.#answer;
    if (!answer) return undefined;
    const { names, probabilities, best } = answer;
    return { label: names[best]!, probability: probabilities[best]!, labels: [...names], probabilities: [...probabilities] };
  }

  /**
   * Shows a picture, and returns what the model sees in it.
   *
   * @throws Error when it cannot be read, or nothing can answer.
   */
  predict(picture: Blob | CanvasImageSource | ImageData): Promise<PhotoAnswer> {
    const give = async () => {
      const file = picture instanceof Blob ? picture : await fileOfPicture(picture);
      const failed = await this.give(file, file instanceof File ? file.name : "");
      if (failed) throw failed;
    };
    return this.answered(give, () => this.value);
  }

  #answered(
    { model, classes }: Reader,
    inside: Inside,
    outputs: FloatTensor[],
    { picture, probabilities, best, heat }: { picture: Picture; probabilities: number[]; best: number; heat: Heat | undefined },
  ): Answer {
    if (this.#answer?.model !== model) this.#chosen = new Map();
    const names = classes.map((one) => this.#name(one));
    const order = orderOf(probabilities, SHOWN_CLASSES);
    const narrow = this.clientWidth <= NARROW;
    const columns = columnsOf(this.language, inside, outputs, picture, { names, probabilities, order }, { chosen: this.#chosen, most: MAPS[narrow ? 1 : 0], narrow });
    const features = inside.features && outputs[inside.stages.length];
    const links = linksOf(this.kernelOf(model), features, best, classes.length, columns.length - 2, order.indexOf(best));
    return { model, inside, outputs, picture, names, probabilities, best, order, heat, columns, links };
  }

  /** Lights the network up, layer by layer. */
  async #lightUp(shown: Shown): Promise<void> {
    shown.lit = true;
    await this.updateComplete;
    void this.#network?.lightUp();
  }

  get #network(): NetworkView | null {
    return this.renderRoot.querySelector("pupil-network-view");
  }

  /** Counts how long a picture of the camera took until its answer is shown. */
  async #time(taken: number): Promise<void> {
    await this.updateComplete;
    this.#frames = [...this.#frames.slice(1 - FRAMES), performance.now() - taken];
  }

  /** The median of these times; undefined if there are none yet. */
  get #frame(): number | undefined {
    const { length } = this.#frames;
    return this.#frames.toSorted((a, b) => a - b)[length >> 1];
  }

  /** The view of the camera, if it is open. */
  protected get cameraView(): Camera | null {
    return this.renderRoot.querySelector("pupil-camera");
  }

  #tick = (): void => {
    const { answerer } = this;
    if (this.#asking || !answerer) return;
    const taken = performance.now();
    const picture = this.cameraView?.grab(answerer.side);
    if (!picture) return;
    this.#shown = { name: this.t("cameraShot"), picture, taken };
    void this.look();
  };

  protected openCamera(open: boolean): void {
    this.error = "";
    this.camera = open;
    this.#frames = [];
    this.#asked += 1;
    this.drawing = undefined;
    this.requestUpdate();
  }

  /** Shows on the photo what supports the answer, or stops to. */
  protected setHeat(on: boolean): void {
    this.showHeat = on;
    this.stateChanged();
    this.requestUpdate();
    void this.look();
  }

  /** Points at the most active map of a stage, or of the last one. */
  protected peek(stage: number): void {
    this.show("network");
    const count = this.#answer?.inside.stages.length ?? 0;
    if (count) this.#hit = { layer: Math.min(stage, count), channel: 0, row: 0, column: 0 };
    if (this.#network) this.#network.hit = this.#hit;
    this.requestUpdate();
  }

  // What is shown.

  /** What the visitor points at in the network. */
  get #peeked(): { words: string; heat?: Heat } | undefined {
    return this.#answer && this.#hit && peekOf(this.language, this.#answer, this.#chosen, this.#hit);
  }

  protected inputPane(): TemplateResult {
    const shown = this.#shown;
    const peeked = this.#peeked;
    const answered = this.#answer?.picture === shown?.picture || this.camera;
    return lookingView(this.language, {
      shown,
      heat: peeked?.heat ?? (this.showHeat && answered ? this.#answer?.heat : undefined),
      camera: this.camera,
      drawings: this.#drawings,
      give: (file) => void this.give(file, file.name),
      draw: (which) => void this.draw(which),
      toggleCamera: () => this.openCamera(!this.camera),
      tick: this.#tick,
    });
  }

  protected networkPane(): TemplateResult {
    const answer = this.#answer;
    const waiting = this.answerer || this.error ? "noPhoto" : "loading";
    return html`<div class="drawn">
      <pupil-network-view
        lang=${this.language}
        scheme=${this.scheme}
        .layers=${answer?.columns ?? []}
        .links=${answer?.links ?? []}
        @inspect=${({ detail }: CustomEvent<Hit | null>) => {
          this.#hit = detail ?? undefined;
          this.requestUpdate();
        }}
      ></pupil-network-view>
      <p class=${this.#peeked ? "muted peek" : "muted peek hint"} role="status" data-testid="peek">
        ${this.#peeked?.words ?? this.t(answer ? "stageHint" : waiting)}
      </p>
    </div>`;
  }

  protected answerPane(): TemplateResult {
    const [answer, shown] = [this.#answer, this.#shown];
    const frame = this.#frame;
    const names = (this.answerer?.classes ?? []).map((one) => this.#name(one));
    return html`${answerView(this.language, answer, names, this.t(this.answerer || this.error ? "noPhoto" : "loading"), this.camera)}
      <div>
        <label class="check">
          <input
            type="checkbox"
            data-testid="heat"
            .checked=${this.showHeat}
            @change=${(event: Event) => this.setHeat((event.target as HTMLInputElement).checked)}
          />
          ${this.t("heat")}
        </label>
        ${this.showHeat && answer ? html`<p class="muted hint">${this.t("heatHint", { name: answer.names[answer.best]! })}</p>` : ""}
      </div>
      ${this.camera && frame !== undefined
        ? html`<p class="muted" data-testid="frame">${this.t("frame", { count: Math.round(frame) })}</p>`
        : shown
          ? html`<p class="muted size" data-testid="size">
              ${this.t("size", { width: shown.picture.width, height: shown.picture.height, side: shown.picture.side })}
            </p>`
          : ""}`;
  }

  /** Saves the photo, the network and the answer as a picture. */
  protected async picture(): Promise<void> {
    const answer = this.#answer;
    if (!answer) return;
    const { saveStage } = await import("./share-picture.ts");
    const photo = document.createElement("pupil-photo") as Photo;
    Object.assign(photo, { picture: answer.picture, heat: this.showHeat ? answer.heat : undefined });
    // It draws when it is in the page.
    photo.hidden = true;
    this.renderRoot.append(photo);
    try {
      await photo.updateComplete;
      await saveStage(photo.renderRoot.querySelector("canvas")!, this.#network?.picture ?? null, answer, this);
    } finally {
      photo.remove();
    }
  }
}
