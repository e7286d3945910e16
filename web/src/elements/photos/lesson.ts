import { chosenFiles } from "../shared/dropped.ts";
import { html } from "lit";
import { Sequential, layers, optimizers, type Model } from "../../api/index.ts";
import { bars, barStyles } from "../shared/bars.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { controls, curves } from "../shared/controls.ts";
import { Description } from "../shared/description.ts";
import { formStyles } from "../shared/fields.ts";
import { largest } from "../shared/largest.ts";
import { keepTraining, restoreTraining } from "../shared/keep.ts";
import { layout } from "../shared/layout.ts";
import { Lesson } from "../shared/lesson.ts";
import { download } from "../shared/download.ts";
import { modelPanel } from "../shared/model-panel.ts";
import { chosenModel, expectUnitPixels, openModel, weightsUrl } from "../shared/open.ts";
import { forget, type Keeping } from "../shared/store.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { theme } from "../shared/theme.ts";
import { Training, type Job } from "../shared/training.ts";
import { answers } from "./answers.ts";
import "./camera.ts";
import { collectView } from "./collect-view.ts";
import { Collection, tensorOf, type PhotoClass, type Photos } from "./collection.ts";
import { drawnCat } from "./example.ts";
import { defaults, formView, settings, suiting, variation, type Form, type Settings } from "./form.ts";
import { augmentation, fromScratch, transferred, type Augmentation } from "./networks.ts";
import "./photo.ts";
import type { Heat } from "./photo.ts";
import { readPicture, stopDecoder, type Picture } from "./pictures.ts";
import { heats, results, test, type Results } from "./results.ts";
import { pictures } from "./sources.ts";
import { styles } from "./styles.ts";
import { text, type TextKey } from "./texts.ts";

/** The lesson's name in the browser's storage. */
const LESSON = "photos";

/** A model and its classes. */
interface Reader {
  model: Model;
  classes: string[];
  side: number;
}

/** What is stored with the trained model. */
interface Kept extends Omit<Reader, "model"> {
  /** The form that it was trained with. */
  form?: Form;
}

const PREVIEWS = 6;

/**
 * The photos lesson: show a photo, see how it is recognised; teach a network your own classes.
 *
 * Attributes, besides the shared ones of `Lesson`: `weights` (URL of a model file). Panels: "look train model".
 */
export class PhotosLesson extends Lesson {
  static override properties = { weights: { type: String } };
  static override styles = [theme, layout, styles, barStyles, formStyles, confusionStyles];

  declare weights: string | undefined;

