import { html, type PropertyValues, type TemplateResult } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { loadModel, type FloatTensor, type LayerInfo, type Logs, type Model, type ModelFile, type SaveOptions, type Tensor } from "../../api/index.ts";
import type { PupilModel } from "../public.ts";
import { barStyles } from "../shared/bars.ts";
import { define } from "../shared/define.ts";
import { Description } from "../shared/description.ts";
import { droppedOf, filesIn } from "../shared/dropped.ts";
import { layout } from "../shared/layout.ts";
import { Lesson } from "../shared/lesson.ts";
import { weightsUrl } from "../shared/open.ts";
import { theme } from "../shared/theme.ts";
import { stopDecoder } from "../photos/pictures.ts";
import { areSamples, purposeOf, visible } from "./data-files.ts";
import type { DataPanel } from "./data-panel.ts";
import "./data-panel.ts";
import { labelsOf, lastPart, modelFiles } from "./files.ts";
import { head } from "./head.ts";
import type { PhotoInput } from "./input-photo.ts";
import { Inside } from "./inside.ts";
import { inWords, type Answer } from "./outputs.ts";
import { rasterStyles } from "./raster.ts";
import { styles } from "./styles.ts";
import { Saving, stem, takeHome } from "./take-home.ts";
import { text, type TextKey } from "./texts.ts";
import { inputView, oneOutput } from "./try-view.ts";
import { classesOf, inputsOf, labelsFrom, outputsOf, type ModelInput, type ModelOutput, type Way } from "./ways.ts";
import { zone } from "./zone.ts";

/** A model that is open, and what is known about it. */
interface Opened {
  model: Model;
  name: string;
  /** True if this element loaded it, and so frees it. */
  own: boolean;
  /** The inputs, with the way in that is chosen for each, and what was given. */
  inputs: { input: ModelInput; way: Way; tensor: Tensor | undefined }[];
  outputs: ModelOutput[];
  layers: LayerInfo[];
  classes: string[] | undefined;
  /** How often a file beside the model was taken. */
  given: number;
}

/** Milliseconds that an answer must last before screen readers hear it. */
const SAY_AFTER = 600;

/**
 * Any model as something to try: a way in that fits its inputs, its outputs in a form that fits their meaning, and a
 * look inside. Without `src` it is a place to drop a model.
 *
 * Attributes, besides the shared ones of `Lesson`: `src` (the address of a model file, of a `model.json`, or of a folder,
 * with a slash at the end), `labels` (the names of the classes: the address of a list, or the list with commas). Panels:
 * "try data inside save". Fires `pupil-ready` when a model is open, `pupil-predict` at each answer, `pupil-epoch` and
 * `pupil-trained` when it is trained on the visitor's data, and `pupil-error`; all bubble.
 */
export class ModelElement extends Lesson implements PupilModel {
  static override properties = { state: { attribute: false }, keep: { attribute: false }, src: { type: String }, labels: { type: String }, over: { state: true } };
  static override styles = [theme, layout, barStyles, rasterStyles, styles];

  declare src: string | undefined;
  declare labels: string | undefined;
  /** True while files are dragged over the element. */
  declare over: boolean;

