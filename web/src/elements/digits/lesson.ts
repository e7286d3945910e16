import { LitElement, html, type PropertyValues } from "lit";
import { loadModel, prepareDigit, Dataset, type Model } from "../../api/index.ts";
import { langOf, text, type Lang, type TextKey } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { bars, barStyles, largest } from "./bars.ts";
import "./curves.ts";
import { defaults, formStyles, formView, settings, type Form } from "./form.ts";
import { network } from "./network.ts";
import { PAD_SIZE, type DrawingPad } from "./pad.ts";
import "./picture.ts";
import { results, resultStyles } from "./results.ts";
import { MnistFiles, PARTS, fetchMnist, strokes, type Digits, type Part } from "./sources.ts";
import { styles } from "./styles.ts";
import { Training } from "./training.ts";

/** Milliseconds between looks at the drawing while a model is trained. */
const LOOK_EVERY = 300;

/** Milliseconds that a guess must last before it is said: not every one on the way of a stroke. */
const SAY_AFTER = 600;

/**
 * The digits lesson: draw a digit, see it read, train a network.
 *
 * Attributes: `lang` ("en", "zh"; the browser's by default), `theme` ("light", "dark"; the system's by default),
 * `weights` (URL of a model file), `data-prefix` (URL prefix of MNIST's four files), `panels` (of "draw train
 * model"; all by default).
 */
export class DigitsLesson extends LitElement {
  static override properties = {
    lang: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    weights: { type: String },
    dataPrefix: { attribute: "data-prefix" },
    panels: { type: String },
    scheme: { state: true },
  };
  static override styles = [theme, styles, barStyles, formStyles, resultStyles];

  declare weights: string | undefined;
  declare dataPrefix: string | undefined;
  declare panels: string;
  declare theme: string | undefined;
  declare scheme: string;

  #shipped: Model | undefined;
  #loaded: { model: Model; name: string } | undefined;
  #training = new Training(() => this.#trainingChanged());
  #form: Form = { ...defaults };
  #files = new MnistFiles();
  #digits: { key: string; value: Digits } | undefined;
  #probabilities: Float32Array | undefined;
  #seen: Float32Array | undefined;
  #code = "";
  #summary = "";
  #error = "";
  #looking = false;
  #lookAgain = false;
  #looked = 0;
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  /** Whose code and summary are shown. */
  #described: Model | undefined;
  #exampleSeed = Math.floor(Math.random() * 1e6);
  #observer: IntersectionObserver | undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.panels = "draw train model";
    this.scheme = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#schemeChanged);
    // Nothing is started for a lesson that nobody has scrolled to.
    this.#observer = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      this.#observer?.disconnect();
      void this.#start();
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    this.#dark.removeEventListener("change", this.#schemeChanged);
    clearTimeout(this.#saying);
    this.#training.stop();
  }