  #shipped: Reader | undefined;
  /** Settled when the shipped model is loaded, or could not be. */
  #opening: Promise<void> | undefined;
  #loaded: (Reader & { name: string }) | undefined;
  /** Classes and side of the model that trains. */
  #own: Omit<Reader, "model"> | undefined;
  #training = new Training<Results>(
    () => this.#trainingChanged(),
    () => void this.#look(),
  );
  #collection = new Collection(() => this.requestUpdate());
  #form: Form = { ...defaults };
  #reading: { done: number; all: number } | undefined;
  /** The photo that is shown, and its file, to read it again at another size. */
  #shown: { file: Blob; name: string; picture: Picture } | undefined;
  /** A model's answer about the photo. It is shown only while that model answers. */
  #answer: { model: Model; picture: Picture; probabilities: number[]; best: number; heat: Heat | undefined } | undefined;
  #showHeat = false;
  /** The number of photos that were given to look at. */
  #asked = 0;
  #looks = 0;
  #previews: Picture[] = [];
  /** What the previews were made from. */
  #previewed: { key?: string; picture?: Picture } = {};
  /** Where the camera is open: at the photo that is shown, or at a class. */
  #camera: "look" | PhotoClass | undefined;
  #description = new Description(() => this.requestUpdate(), this.fail);
  #keptAt: Date | undefined;

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.#pasted);
  }

  protected override leave(): void {
    this.#training.reset();
    for (const reader of [this.#shipped, this.#loaded]) reader?.model.dispose();
    this.#shipped = this.#loaded = this.#camera = undefined;
    this.#description.forget();
    stopDecoder();
  }

  protected override async start(): Promise<void> {
    try {
      const opening = this.#openShipped();
      this.#opening = opening.catch(() => {});
      await opening;
    } catch (error) {
      // Without the shipped weights, networks can still be trained from scratch.
      this.lack(error);
    }
    if (!this.#training.model) {
      const back = await restoreTraining<Kept, Results>(LESSON, this.#training, this.fail);
      if (back) {
        const { form = this.#form, ...own } = back.extra;
        [this.#own, this.#form, this.#keptAt] = [own, form, back.time];
      }
    }
    if (!this.#shipped && this.#form.way === "transfer") Object.assign(this.#form, suiting("small"));
    this.#modelChanged();
    // Shows a picture before the visitor has a photo at hand.
    if (this.#asked > 0 || !this.#reader) return;
    const cat = await drawnCat();
    // A photo that the visitor gave meanwhile comes first.
    if (this.#asked === 0) await this.#show(cat, this.#t("drawnCat"));
  }

  async #openShipped(): Promise<void> {
    const name = this.weights ?? "photos.safetensors";
    this.#shipped ??= await openModel(weightsUrl(LESSON, this.weights), name, (model) => this.#accept(model, name));
  }

  /** The model that answers about the photo. */
  get #reader(): Reader | undefined {
    const { model, phase } = this.#training;
    if (model && this.#own && phase !== "preparing") return { model, ...this.#own };
    return this.#loaded ?? this.#shipped;
  }

  get #source(): string {
    if (!this.#reader) return "–";
    if (this.#training.model && this.#training.phase !== "preparing") return this.#t(this.#training.active ? "training" : "trained");
    return this.#loaded ? this.#t("loaded", { name: this.#loaded.name }) : this.#t(this.weights ? "loaded" : "shipped", { name: this.weights ?? "" });
  }

  /** A class's name. The names of the shipped model's two classes are translated. */
  #name(name: string): string {
    return this.#reader === this.#shipped && (name === "cat" || name === "dog") ? this.#t(name) : name;
  }

  /** Shows code and summary of the model that answers, and asks it. */
  #modelChanged(): void {
    this.requestUpdate();
    void this.#description.of(this.#reader?.model);
    void this.#look();
  }

  /** After a crash of the engine: starts again with the shipped weights. */
  async #revive(): Promise<void> {
    this.error = this.#t("restarted");
    this.#shipped = this.#loaded = undefined;
    this.#training.reset();
    await this.start();
  }

  /** Shows a visitor's photo and clears the error. */
  #give(file: Blob, name: string): Promise<void> {
    this.error = "";
    return this.#show(file, name);
  }

  /** Reads a photo, shows it and asks the model. */
  async #show(file: Blob, name: string): Promise<void> {
    const asked = (this.#asked += 1);
    try {
      const side = this.#reader?.side ?? 150;
      const picture = await readPicture(file, name, side, this.language);
      // A later photo may have been read first.
      if (asked !== this.#asked) return;
      this.#shown = { file, name, picture };
      this.requestUpdate();
      await this.#look();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Asks the model about the photo. If another call follows, this one shows nothing. */
  async #look(): Promise<void> {
    const [shown, reader] = [this.#shown, this.#reader];
    if (reader?.model.lost) {
      await this.#revive();
      return;
    }
    if (!shown || !reader) return;
    const look = (this.#looks += 1);
    const { model, classes, side } = reader;
    try {
      let { picture } = shown;
      if (picture.side !== side) picture = await readPicture(shown.file, shown.name, side, this.language);
      const { data } = await model.predict(tensorOf([picture], side));
      const [probabilities] = answers(data, 1, classes.length);
      const best = largest(probabilities!);
      const heat = this.#showHeat ? (await heats(model, [picture], side, best))[0] : undefined;
      if (look !== this.#looks) return;
      shown.picture = picture;
      this.#answer = { model, picture, probabilities: probabilities!, best, heat };
      this.requestUpdate();
    } catch (error) {
      if (model.lost) await this.#revive();
      else if (look === this.#looks) this.fail(error);
    }
  }

  #trainingChanged(): void {
    this.requestUpdate();
    void this.#description.of(this.#reader?.model);
    if (!this.#training.active) void this.#look();
  }

  #pasted = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(({ type }) => type.startsWith("image/"));
    // Only the lesson in view takes it.
    const { top, bottom } = this.getBoundingClientRect();
    if (!file || bottom < 0 || top > innerHeight) return;
    event.preventDefault();
    void this.#give(file, file.name);
  };

  async #collect(listing: Promise<{ file: File; path: string }[]>, to: PhotoClass | undefined): Promise<void> {
    this.error = "";
    try {
      await this.#collection.add(await pictures(await listing, this.language), to, this.language);
      await this.#preview();
    } catch (error) {
      this.fail(error);
    }
  }

  async #shot(event: CustomEvent<Blob>): Promise<void> {
    const blob = event.detail;
    if (this.#camera === "look") {
      await this.#give(blob, this.#t("cameraShot"));
    } else if (this.#camera) {
      const name = `${this.#camera.name} ${this.#camera.shots.length + 1}`;
      await this.#collection.add([{ file: blob, name, folder: undefined }], this.#camera, this.language).catch(this.fail);
      await this.#preview();
    }
  }

  /** Shows examples of how one of the visitor's photos is varied. */
  async #preview(): Promise<void> {
    const picture = this.#collection.classes.flatMap(({ thumbs }) => thumbs)[0];
    let vary: Augmentation;
    try {
      vary = variation(this.#form, this.language);
    } catch {
      // A wrong field is reported when training starts.
      this.#noPreview();
      return;
    }
    if (!picture) {
      this.#noPreview();
      return;
    }
    const key = JSON.stringify(vary);
    if (key === this.#previewed.key && picture === this.#previewed.picture) return;
    this.#previewed = { key, picture };
    const { side } = picture;
    try {
      const model = new Sequential([
        layers.rescaling({ scale: 1, inputShape: [side, side, 3] }),
        ...augmentation(vary),
        layers.rescaling({ scale: 1, name: "end" }),
      ]);
      const x = tensorOf(new Array<Picture>(PREVIEWS).fill(picture), side);
      const { data } = await model.activations(x, "end", { seed: 1 });
      model.dispose();
      const size = side * side * 3;
      this.#previews = Array.from({ length: PREVIEWS }, (_, i) => {
        const pixels = Uint8Array.from(data.subarray(i * size, (i + 1) * size), (value) => Math.round(255 * value));
        return { ...picture, pixels };
      });
    } catch (error) {
      this.#noPreview();
      this.fail(error);
    }
    this.requestUpdate();
  }

  #noPreview(): void {
    this.#previews = [];
    this.#previewed = {};
    this.requestUpdate();
  }

  async #train(paused: boolean): Promise<void> {
    this.error = "";
    this.#keptAt = undefined;
    // The photos of this run: classes may be changed, and photos added, while it goes on.
    let photos: Photos | undefined;
    try {
      const form = { ...this.#form };
      const chosen = settings(form, this.language);
      const keep = async (how: Keeping) => {
        if (this.#own) await keepTraining<Kept, Results>(LESSON, this.#training, { ...this.#own, form }, how);
      };
      const prepare = async (signal: AbortSignal) => {
        const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
        await Promise.race([this.#opening, stopped]);
        signal.throwIfAborted();
        photos = await this.#read(chosen, signal);
        return this.#job(chosen, photos);
      };
      await this.#training.run(prepare, paused, keep);
    } catch (error) {
      if (this.#training.model?.lost || this.#shipped?.model.lost) await this.#revive();
      else this.fail(error);
    } finally {
      photos?.train.dispose();
      photos?.validation.dispose();
      this.#reading = undefined;
      this.requestUpdate();
    }
  }

  /** Reads the photos at the size that the chosen network takes. */
  async #read({ way, side, holdOut, seed }: Settings, signal: AbortSignal): Promise<Photos> {
    if (way === "transfer" && !this.#shipped) throw new Error(this.#t("noShipped"));
    const all = this.#collection.count;
    const options = { side: way === "transfer" ? this.#shipped!.side : side, holdOut, seed, lang: this.language, signal };
    const photos = await this.#collection.photos(options, (done) => {
      this.#reading = { done, all };
      this.requestUpdate();
    });
    this.#reading = undefined;
    return photos;
  }

  #job(chosen: Settings, photos: Photos): Job<Results> {
    const { way, epochs, batchSize, learningRate, seed } = chosen;
    const { classes, train, validation, side } = photos;
    const shipped = this.#shipped;
    const key = JSON.stringify([way, classes, side, chosen.augmentation]);
    // Another network, or other classes, need a new model.
    if (this.#training.model && key !== this.#training.model.metadata.lesson) this.#training.discard();
    return {
      make: async () => {
        const vary = chosen.augmentation;
        const count = classes.length;
        const model =
          way === "transfer"
            ? await transferred(shipped!.model, side, count, vary, seed)
            : fromScratch(way, side, count, vary, seed);
        model.metadata = { classes: JSON.stringify(classes), lesson: key };
        this.#own = { classes, side };
        return model;
      },
      compile: {
        optimizer: optimizers.adam({ learningRate }),
        loss: classes.length === 2 ? "binary_crossentropy" : "sparse_categorical_crossentropy",
        metrics: ["accuracy"],
      },
      samples: train.length,
      epochs,
      fit: (model, hooks) =>
        model.fit(train, {
          epochs,
          batchSize: Math.min(batchSize, train.length),
          seed,
          validationData: validation,
          ...hooks,
        }),
      test: (model) => test(model, photos),
    };
  }

  #reset(): void {
    this.#training.reset();
    this.#own = this.#keptAt = undefined;
    void forget(LESSON);
    this.#modelChanged();
  }

  async #save(): Promise<void> {
    const { model } = this.#reader!;
    download(await model.save({ includeOptimizer: false }), "photos.safetensors");
  }

  /** A model with its classes, which are stored in its file. @throws Error when it is not for photos. */
  async #accept(model: Model, name: string): Promise<Reader> {
    const shapes = await model.shapes();
    const { inputShape, outputShape } = shapes;
    const [, height, width, channels] = inputShape;
    const units = outputShape.at(-1);
    if (inputShape.length !== 4 || height !== width || channels !== 3 || outputShape.length !== 2 || !units) {
      const shape = (sizes: unknown[]) => `(${sizes.slice(1).join(", ")})`;
      throw new Error(this.#t("wrongModel", { name, input: shape(inputShape), output: shape(outputShape) }));
    }
    await expectUnitPixels(this.language, model, shapes, name);
    const count = Math.max(units, 2);
    const text = model.metadata.classes;
    if (text === undefined) return { model, classes: Array.from({ length: count }, (_, index) => String(index)), side: height! };
    const classes: unknown = JSON.parse(text);
    if (!Array.isArray(classes) || classes.length !== count || classes.some((one) => typeof one !== "string")) {
      throw new Error(`its classes are ${text}; expected a list of ${count} names`);
    }
    return { model, classes, side: height! };
  }

  async #load(files: File[]): Promise<void> {
    this.error = "";
    const { source, name } = chosenModel(files);
    try {
      const read = await openModel(source, name, (model) => this.#accept(model, name));
      this.#reset();
      this.#loaded?.model.dispose();
      this.#loaded = { ...read, name };
      this.#modelChanged();
    } catch (error) {
      this.fail(error);
    }
  }

  #useShipped = (): void => {
    this.#loaded?.model.dispose();
    this.#loaded = undefined;
    this.#reset();
  };

  override render() {
    return html`${this.shows("look") ? this.#lookPanel() : ""} ${this.errorLine()}
    ${this.shows("train") ? this.#trainPanel() : ""} ${this.shows("model") ? this.#modelPanel() : ""}`;
  }

  #cameraView(at: "look" | PhotoClass) {
    if (this.#camera !== at) return "";
    return html`<pupil-camera
      lang=${this.language}
      @shot=${(event: CustomEvent<Blob>) => void this.#shot(event)}
    ></pupil-camera>`;
  }

  #open(camera: "look" | PhotoClass | undefined): void {
    this.#camera = camera;
    this.requestUpdate();
  }

  #lookPanel() {
    const t = this.#t.bind(this);
    const shown = this.#shown;
    const reader = this.#reader;
    const own = this.#training.model || this.#loaded;
    const answer = shown && this.#answer?.model === reader?.model && this.#answer?.picture === shown.picture ? this.#answer : undefined;
    const probabilities = answer?.probabilities;
    const best = answer?.best ?? -1;
    const name = answer ? this.#name(reader!.classes[best]!) : "";
    const percent = answer ? (100 * answer.probabilities[best]!).toFixed(1) : "";
    return html`<section class="look" aria-labelledby="look">
      <div>
        <h2 id="look" class="visually-hidden">${t("look")}</h2>
        <div
          class="stage ${shown ? "full" : ""}"
          data-testid="stage"
          @dragover=${(event: DragEvent) => event.preventDefault()}
          @drop=${(event: DragEvent) => {
            event.preventDefault();
            const [file] = event.dataTransfer?.files ?? [];
            if (file) void this.#give(file, file.name);
          }}
        >
          ${shown
            ? html`<pupil-photo
                data-testid="shown"
                .picture=${shown.picture}
                .heat=${this.#showHeat ? answer?.heat : undefined}
                label=${t("photoShown", { name: shown.name })}
              ></pupil-photo>`
            : html`<p>${t(own ? "stageOwn" : "stage")}</p>`}
        </div>
        ${this.#cameraView("look")}
        <div class="row tools">
          <label class="file">
            ${t("choosePhoto")}
            <input
              type="file"
              accept="image/*"
              data-testid="photo"
              @change=${(event: Event) => {
                const [file] = chosenFiles(event);
                if (file) void this.#give(file, file.name);
              }}
            />
          </label>
          <button data-testid="camera" @click=${() => this.#open(this.#camera === "look" ? undefined : "look")}>
            ${t(this.#camera === "look" ? "closeCamera" : "camera")}
          </button>
        </div>
      </div>
      <div class="answer">
        <div>
          <p class="muted">${t("verdict")}</p>
          <p class="guess" data-testid="guess" aria-live="polite">${name || "–"}</p>
          <p class="muted" data-testid="percent">${best < 0 ? t(reader || this.error ? "noPhoto" : "loading") : `${percent} %`}</p>
        </div>
        ${bars(t("barsLabel"), (reader?.classes ?? []).map((one) => this.#name(one)), probabilities)}
        <div>
          <label class="check">
            <input
              type="checkbox"
              data-testid="heat"
              .checked=${this.#showHeat}
              @change=${(event: Event) => {
                this.#showHeat = (event.target as HTMLInputElement).checked;
                void this.#look();
                this.requestUpdate();
              }}
            />
            ${t("heat")}
          </label>
          ${this.#showHeat && name ? html`<p class="muted">${t("heatHint", { name })}</p>` : ""}
        </div>
        ${shown
          ? html`<p class="muted">
              ${t("size", { width: shown.picture.width, height: shown.picture.height, side: shown.picture.side })}
            </p>`
          : ""}
        ${sourceLine(this.language, this.#source, own && { useShipped: this.#useShipped, disabled: this.#training.active })}
      </div>
      <p class="about">${t("about")}</p>
    </section>`;
  }

  #trainPanel() {
    const t = this.#t.bind(this);
    const run = this.#training;
    const actions = { train: (paused: boolean) => void this.#train(paused), reset: () => this.#reset() };
    const reading = this.#reading ? t("reading", { done: this.#reading.done, all: this.#reading.all }) : "";
    return html`<section class="train" aria-labelledby="train">
      <header>
        <h2 id="train">${t("train")}</h2>
        <p class="muted">${t("trainIntro")}</p>
      </header>
      ${collectView(this.language, this.#collection, {
        collect: (listing, to) => void this.#collect(listing, to),
        camera: (of) => this.#open(this.#camera === of ? undefined : of),
        cameraView: (of) => this.#cameraView(of),
        changed: () => {
          this.requestUpdate();
          void this.#preview();
        },
      })}
      <div class="columns">
        <div class="controls">
          ${formView(this.language, this.#form, {
            disabled: run.active,
            change: (part) => {
              Object.assign(this.#form, part);
              this.requestUpdate();
              void this.#preview();
            },
          })}
          ${this.#previews.length
            ? html`<div>
                <p class="muted">${t("preview")}</p>
                <div class="previews" data-testid="previews">
                  ${this.#previews.map((picture, i) => html`<pupil-photo .picture=${picture} label="${i + 1}"></pupil-photo>`)}
                </div>
              </div>`
            : ""}
          ${controls(this.language, run, actions, (speed) => t("speed", { speed }), reading)} 
          ${keptLine(this.language, run.model && this.#keptAt, () => this.#reset())}
        </div>
        ${curves(this.language, run, this.scheme)}
      </div>
      ${run.results ? results(this.language, run.results, this.#showHeat) : ""}
    </section>`;
  }

  #modelPanel() {
    const save = this.#reader && (() => void this.#save().catch(this.fail));
    return modelPanel(this.language, this.#description, this.#reader?.model, { save, load: (files) => void this.#load(files) });
  }
}

customElements.define("pupil-photos", PhotosLesson);