  #opened: Opened | undefined;
  /** What the visitor or the page opened last, to open it again when the engine was restarted. */
  #source: { source: ModelFile; name: string } | undefined;
  /** The page's own model, which the page frees. */
  #handed: Model | undefined;
  /** True if the model that is open was trained here and not saved since. */
  #trained = false;
  /** A model that was trained here and not saved, when another took its place. */
  #aside: Opened | undefined;
  /** The name of what is being opened. */
  #opening = "";
  #openings = 0;
  #started = false;
  /** The names of classes that the page or the visitor gave. */
  #labels: string[] | undefined;
  #answers: Answer[] | undefined;
  #milliseconds = 0;
  #asking = false;
  #askAgain = false;
  /** True if the answer is in view, so that on a narrow screen no line has to say it. */
  #inView = true;
  #watching: Element | null = null;
  #watch = new IntersectionObserver((entries) => {
    this.#inView = entries.at(-1)!.isIntersecting;
    this.requestUpdate();
  });
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #description = new Description(() => this.requestUpdate(), this.fail);
  #inside = new Inside(() => this.requestUpdate());
  #saving = new Saving(() => this.requestUpdate());

  constructor() {
    super();
    this.over = false;
  }

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  /** The model that is open. Another one can be set; then the page frees it. */
  get model(): Model | undefined {
    return this.#handed ?? this.#opened?.model;
  }

  set model(model: Model | undefined) {
    this.#close();
    this.#handed = model;
    if (model) void this.#show(model, model.name, false, this.#openings).catch(this.fail);
  }

  /**
   * Asks the model about tensors: `model.predict`. What is shown stays as it is.
   *
   * @throws Error when no model is open, or the tensors do not fit.
   */
  async predict(...given: Parameters<Model["predict"]>): Promise<FloatTensor | FloatTensor[]> {
    return (await this.#ready()).predict<FloatTensor | FloatTensor[]>(...given);
  }

  /** The model as a file: what `model.save` gives. @throws Error when no model is open. */
  async save(options: SaveOptions = {}): Promise<Uint8Array> {
    return (await this.#ready()).save(options);
  }

  /** The outputs that are shown, by their names; undefined until all inputs are given. */
  get value(): Record<string, FloatTensor> | undefined {
    return this.#answers && Object.fromEntries(this.#answers.map(({ output, values, shape }) => [output.name, { data: values, shape: [1, ...shape] }]));
  }

  async #ready(): Promise<Model> {
    await this.begin();
    const { model } = this;
    if (!model) throw new Error(`${this.localName}: no model is open`);
    return model;
  }

  /** Trains the model on the samples that were given, as the button does. @throws Error when there are none. */
  async train(): Promise<void> {
    await this.#ready();
    if (!this.#panel) throw new Error(`${this.localName}: the panel "data" is not shown`);
    await this.#panel.train();
  }

  /** Stops the training that runs; what was learned stays. */
  stop(): void {
    this.#panel?.stop();
  }

  /** Gives the model the weights that it had before it was trained here. */
  async reset(): Promise<void> {
    await this.#panel?.undo();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The page may have set the model before this class was loaded.
    if (Object.hasOwn(this, "model")) {
      const { model } = this;
      delete (this as { model?: Model }).model;
      this.model = model;
    }
    this.addEventListener("dragover", this.#dragged);
    this.addEventListener("dragleave", this.#left);
    this.addEventListener("drop", this.#dropped);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("dragover", this.#dragged);
    this.removeEventListener("dragleave", this.#left);
    this.removeEventListener("drop", this.#dropped);
  }

  /** It can be used when a model is open. */
  protected override tellReady(): void {}

  protected override leave(): void {
    clearTimeout(this.#saying);
    this.#openings += 1;
    this.#started = false;
    this.#forget();
    if (this.#aside?.own) this.#aside.model.dispose();
    this.#aside = undefined;
    stopDecoder();
  }

  protected override async start(): Promise<void> {
    this.#started = true;
    const labels = this.#readLabels();
    // Without its labels the model opens, too; the error is shown below.
    labels.catch(() => {});
    if (!this.#opened && this.#handed) await this.#show(this.#handed, this.#handed.name, false, this.#openings);
    else if (!this.#opened && this.#source) await this.#load(this.#source.source, this.#source.name);
    else if (!this.#opened && this.src) await this.#load(new URL(this.src, document.baseURI), lastPart(this.src));
    await labels;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const outputs = this.renderRoot.querySelector(".outputs .one");
    if (outputs !== this.#watching) {
      this.#watch.disconnect();
      this.#watching = outputs;
      if (outputs) this.#watch.observe(outputs);
    }
    if (!this.#started) return;
    if (changed.has("labels")) void this.#readLabels().catch(this.fail);
    if (changed.has("src") && this.src) void this.open(new URL(this.src, document.baseURI), lastPart(this.src)).catch(() => {});
  }

  /**
   * Opens a model in place of the one that is open: anything that `loadModel` takes.
   *
   * @throws Error as `loadModel` does; the element shows it, too, and the model that was open stays.
   */
  async open(source: ModelFile, name = ""): Promise<void> {
    this.error = "";
    try {
      await this.#load(source, name);
    } catch (error) {
      this.fail(error);
      throw error;
    }
  }

  /**
   * Takes files that were dropped or chosen: a model, or for the model that is open a picture, samples to test and to
   * train it with, names of classes, or a file that belongs beside it.
   */
  async take(given: readonly (File | FileSystemEntry)[]): Promise<void> {
    this.error = "";
    try {
      const files = await filesIn(given);
      const [first] = visible(files);
      if (!first) return;
      const opened = this.#opened;
      // A picture is for the input that takes pictures; samples are for a model with one input.
      const at = opened?.inputs.findIndex(({ input }) => input.ways.includes("photo")) ?? -1;
      const purpose = opened ? await purposeOf(files, opened.inputs[Math.max(at, 0)]!.input) : "model";
      if (purpose === "picture") {
        this.#choose(at, "photo");
        await this.updateComplete;
        this.renderRoot.querySelector<PhotoInput>("pupil-input-photo")!.take(first.file);
      } else if (purpose === "labels") {
        this.#labels = labelsFrom(await first.file.text());
        this.requestUpdate();
      } else if (purpose === "beside") {
        await this.#takeBeside(opened!, first.file);
      } else if (purpose === "samples" && this.#panel) {
        this.#panel.scrollIntoView({ block: "nearest" });
        await this.#panel.take(files);
      } else if (!opened && areSamples(files)) {
        throw new Error(this.#t("openFirst", { name: first.file.name }));
      } else {
        const { source, name } = await modelFiles(files);
        await this.#load(source, name);
      }
    } catch (error) {
      this.fail(error);
    }
  }

  get #panel(): DataPanel | null {
    return this.renderRoot.querySelector<DataPanel>("pupil-model-data");
  }

  /**
   * Takes a tokenizer, a scaler or names of classes for the model that is open. A copy of the model is opened together
   * with the file, which tells what the file means.
   */
  async #takeBeside(opened: Opened, file: File): Promise<void> {
    const { model } = opened;
    const bytes = await model.save({ includeOptimizer: false });
    const beside = { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) };
    const copy = await loadModel([{ name: "model.safetensors", bytes }, beside]);
    const { metadata, notes } = copy;
    copy.dispose();
    const before = model.metadata;
    const changed = Object.keys(metadata).some((key) => metadata[key] !== before[key]);
    if (!changed) throw new Error(notes.at(-1) ?? this.#t("saysNothing", { name: file.name }));
    model.metadata = metadata;
    const inputs = inputsOf(model, await model.shapes(), opened.layers);
    if (metadata.scaler !== before.scaler && !inputs.some(({ scaler }) => scaler)) {
      model.metadata = before;
      throw new Error(this.#t("otherScaler", { name: file.name, shapes: inputs.map(({ shape }) => `(${shape.join(", ")})`).join(", ") }));
    }
    if (this.#opened !== opened) return;
    opened.inputs = inputs.map((input) => ({ input, way: input.ways[0]!, tensor: undefined }));
    opened.classes = classesOf(model);
    // The ways in are made again, because they read the model's texts only once.
    opened.given += 1;
    this.requestUpdate();
  }

  async #load(source: ModelFile, name: string): Promise<void> {
    const opening = (this.#openings += 1);
    this.#opening = name || this.#t("oneModel");
    this.requestUpdate();
    try {
      const model = await loadModel(source);
      // Another model was asked for, or the element left the page.
      if (opening !== this.#openings) model.dispose();
      else await this.#show(model, name || model.name, true, opening, { source, name });
    } finally {
      if (opening === this.#openings) this.#opening = "";
      this.requestUpdate();
    }
  }

  /** Shows a model, if nothing else was opened meanwhile. */
  async #show(model: Model, name: string, own: boolean, opening: number, from?: { source: ModelFile; name: string }): Promise<void> {
    const [shapes, layers] = await Promise.all([model.shapes(), model.layers()]).catch((error: unknown) => {
      if (own) model.dispose();
      throw error;
    });
    if (opening !== this.#openings) {
      if (own) model.dispose();
      return;
    }
    const known = inputsOf(model, shapes, layers);
    this.#setAside();
    this.#forget();
    this.error = "";
    this.unfinished = false;
    // Names that were dropped belong to the model before.
    if (!this.labels) this.#labels = undefined;
    const inputs = known.map((input) => ({ input, way: input.ways[0]!, tensor: undefined }));
    this.#opened = { model, name, own, inputs, outputs: outputsOf(shapes, layers, known), layers, classes: classesOf(model), given: 0 };
    this.requestUpdate();
    void this.#description.of(model);
    if (from) [this.#source, this.#handed] = [from, undefined];
    this.tell("pupil-ready", { model, name });
  }

  /** Frees the model that is open. */
  #forget(): void {
    if (this.#opened?.own) this.#opened.model.dispose();
    this.#opened = this.#answers = undefined;
    this.#trained = false;
    this.#said = this.#saving.error = "";
    this.#description.forget();
  }

  #setAside(): void {
    if (!this.#trained || !this.#opened || this.#opened.model.lost) return;
    if (this.#aside?.own) this.#aside.model.dispose();
    [this.#aside, this.#opened, this.#trained] = [this.#opened, undefined, false];
  }

  #back = (): void => {
    const aside = this.#aside!;
    this.#aside = undefined;
    this.#close();
    this.#opened = { ...aside, inputs: aside.inputs.map((one) => ({ ...one, tensor: undefined })) };
    this.#trained = true;
    void this.#description.of(aside.model);
  };

  #close = (): void => {
    this.#setAside();
    this.#openings += 1;
    this.#opening = this.error = "";
    this.#source = this.#handed = undefined;
    this.#forget();
    this.requestUpdate();
  };

  async #readLabels(): Promise<void> {
    const { labels } = this;
    const read = labels ? await labelsOf(labels) : undefined;
    if (labels === this.labels) this.#labels = read;
    this.requestUpdate();
  }

  get #classes(): string[] | undefined {
    return this.#labels ?? this.#opened?.classes;
  }

  #dragged = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  };

  #left = (event: DragEvent): void => {
    if (!(event.relatedTarget instanceof Node) || !this.contains(event.relatedTarget)) this.over = false;
  };

  #dropped = (event: DragEvent): void => {
    if (!event.dataTransfer?.files.length && !event.dataTransfer?.items.length) return;
    event.preventDefault();
    this.over = false;
    void this.take(droppedOf(event.dataTransfer));
  };

  #given(index: number, tensor: Tensor | undefined): void {
    const opened = this.#opened;
    if (!opened) return;
    // A new list, so that the view of the layers sees the change.
    opened.inputs = opened.inputs.map((one, at) => (at === index ? { ...one, tensor } : one));
    this.requestUpdate();
    void this.#ask();
  }

  /** Gives an input in another way. */
  #choose(index: number, way: Way): void {
    const opened = this.#opened!;
    if (opened.inputs[index]!.way === way) return;
    opened.inputs = opened.inputs.map((one, at) => (at === index ? { ...one, way, tensor: undefined } : one));
    this.requestUpdate();
  }

  /** The tensors of all inputs, if all are given. */
  get #tensors(): Tensor[] | undefined {
    const tensors = this.#opened?.inputs.map(({ tensor }) => tensor) ?? [];
    return tensors.length && tensors.every((tensor) => tensor !== undefined) ? (tensors as Tensor[]) : undefined;
  }

  /** Asks the model about its inputs. During a call, only the latest inputs wait. */
  async #ask(): Promise<void> {
    if (this.#asking) {
      this.#askAgain = true;
      return;
    }
    const [opened, tensors] = [this.#opened, this.#tensors];
    if (!opened || !tensors) {
      this.#answers = undefined;
      this.#say();
      return;
    }
    this.#asking = true;
    try {
      const started = performance.now();
      const found = await opened.model.predict<FloatTensor | FloatTensor[]>(tensors.length === 1 ? tensors[0]! : tensors);
      if (this.#opened?.model === opened.model) this.#answered(opened, tensors, [found].flat(), performance.now() - started);
    } catch (error) {
      if (opened.model.lost) await this.#revive();
      else if (this.#opened?.model === opened.model) this.fail(error);
    } finally {
      this.#asking = false;
    }
    if (this.#askAgain) {
      this.#askAgain = false;
      void this.#ask();
    }
  }

  #answered({ outputs: known }: Opened, inputs: Tensor[], outputs: FloatTensor[], milliseconds: number): void {
    this.#answers = outputs.map(({ data, shape }, index) => ({ output: known[index]!, values: data, shape: shape.slice(1) }));
    this.#milliseconds = milliseconds;
    this.error = "";
    this.#say();
    this.requestUpdate();
    this.tell("pupil-predict", { inputs, outputs });
  }

  /** After a crash of the engine: opens the model again. */
  async #revive(): Promise<void> {
    const source = this.#source ?? (this.src ? { source: new URL(this.src, document.baseURI), name: lastPart(this.src) } : undefined);
    this.#forget();
    if (source) await this.#load(source.source, source.name).catch(this.fail);
    this.requestUpdate();
  }

  /** Tells screen readers the answer once it no longer changes. */
  #say(): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.#said = this.#inWords("said");
      this.requestUpdate();
    }, SAY_AFTER);
  }

  /** All outputs in a few words; empty for outputs that are pictures. */
  #inWords(how: "said" | "brief"): string {
    return (this.#answers ?? []).map((answer) => inWords(this.language, answer, this.#classes, how)).filter(Boolean).join("; ");
  }

  override render() {
    const opened = this.#opened;
    const told = this.#opening && this.#t("opening", { name: this.#opening });
    const opening = told ? html`<p class="muted" role="status" data-testid="opening">${told}</p>` : "";
    return html`<div class=${this.over ? "over" : ""}>
      ${this.errorLine()}
      ${this.#aside ? html`<p><button class="link" data-testid="back" @click=${this.#back}>${this.#t("backTo", { name: this.#aside.name })}</button></p>` : ""}
      ${opened
        ? html`${this.#head(opened)} ${opening}
          ${this.shows("try") ? keyed(opened.given, keyed(opened.model, this.#tryPanel(opened))) : ""}
          ${this.shows("data") ? this.#dataPanel(opened) : ""}
          ${this.shows("inside") ? this.#insidePanel(opened) : ""}
          ${this.shows("save") ? takeHome(this.language, this.#saving, opened.model, opened.name, () => (this.#trained = false)) : ""}`
        : zone(this.language, { opening, take: (files) => void this.take(files), example: this.#example, empty: !this.src })}
    </div>`;
  }

  #example = (name: string): void => {
    void this.open(weightsUrl(name, undefined), `${name}.safetensors`).catch(() => {});
  };

  #head({ model, name, inputs, outputs }: Opened): TemplateResult {
    const facts = {
      name,
      summary: this.#description.summary,
      inputs: inputs.map(({ input }) => input.shape),
      outputs: outputs.map(({ shape }) => shape),
      notes: model.notes,
    };
    return head(this.language, facts, { take: (files) => void this.take(files), close: this.#close });
  }

  #dataPanel({ model, name, inputs, outputs }: Opened): TemplateResult {
    const [first] = inputs;
    const one = inputs.length === 1 && outputs.length === 1;
    return html`<section class="data" aria-labelledby="data">
      <h3 id="data">${this.#t("data")}</h3>
      ${one
        ? html`<pupil-model-data
            lang=${this.language}
            scheme=${this.scheme}
            .model=${model}
            .input=${first!.input}
            .output=${outputs[0]}
            .classes=${this.#classes}
            stem=${stem(name)}
            @epoch=${({ detail }: CustomEvent<{ epoch: number; logs: Logs }>) => this.epochEnded(detail.epoch, detail.logs)}
            @failed=${({ detail }: CustomEvent<{ error: unknown }>) => this.tell("pupil-error", detail)}
            @trained=${({ detail }: CustomEvent<{ before?: unknown; after?: unknown }>) => this.#trainingDone(detail)}
            @learned=${({ detail }: CustomEvent<boolean>) => this.#learned(detail)}
            @lost=${() => void this.#restart()}
            @renamed=${({ detail }: CustomEvent<string[]>) => this.#renamed(detail)}
          ></pupil-model-data>`
        : html`<p class="muted" data-testid="several-ends">${this.#t("severalEnds")}</p>`}
    </section>`;
  }

  #trainingDone(scores: { before?: unknown; after?: unknown }): void {
    this.tell("pupil-trained", { model: this.model, ...scores });
    this.achieved("trained", { logs: this.lastLogs });
  }

  /** The weights changed, so the answer may, too. */
  #learned(trained: boolean): void {
    this.#trained = trained;
    if (this.#opened) this.#opened.layers = [...this.#opened.layers];
    void this.#ask();
    this.requestUpdate();
  }

  /** The engine stopped while it tested or trained the model. */
  async #restart(): Promise<void> {
    await this.#revive();
    if (!this.error) this.fail(new Error(this.#t("restarted")));
  }

  /** The classes have other names from now on, also in the file that is saved. */
  #renamed(names: string[]): void {
    this.#labels = names;
    this.#opened!.model.metadata.classes = JSON.stringify(names);
    this.requestUpdate();
  }

  #insidePanel({ model, layers }: Opened): TemplateResult {
    return this.#inside.view(this.language, { model, layers, inputs: this.#tensors, description: this.#description });
  }

  #tryPanel(opened: Opened): TemplateResult {
    const { inputs } = opened;
    const narrow = inputs.every(({ way }) => way === "draw" || way === "photo");
    const missing = inputs.filter(({ tensor }) => !tensor).map(({ input }) => input.name);
    const wait = inputs.length > 1 ? this.#t("waitingFor", { names: missing.join(", ") }) : this.#t("waiting");
    const brief = this.#inWords("brief");
    return html`<section class="try ${narrow ? "narrow" : ""}" aria-label=${this.#t("model")}>
      <div class="inputs">
        ${inputs.map(({ input, way }, index) =>
          inputView(this.language, input, way, inputs.length > 1, index, {
            given: (tensor) => this.#given(index, tensor),
            chosen: () => void this.#panel?.read(),
            choose: (chosen) => this.#choose(index, chosen),
          }),
        )}
        ${brief ? html`<p class="brief" aria-hidden="true" ?hidden=${this.#inView}><span data-testid="brief">${brief}</span></p>` : ""}
      </div>
      <div class="outputs" data-testid="outputs">
        <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
        ${this.#answers
          ? html`${this.#answers.map((answer, index) => oneOutput(this.language, answer, opened.outputs.length > 1, index === 0 ? this.#milliseconds : undefined, this.#classes))}`
          : html`<div class="one">
              <div class="head-line"><h3>${this.#t("output")}</h3></div>
              <p class="muted" data-testid="waiting">${missing.length ? wait : this.#t("loading")}</p>
            </div>`}
      </div>
    </section>`;
  }
}

define("pupil-model", ModelElement);
