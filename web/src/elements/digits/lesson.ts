import { html } from "lit";
import { Dataset, optimizers, prepareDigit, type Model } from "../../api/index.ts";
import { bars, barStyles } from "../shared/bars.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { controls, curves } from "../shared/controls.ts";
import { Description } from "../shared/description.ts";
import { dropZone } from "../shared/drop.ts";
import { formStyles } from "../shared/fields.ts";
import { keepTraining, restoreTraining } from "../shared/keep.ts";
import { largest } from "../shared/largest.ts";
import { layout } from "../shared/layout.ts";
import { Lesson } from "../shared/lesson.ts";
import { download } from "../shared/download.ts";
import { modelPanel } from "../shared/model-panel.ts";
import { chosenModel, expectUnitPixels, openModel, weightsUrl } from "../shared/open.ts";
import { forget } from "../shared/store.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { theme } from "../shared/theme.ts";
import { Training, type Job } from "../shared/training.ts";
import { defaults, formView, settings, type Form, type Settings } from "./form.ts";
import { network } from "./network.ts";
import { PAD_SIZE, type DrawingPad } from "./pad.ts";
import "./picture.ts";
import { results, test, type Results } from "./results.ts";
import { MnistFiles, PARTS, fetchMnist, strokes, type Digits, type Part } from "./sources.ts";
import { styles } from "./styles.ts";
import { text, type TextKey } from "./texts.ts";

/** The classes. */
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/** The lesson's name in the browser's storage. */
const LESSON = "digits";

/** Milliseconds between guesses while a model trains. */
const LOOK_EVERY = 300;

/**
 * Milliseconds that a guess must last before screen readers hear it, so that they do not hear every guess during a
 * stroke.
 */
const SAY_AFTER = 600;

/**
 * The digits lesson: draw a digit, see how it is read, train a network.
 *
 * Attributes, besides the shared ones of `Lesson`: `weights` (URL of a model file), `data-prefix` (URL prefix of
 * MNIST's four files). Panels: "draw train model".
 */
export class DigitsLesson extends Lesson {
  static override properties = {
    weights: { type: String },
    dataPrefix: { attribute: "data-prefix" },
  };
  static override styles = [theme, layout, styles, barStyles, formStyles, confusionStyles];

  declare weights: string | undefined;
  declare dataPrefix: string | undefined;