  #schemeChanged = (): void => {
    this.scheme = `${this.theme}${this.#dark.matches}`;
  };

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("theme")) this.#schemeChanged();
  }

  get #lang(): Lang {
    return langOf(this.lang || navigator.language);
  }

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.#lang, key, values);
  }

  get #pad(): DrawingPad | null {
    return this.renderRoot.querySelector("pupil-drawing-pad");
  }

  /** Shows a failure of something the visitor asked for. */
  #fail = (error: unknown): void => {
    this.#error = error instanceof Error ? error.message : String(error);
    this.requestUpdate();
  };

  async #start(): Promise<void> {
    try {
      if (!this.#shipped) {
        const url = this.weights ? new URL(this.weights, document.baseURI) : new URL("models/digits.safetensors", import.meta.url);
        this.#shipped = await loadModel(url);
      }
      await this.#describe();
    } catch (error) {
      // The page still teaches without weights: a network of its own can be trained.
      this.#fail(error);
      const model = network(0);
      this.#summary = await model.summary().catch(() => "");
      this.#code = await model.kerasCode().catch(() => "");
      model.dispose();
    }
    this.requestUpdate();
    void this.#look();
  }

  /** The model that reads the drawing. */
  get #reader(): Model | undefined {
    if (this.#training.model && this.#training.phase !== "preparing") return this.#training.model;
    return this.#loaded?.model ?? this.#shipped;
  }

  /** Shows the code and summary of the model that reads. */
  async #describe(): Promise<void> {
    const reader = this.#reader;
    if (!reader || reader.lost || reader === this.#described) return;
    this.#described = reader;
    try {
      const [summary, code] = await Promise.all([reader.summary(), reader.kerasCode()]);
      if (this.#described !== reader) return;
      [this.#summary, this.#code] = [summary, code];
      this.requestUpdate();
    } catch (error) {
      // A model that was replaced meanwhile is nobody's concern.
      if (this.#described === reader) this.#fail(error);
    }
  }

  /** After a crash of the engine: begins again with the shipped weights. */
  async #revive(): Promise<void> {
    if (!this.#error && (this.#loaded || this.#training.model)) this.#error = this.#t("restarted");
    this.#shipped = this.#loaded = this.#digits = undefined;
    this.#training.reset();
    await this.#start();
  }

  get #source(): string {
    if (this.#training.model && this.#training.phase !== "preparing") return this.#t(this.#training.active ? "training" : "trained");
    return this.#loaded ? this.#t("loaded", { name: this.#loaded.name }) : this.#t("shipped");
  }

  /** Asks the model about the drawing; while one look is under way only the latest drawing waits. */
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
      // A crash in the middle of a look costs nothing that the revival does not bring back.
      if (reader.lost) await this.#revive();
      else this.#fail(error);
    } finally {
      this.#looking = false;
    }
    if (this.#lookAgain) {
      this.#lookAgain = false;
      void this.#look();
    }
  }

  /** Tells screen readers the guess once it has settled. */
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
    void this.#describe();
    const now = performance.now();
    if (now - this.#looked > LOOK_EVERY || !this.#training.active) {
      this.#looked = now;
      void this.#look();
    }
  }

  async #example(): Promise<void> {
    this.#exampleSeed += 1;
    const one = await Dataset.strokes({ count: 1, seed: this.#exampleSeed });
    const { x } = await one.gather([0]);
    one.dispose();
    this.#pad?.show(x.data, 28);
  }

  async #data(form: Form, samples: number, seed: number): Promise<Digits> {
    const key = form.source === "strokes" ? `strokes ${samples} ${seed}` : form.source;
    if (this.#digits?.key === key) return this.#digits.value;
    let value: Digits;
    if (form.source === "strokes") {
      value = await strokes(samples, seed);
    } else {
      if (form.source === "fetch") this.#files = await fetchMnist(this.dataPrefix ?? "", this.#lang);
      if (!this.#files.complete) throw new Error(this.#missing());
      value = await this.#files.digits();
    }
    this.#digits?.value.train.dispose();
    this.#digits?.value.test.dispose();
    this.#digits = { key, value };
    return value;
  }

  #missing(): string {
    const list = (has: boolean) => PARTS.filter((part) => this.#files.has(part) === has).map((part) => this.#t(part)).join(", ");
    return this.#t("filesHave", { have: list(true) || this.#t("none"), missing: list(false) });
  }

  async #train(paused: boolean): Promise<void> {
    this.#error = "";
    try {
      const form = { ...this.#form };
      const { samples, ...chosen } = settings(form, this.#lang);
      await this.#training.run(() => this.#data(form, samples, chosen.seed), chosen, paused);
    } catch (error) {
      this.#fail(error);
    }
  }

  #step(): void {
    if (this.#training.phase === "paused") this.#training.step();
    else if (this.#training.phase === "running") this.#training.pause();
    else {
      // A new run that waits at its beginning for single steps.
      void this.#train(true);
      const waiting = setInterval(() => {
        if (this.#training.phase === "preparing") return;
        clearInterval(waiting);
        if (this.#training.phase === "paused") this.#training.step();
      }, 50);
    }
  }

  async #take(files: Iterable<File>): Promise<void> {
    this.#error = "";
    this.#form.source = "files";
    this.#digits = undefined;
    for (const file of files) await this.#files.add(file, this.#lang).catch(this.#fail);
    this.requestUpdate();
  }

  async #save(): Promise<void> {
    const bytes = await this.#reader?.save({ includeOptimizer: false });
    if (!bytes) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([bytes as Uint8Array<ArrayBuffer>]));
    link.download = "digits.safetensors";
    link.click();
    URL.revokeObjectURL(link.href);
  }

  async #load(input: HTMLInputElement): Promise<void> {
    const file = input.files?.[0];
    input.value = "";
    if (!file) return;
    this.#error = "";
    try {
      const model = await loadModel(file);
      const { inputShape, outputShape } = await model.shapes();
      if (String(inputShape) !== ",28,28,1" || String(outputShape) !== ",10") {
        model.dispose();
        throw new Error(this.#t("wrongModel", { name: file.name, shape: `(${inputShape.slice(1).join(", ")})` }));
      }
      this.#training.reset();
      this.#loaded?.model.dispose();
      this.#loaded = { model, name: file.name };
      await this.#describe();
    } catch (error) {
      this.#fail(error instanceof Error && !error.message.includes(file.name) ? new Error(`${file.name}: ${error.message}`) : error);
    }
    this.requestUpdate();
    void this.#look();
  }

  #useShipped = (): void => {
    this.#training.reset();
    this.#loaded?.model.dispose();
    this.#loaded = undefined;
    this.requestUpdate();
    void this.#describe();
    void this.#look();
  };

  #shows(panel: string): boolean {
    return this.panels.split(/\s+/).includes(panel);
  }

  override render() {
    return html`
      ${this.#shows("draw") ? this.#drawPanel() : ""}
      ${this.#error ? html`<p class="error" role="alert" data-testid="error">${this.#error}</p>` : ""}
      ${this.#shows("train") ? this.#trainPanel() : ""} ${this.#shows("model") ? this.#modelPanel() : ""}
    `;
  }

  #drawPanel() {
    const t = this.#t.bind(this);
    const best = this.#probabilities ? largest(this.#probabilities) : undefined;
    const percent = best === undefined ? 0 : (100 * this.#probabilities![best]!).toFixed(0);
    const own = this.#training.model || this.#loaded;
    return html`<section class="draw" aria-label=${t("drawHere")}>
      <div class="left">
        <pupil-drawing-pad lang=${this.#lang} @ink=${() => void this.#look()}></pupil-drawing-pad>
        <div class="row tools">
          <button data-testid="undo" @click=${() => this.#pad?.undo()}>${t("undo")}</button>
          <button data-testid="clear" @click=${() => this.#pad?.clear()}>${t("clear")}</button>
          <button data-testid="example" ?disabled=${!this.#reader} @click=${() => this.#example().catch(this.#fail)}>
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
              ${best === undefined ? t(this.#reader || this.#error ? "waiting" : "loading") : `${percent} %`}
            </p>
          </div>
          <figure>
            <pupil-picture data-testid="preview" .pixels=${this.#seen} label=${t("sees")}></pupil-picture>
            <figcaption class="muted">${t("sees")}</figcaption>
          </figure>
        </div>
        ${bars(this.#lang, this.#probabilities)}
        <p class="muted source">
          ${t("weights")}: <span data-testid="source">${this.#source}</span>
          ${own
            ? html`<button class="link" ?disabled=${this.#training.active} @click=${this.#useShipped}>${t("useShipped")}</button>`
            : ""}
        </p>
      </div>
      <p class="about">${t("about")}</p>
    </section>`;
  }

  #trainPanel() {
    const t = this.#t.bind(this);
    const run = this.#training;
    const { phase, active } = run;
    const progress = run.total ? run.seen / run.total : 0;
    return html`<section class="train" aria-labelledby="train">
      <header>
        <h2 id="train">${t("train")}</h2>
        <p class="muted">${t("trainIntro")}</p>
      </header>
      <div class="columns">
        <div class="controls">
          ${formView(this.#lang, this.#form, {
            disabled: active,
            canFetch: Boolean(this.dataPrefix),
            change: (part) => {
              Object.assign(this.#form, part);
              this.requestUpdate();
            },
          })}
          ${this.#form.source === "files" ? this.#dropZone() : ""}
          <div class="row">
            ${phase === "paused"
              ? html`<button class="primary" data-testid="train" @click=${() => run.resume()}>${t("resume")}</button>`
              : html`<button class="primary" data-testid="train" ?disabled=${active} @click=${() => this.#train(false)}>
                  ${t("go")}
                </button>`}
            <button data-testid="pause" ?disabled=${phase !== "running"} @click=${() => run.pause()}>${t("pause")}</button>
            <button data-testid="step" ?disabled=${phase === "preparing" || phase === "testing"} @click=${() => this.#step()}>
              ${t("step")}
            </button>
            <button
              data-testid="stop"
              ?disabled=${phase !== "running" && phase !== "paused" && phase !== "preparing"}
              @click=${() => run.stop()}
            >
              ${t("stop")}
            </button>
            <button data-testid="reset" ?disabled=${!run.model && !run.loss[0].length} @click=${() => run.reset()}>
              ${t("reset")}
            </button>
          </div>
          <div class="progress">
            <progress data-testid="progress" max="1" .value=${progress} aria-label=${t("train")}></progress>
            <p class="muted" data-testid="speed">${this.#progressText()}</p>
          </div>
          ${this.#filters()}
        </div>
        <div class="curves">
          ${run.loss[0].length ? "" : html`<p class="muted empty">${t("noCurves")}</p>`}
          ${(["loss", "accuracy"] as const).map(
            (name) =>
              html`<div ?hidden=${!run.loss[0].length}>
                <h3>${t(name)}</h3>
                <pupil-curves
                  data-testid="${name}-chart"
                  .data=${run[name]}
                  label=${t(name)}
                  lang=${this.#lang}
                  scheme=${this.scheme}
                ></pupil-curves>
              </div>`,
          )}
        </div>
      </div>
      ${run.results ? this.#resultsView(run.results) : ""}
    </section>`;
  }

  #resultsView(found: NonNullable<Training["results"]>) {
    const percent = ((100 * found.right) / found.count).toFixed(2);
    return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
        ${this.#t("testAccuracy", { percent, count: found.count.toLocaleString(this.#lang) })}
      </p>
      ${results(this.#lang, found)}`;
  }

  #progressText(): string {
    const run = this.#training;
    const t = this.#t.bind(this);
    if (run.phase === "preparing") return t("preparing");
    if (run.phase === "testing") return t("testing");
    if (run.phase === "stopped") return t("stopped");
    if (!run.total) return "";
    const parts = [t("epochOf", { epoch: Math.min(run.epoch + 1, run.epochs), epochs: run.epochs })];
    if (run.phase === "paused") parts.push(t("paused"));
    else if (run.phase === "running" && run.speed > 0) {
      const seconds = Math.round(run.secondsLeft);
      const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
      parts.push(t("speed", { speed: Math.round(run.speed).toLocaleString(this.#lang) }), t("left", { time }));
    }
    return parts.join(" · ");
  }

  #dropZone() {
    const t = this.#t.bind(this);
    const over = (event: DragEvent) => event.preventDefault();
    const count = (part: Part) => this.#files.count(part).toLocaleString(this.#lang);
    return html`<div
      class="drop"
      @dragover=${over}
      @drop=${(event: DragEvent) => {
        event.preventDefault();
        void this.#take(event.dataTransfer?.files ?? []);
      }}
    >
      <p>
        ${t("dropHint")}
        <label class="file">
          ${t("choose")}
          <input
            type="file"
            multiple
            data-testid="drop"
            @change=${(event: Event) => {
              const input = event.target as HTMLInputElement;
              void this.#take([...(input.files ?? [])]).then(() => (input.value = ""));
            }}
          />
        </label>
      </p>
      <p class="muted" data-testid="files">
        ${this.#files.complete ? t("allFiles", { train: count("trainImages"), test: count("testImages") }) : this.#missing()}
      </p>
    </div>`;
  }

  #filters() {
    const { filters } = this.#training;
    if (!filters) return "";
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
    const t = this.#t.bind(this);
    const block = (key: TextKey, testid: string, content: string) =>
      html`<div>
        <h3>${t(key)}</h3>
        <pre tabindex="0" role="region" aria-label=${t(key)} data-testid=${testid}>${content}</pre>
      </div>`;
    return html`<section class="model" aria-labelledby="model">
      <header>
        <h2 id="model">${t("model")}</h2>
        <p class="muted">${t("modelIntro")}</p>
        <div class="row">
          <button data-testid="save" ?disabled=${!this.#reader} @click=${() => this.#save().catch(this.#fail)}>${t("save")}</button>
          <label class="file">
            ${t("load")}
            <input
              type="file"
              accept=".safetensors"
              data-testid="load"
              @change=${(event: Event) => void this.#load(event.target as HTMLInputElement)}
            />
          </label>
        </div>
      </header>
      <div class="columns even">${block("keras", "keras-code", this.#code)} ${block("summary", "summary", this.#summary)}</div>
    </section>`;
  }
}

customElements.define("pupil-digits", DigitsLesson);