  #shipped: Model | undefined;
  #loaded: { model: Model; name: string } | undefined;
  #training = new Training<Results>(
    () => this.#trainingChanged(),
    (model) => void this.#seeFilters(model),
  );
  /** The first layer's filters of the model that trains. */
  #filters: Float32Array | undefined;
  /** When the restored model was stored. */
  #keptAt: Date | undefined;
  #form: Form = { ...defaults };
  #files = new MnistFiles();
  #digits: { key: string; value: Digits } | undefined;
  #probabilities: Float32Array | undefined;
  #seen: Float32Array | undefined;
  #description = new Description(() => this.requestUpdate(), this.fail);
  #looking = false;
  #lookAgain = false;
  #looked = 0;
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #exampleSeed = Math.floor(Math.random() * 1e6);

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  get #pad(): DrawingPad | null {
    return this.renderRoot.querySelector("pupil-drawing-pad");
  }

  protected override rest(): void {
    if (!this.#training.active) this.#dropDigits();
  }

  protected override leave(): void {
    clearTimeout(this.#saying);
    this.#training.reset();
    for (const model of [this.#shipped, this.#loaded?.model]) model?.dispose();
    this.#shipped = this.#loaded = undefined;
    this.#description.forget();
    this.#dropDigits();
  }

  protected override async start(): Promise<void> {
    try {
      const name = this.weights ?? "digits.safetensors";
      this.#shipped ??= await openModel(weightsUrl(LESSON, this.weights), name, (model) => this.#accept(model, name));
      await this.#description.of(this.#reader);
    } catch (error) {
      // The lesson works without weights, because the visitor can train a network.
      this.lack(error);
      await this.#description.ofMade(network(0));
    }
    if (!this.#training.model) {
      const back = await restoreTraining<Form | undefined, Results>(LESSON, this.#training, this.fail);
      if (back) [this.#form, this.#keptAt] = [back.extra ?? this.#form, back.time];
    }
    this.requestUpdate();
    void this.#description.of(this.#reader);
    void this.#look();
  }

  /** The model that reads the drawing. */
  get #reader(): Model | undefined {
    if (this.#training.model && this.#training.phase !== "preparing") return this.#training.model;
    return this.#loaded?.model ?? this.#shipped;
  }

  /** After a crash of the engine: starts again with the shipped weights. */
  async #revive(): Promise<void> {
    if (!this.error && (this.#loaded || this.#training.model)) this.error = this.#t("restarted");
    this.#shipped = this.#loaded = this.#digits = undefined;
    this.#training.reset();
    await this.start();
  }

  get #source(): string {
    if (!this.#reader) return "–";
    if (this.#training.model && this.#training.phase !== "preparing") return this.#t(this.#training.active ? "training" : "trained");
    return this.#loaded ? this.#t("loaded", { name: this.#loaded.name }) : this.#t(this.weights ? "loaded" : "shipped", { name: this.weights ?? "" });
  }

  /** Asks the model about the drawing. During a call, only the latest drawing waits. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    const pad = this.#pad;
    const reader = this.#reader;
    if (!pad || !reader) return;
    if (reader.lost) {
      await this.#revive();
      return;
    }
    if (pad.empty) {
      this.#probabilities = this.#seen = undefined;
      this.#say();
      this.requestUpdate();
      return;
    }
    this.#looking = true;
    performance.mark("pupil:ink");
    try {
      this.#seen = await prepareDigit(pad.ink(), PAD_SIZE, PAD_SIZE);
      const { data } = await reader.predict({ data: this.#seen, shape: [1, 28, 28, 1] });
      this.#probabilities = pad.empty ? undefined : data;
      this.#say();
      this.requestUpdate();
      await this.updateComplete;
      performance.measure("pupil:recognise", "pupil:ink");
    } catch (error) {
      // After a crash during a call, `#revive` restores everything.
      if (reader.lost) await this.#revive();
      else this.fail(error);
    } finally {
      this.#looking = false;
    }
    if (this.#lookAgain) {
      this.#lookAgain = false;
      void this.#look();
    }
  }

  /** Tells screen readers the guess once it no longer changes. */
  #say(): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      const best = this.#probabilities && largest(this.#probabilities);
      const percent = best === undefined ? "" : (100 * this.#probabilities![best]!).toFixed(0);
      this.#said = best === undefined ? "" : this.#t("guessSaid", { digit: best, percent });
      this.requestUpdate();
    }, SAY_AFTER);
  }

  #trainingChanged(): void {
    this.requestUpdate();
    void this.#description.of(this.#reader);
    const now = performance.now();
    if (now - this.#looked > LOOK_EVERY || !this.#training.active) {
      this.#looked = now;
      void this.#look();
    }
  }

  async #example(): Promise<void> {
    this.#exampleSeed += 1;
    // A single digit would always be a 0. Ten are one of each in random order.
    const ten = await Dataset.strokes({ count: 10, seed: this.#exampleSeed });
    const { x } = await ten.gather([0]);
    ten.dispose();
    this.#pad?.show(x.data, 28);
  }

  async #data(form: Form, samples: number, seed: number): Promise<Digits> {
    const key = form.source === "strokes" ? `strokes ${samples} ${seed}` : form.source;
    if (this.#digits?.key === key) return this.#digits.value;
    let value: Digits;
    if (form.source === "strokes") {
      value = await strokes(samples, seed);
    } else {
      if (form.source === "fetch") this.#files = await fetchMnist(this.dataPrefix ?? "", this.language);
      if (!this.#files.complete) throw new Error(this.#missing());
      value = await this.#files.digits();
    }
    this.#dropDigits();
    this.#digits = { key, value };
    return value;
  }

  #dropDigits(): void {
    this.#digits?.value.train.dispose();
    this.#digits?.value.test.dispose();
    this.#digits = undefined;
  }

  async #seeFilters(model: Model): Promise<void> {
    const weights = await model.getWeights().catch(() => undefined);
    if (this.#training.model !== model) return;
    this.#filters = weights?.[0]?.data ?? this.#filters;
    this.requestUpdate();
  }

  #missing(): string {
    const list = (has: boolean) => PARTS.filter((part) => this.#files.has(part) === has).map((part) => this.#t(part)).join(", ");
    return this.#t("filesHave", { have: list(true) || this.#t("none"), missing: list(false) });
  }

  async #train(paused: boolean): Promise<void> {
    this.error = "";
    this.#keptAt = undefined;
    try {
      const form = { ...this.#form };
      const { samples, ...chosen } = settings(form, this.language);
      const prepare = async () => this.#job(await this.#data(form, samples, chosen.seed), chosen);
      await this.#training.run(prepare, paused, (how) => keepTraining(LESSON, this.#training, form, how));
    } catch (error) {
      this.fail(error);
    }
  }

  #job({ train, test: held }: Digits, { epochs, batchSize, learningRate, seed, optimizer }: Settings): Job<Results> {
    return {
      make: () => network(seed),
      compile: {
        optimizer: optimizers[optimizer]({ learningRate }),
        loss: "sparse_categorical_crossentropy",
        metrics: ["accuracy"],
      },
      samples: train.length,
      epochs,
      fit: (model, hooks) => model.fit(train, { epochs, batchSize, seed, validationData: held, ...hooks }),
      test: (model) => test(model, held),
    };
  }

  #reset(): void {
    this.#training.reset();
    this.#filters = this.#keptAt = undefined;
    void forget(LESSON);
  }

  async #take(files: Iterable<File>): Promise<void> {
    this.error = "";
    this.#form.source = "files";
    this.#digits = undefined;
    for (const file of files) await this.#files.add(file, this.language).catch(this.fail);
    this.requestUpdate();
  }

  async #save(): Promise<void> {
    const bytes = await this.#reader?.save({ includeOptimizer: false });
    if (!bytes) return;
    download(bytes, "digits.safetensors");
  }

  /** @throws Error when the model does not read digits. */
  async #accept(model: Model, name: string): Promise<Model> {
    const shapes = await model.shapes();
    const { inputShape, outputShape } = shapes;
    if (String(inputShape) === ",28,28,1" && String(outputShape) === ",10") {
      await expectUnitPixels(this.language, model, shapes, name);
      return model;
    }
    throw new Error(this.#t("wrongModel", { name, shape: `(${inputShape.slice(1).join(", ")})` }));
  }

  async #load(files: File[]): Promise<void> {
    this.error = "";
    const { source, name } = chosenModel(files);
    try {
      const model = await openModel(source, name, (model) => this.#accept(model, name));
      this.#reset();
      this.#loaded?.model.dispose();
      this.#loaded = { model, name };
      await this.#description.of(this.#reader);
    } catch (error) {
      this.fail(error);
    }
    this.requestUpdate();
    void this.#look();
  }

  #useShipped = (): void => {
    this.#reset();
    this.#loaded?.model.dispose();
    this.#loaded = undefined;
    this.requestUpdate();
    void this.#description.of(this.#reader);
    void this.#look();
  };

  override render() {
    return html`
      ${this.shows("draw") ? this.#drawPanel() : ""}
      ${this.errorLine()}
      ${this.shows("train") ? this.#trainPanel() : ""} ${this.shows("model") ? this.#modelPanel() : ""}
    `;
  }

  #drawPanel() {
    const t = this.#t.bind(this);
    const best = this.#probabilities ? largest(this.#probabilities) : undefined;
    const percent = best === undefined ? 0 : (100 * this.#probabilities![best]!).toFixed(0);
    const own = this.#training.model || this.#loaded;
    return html`<section class="draw" aria-label=${t("drawHere")}>
      <div class="left">
        <pupil-drawing-pad lang=${this.language} @ink=${() => void this.#look()}></pupil-drawing-pad>
        <div class="row tools">
          <button data-testid="undo" @click=${() => this.#pad?.undo()}>${t("undo")}</button>
          <button data-testid="clear" @click=${() => this.#pad?.clear()}>${t("clear")}</button>
          <button data-testid="example" ?disabled=${!this.#reader} @click=${() => this.#example().catch(this.fail)}>
            ${t("example")}
          </button>
        </div>
      </div>
      <div class="answer">
        <div class="verdict">
          <div>
            <p class="muted">${t("guess")}</p>
            <p class="guess" data-testid="guess">${best ?? "–"}</p>
            <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
            <p class="muted">
              ${best === undefined ? t(this.#reader || this.error ? "waiting" : "loading") : `${percent} %`}
            </p>
          </div>
          <figure>
            <pupil-picture data-testid="preview" .pixels=${this.#seen} label=${t("sees")}></pupil-picture>
            <figcaption class="muted">${t("sees")}</figcaption>
          </figure>
        </div>
        ${bars(t("barsLabel"), DIGITS, this.#probabilities)}
        ${sourceLine(this.language, this.#source, own && { useShipped: this.#useShipped, disabled: this.#training.active })}
      </div>
      <p class="about">${t("about")}</p>
    </section>`;
  }

  #trainPanel() {
    const t = this.#t.bind(this);
    const run = this.#training;
    const actions = { train: (paused: boolean) => void this.#train(paused), reset: () => this.#reset() };
    return html`<section class="train" aria-labelledby="train">
      <header>
        <h2 id="train">${t("train")}</h2>
        <p class="muted">${t("trainIntro")}</p>
      </header>
      <div class="columns">
        <div class="controls">
          ${formView(this.language, this.#form, {
            disabled: run.active,
            canFetch: Boolean(this.dataPrefix),
            change: (part) => {
              Object.assign(this.#form, part);
              this.requestUpdate();
            },
          })}
          ${this.#form.source === "files" ? this.#dropZone() : ""}
          ${controls(this.language, run, actions, (speed) => t("speed", { speed }))} 
          ${keptLine(this.language, run.model && this.#keptAt, () => this.#reset())}
          ${this.#filtersView()}
        </div>
        ${curves(this.language, run, this.scheme)}
      </div>
      ${run.results ? this.#resultsView(run.results) : ""}
    </section>`;
  }

  #resultsView(found: Results) {
    const percent = ((100 * found.right) / found.count).toFixed(2);
    return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
        ${this.#t("testAccuracy", { percent, count: found.count.toLocaleString(this.language) })}
      </p>
      ${results(this.language, found)}`;
  }

  #dropZone() {
    const t = this.#t.bind(this);
    const count = (part: Part) => this.#files.count(part).toLocaleString(this.language);
    return dropZone({
      hint: t("dropHint"),
      choose: t("choose"),
      testid: "drop",
      take: (files) => void this.#take(files),
      content: html`<p class="muted" data-testid="files">
        ${this.#files.complete ? t("allFiles", { train: count("trainImages"), test: count("testImages") }) : this.#missing()}
      </p>`,
    });
  }

  #filtersView() {
    const filters = this.#filters;
    if (!filters || !this.#training.model) return "";
    const t = this.#t.bind(this);
    const most = filters.reduce((most, value) => Math.max(most, Math.abs(value)), 1e-6);
    const filter = (index: number) => Float32Array.from({ length: 9 }, (_, i) => 0.5 + (0.5 * filters[32 * i + index]!) / most);
    return html`<div>
      <h3>${t("filters")}</h3>
      <p class="muted">${t("filtersHint")}</p>
      <div class="filters" data-testid="filters">
        ${Array.from({ length: 32 }, (_, i) => html`<pupil-picture .pixels=${filter(i)} .side=${3} label="${i + 1}"></pupil-picture>`)}
      </div>
    </div>`;
  }

  #modelPanel() {
    const save = this.#reader && (() => void this.#save().catch(this.fail));
    return modelPanel(this.language, this.#description, this.#reader, { save, load: (files) => void this.#load(files) });
  }
}

customElements.define("pupil-digits", DigitsLesson);
