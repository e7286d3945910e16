import { html, type PropertyValues, type TemplateResult } from "lit";
import { Dataset, Model, optimizers, prepareDigit, type Activations, type FloatTensor, type LayerInfo, type WeightTensor } from "../../api/index.ts";
import type { DigitAnswer, PupilDigits } from "../public.ts";
import { bars, barStyles } from "../shared/bars.ts";
import { coach, factsOf, type Advice } from "../shared/coach.ts";
import { codeLabel, codeStyles, codeView } from "../shared/code-view.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { curves } from "../shared/controls.ts";
import { define } from "../shared/define.ts";
import { filesIn } from "../shared/dropped.ts";
import { explainValue, explanationStyles, explanationView } from "../shared/explain-value.ts";
import { formStyles } from "../shared/fields.ts";
import { largest } from "../shared/largest.ts";
import { container, parts } from "../shared/layout.ts";
import { ModelLesson, type Answerer } from "../shared/model-lesson.ts";
import { labelOf, linksTo, outputsOf } from "../shared/network-layers.ts";
import "../shared/network-view.ts";
import type { Hit, LayerOutput, Link, NetworkView } from "../shared/network-view.ts";
import { expectUnitPixels } from "../shared/open.ts";
import { proseStyles } from "../shared/prose.ts";
import { share } from "../shared/share.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { Snapshots } from "../shared/snapshots.ts";
import { stage, stageStyles, type StageView } from "../shared/stage.ts";
import { theme } from "../shared/theme.ts";
import type { Job } from "../shared/training.ts";
import { trainingTransport } from "../shared/transport.ts";
import { calibrated } from "./calibration.ts";
import { DigitData } from "./data.ts";
import { DRAWN_IN, THREE } from "./demo.ts";
import { defaults, formView, linkOf, readLink, settings, type Form, type Settings } from "./form.ts";
import { pixelsOf } from "./given.ts";
import { network } from "./network.ts";
import { PAD_SIZE, type DrawingPad } from "./pad.ts";
import "./picture.ts";
import type { Seen } from "./record.ts";
import { results, test, type Results } from "./results.ts";
import type { Digits } from "./sources.ts";
import { styles } from "./styles.ts";
import { program } from "./program.ts";
import type { ProseActions } from "./prose.ts";
import { copyOf, lessonOf, type Taught } from "./teach.ts";
import { text, type TextKey } from "./texts.ts";
import { brightest, filtersView, teachRow, timeLapse } from "./views.ts";

/** The classes. */
const DIGITS = Array.from({ length: 10 }, (_, digit) => String(digit));

/**
 * Milliseconds that a guess must last before screen readers hear it, so that they do not hear every guess during a
 * stroke.
 */
const SAY_AFTER = 600;

/** Milliseconds between readings of the weights while a model trains: they are large, and change slowly. */
const WEIGHTS_EVERY = 500;

/** Epochs over the small set with a digit that is taught. */
const TEACH_EPOCHS = 3;

/** A model's answer about the drawing, with what its layers gave. */
interface Reading {
  model: Model;
  seen: FloatTensor;
  outputs: Activations;
  infos: LayerInfo[];
  layers: LayerOutput[];
  links: Link[];
  /** What to show: as sure as the model may be. */
  probabilities: Float32Array;
  /** True if the drawing looks like no digit. */
  strange: boolean;
}

/**
 * The digits lesson: draw a digit, watch a network read it, teach one yourself.
 *
 * Attributes, besides those of `ModelLesson`: `data-prefix` (URL prefix of MNIST's four files). Panels: "draw train model
 * prose".
 */
export class DigitsLesson extends ModelLesson<Answerer, Results, Form | undefined> implements PupilDigits {
  static override properties = { ...ModelLesson.properties, dataPrefix: { attribute: "data-prefix" } };
  static override styles = [
    theme,
    container,
    parts,
    stageStyles,
    styles,
    barStyles,
    formStyles,
    confusionStyles,
    codeStyles,
    proseStyles,
    explanationStyles,
  ];

  declare dataPrefix: string | undefined;

  protected override readonly lesson = "digits";
  #form: Form = { ...defaults };
  #data = new DigitData();
  #reading: Reading | undefined;
  #snapshots = new Snapshots<Seen>();
  #hit: Hit | undefined;
  /** True if the visitor points at the lower half of the network. */
  #low = false;
  #infos = new WeakMap<Model, LayerInfo[]>();
  #weights: { model: Model; values: WeightTensor[]; at: number } | undefined;
  #taught: Taught[] = [];
  /** The demonstration, which is given once. */
  #demonstrated: Promise<void> | undefined;
  /** The drawing of a link, until there is a pad to draw it on. */
  #linked = "";
  /** What a test digit on the pad really is. */
  #truth: number | undefined;
  /** True while the pad rubs out. */
  #erases = false;
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #exampleSeed = Math.floor(Math.random() * 1e6);
  #prose: ((lang: "en" | "zh", actions: ProseActions) => TemplateResult) | undefined;

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  get #pad(): DrawingPad | null {
    return this.renderRoot.querySelector("pupil-drawing-pad");
  }

  get #networkView(): NetworkView | null {
    return this.renderRoot.querySelector("pupil-network-view");
  }

  protected override rest(): void {
    if (!this.training.active) this.#data.drop();
  }

  protected override leave(): void {
    clearTimeout(this.#saying);
    super.leave();
    this.#data.drop();
  }

  protected override plan(): Model {
    return network(0);
  }

  protected override async start(): Promise<void> {
    await this.updateComplete;
    const demonstrated = (this.#demonstrated ??= this.#demonstrate());
    await super.start();
    await demonstrated;
    await this.loadPanels();
  }

  protected override async loadPanels(): Promise<void> {
    if (this.shows("prose")) this.#prose ??= (await import("./prose.ts")).digitsProse;
    this.requestUpdate();
  }

  /** A digit draws itself, and the layers light up one after the other, until the visitor draws. */
  async #demonstrate(): Promise<void> {
    const [pad, left] = [this.#pad, this.leaving];
    if (!pad?.empty || !(await pad.demonstrate(THREE, DRAWN_IN))) return;
    // The engine may still be on its way.
    for (let tries = 0; tries < 100 && !this.#reading && !left(); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
    await this.updateComplete;
    if (!left()) await this.#networkView?.lightUp();
  }

  protected override trained(model: Model): Answerer {
    return { model };
  }

  protected override get extra(): Form {
    return this.#form;
  }

  protected override restored(form: Form | undefined): void {
    this.#form = form ?? this.#form;
  }

  protected override forgetTrained(): void {
    super.forgetTrained();
    this.#snapshots.clear();
    this.#taught = [];
  }

  /** After a crash of the engine, the data are gone, too. */
  protected override async startAgain(): Promise<void> {
    this.#data.lost();
    this.#weights = undefined;
    await super.startAgain();
  }

  protected override async ask({ model }: Answerer): Promise<void> {
    const pad = this.#pad;
    if (!pad) return;
    if (pad.empty) {
      this.#reading = undefined;
      this.#say();
      this.requestUpdate();
      return;
    }
    performance.mark("pupil:ink");
    const seen = { data: await prepareDigit(pad.ink(), PAD_SIZE, PAD_SIZE), shape: [1, 28, 28, 1] };
    const [outputs, infos, weights] = await Promise.all([model.activations(seen), this.#layersOf(model), this.#weightsOf(model)]);
    if (pad.empty || this.answerer?.model !== model) return;
    const layers = outputsOf(this.language, infos, outputs, seen, DIGITS);
    const said = Object.values(outputs).at(-1)!.data as Float32Array;
    const { probabilities, strange } = calibrated(model.metadata, outputs, said);
    const links = linksTo(layers, weights, largest(said));
    this.#reading = { model, seen, outputs, infos, layers, links, probabilities, strange };
    this.firstResult();
    this.tell("pupil-predict", this.value);
    const { phase, seen: done, total } = this.training;
    if (phase === "running" || phase === "paused") this.#snapshots.add(total ? done / total : 0, { layers, probabilities });
    this.#say();
    this.requestUpdate();
    await this.updateComplete;
    performance.measure("pupil:recognise", "pupil:ink");
  }

  /** The answer that is shown; undefined while the pad is empty. */
  get value(): DigitAnswer | undefined {
    const reading = this.#snapshots.shown ? undefined : this.#reading;
    if (!reading) return undefined;
    const probabilities = Array.from(reading.probabilities);
    const digit = largest(reading.probabilities);
    return { digit, probability: probabilities[digit]!, probabilities, isDigit: !reading.strange };
  }

  /**
   * Puts a picture on the pad, and returns what is read in it. A picture may be dark on light or light on dark. An array has
   * 28 x 28 numbers from 0, paper, to 1, ink, and is put there as it is.
   *
   * @throws Error when it is no picture, or nothing can answer.
   */
  predict(picture: CanvasImageSource | ImageData | Float32Array | number[]): Promise<DigitAnswer> {
    const give = async () => {
      const pixels = await pixelsOf(picture);
      await this.#demonstrated?.catch(() => {});
      this.#pad?.show(pixels, 28);
    };
    return this.answered(give, () => this.value);
  }

  async #layersOf(model: Model): Promise<LayerInfo[]> {
    const known = this.#infos.get(model) ?? (await model.layers());
    this.#infos.set(model, known);
    return known;
  }

  /** The model's weights; while it trains they may be half a second old. */
  async #weightsOf(model: Model): Promise<WeightTensor[]> {
    const known = this.#weights;
    const learns = this.training.active && model === this.training.model;
    if (known?.model === model && (!learns || performance.now() - known.at < WEIGHTS_EVERY)) return known.values;
    const values = await model.getWeights();
    this.#weights = { model, values, at: performance.now() };
    return values;
  }

  protected override weightsChanged(): void {
    this.#weights = undefined;
    void this.look();
  }

  /** Tells screen readers the guess once it no longer changes. */
  #say(): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      const found = this.#reading?.probabilities;
      const best = found && largest(found);
      const percent = best === undefined ? "" : (100 * found![best]!).toFixed(0);
      if (this.#reading?.strange) this.#said = this.#t("noDigit");
      else this.#said = best === undefined ? "" : this.#t("guessSaid", { digit: best, percent });
      this.requestUpdate();
    }, SAY_AFTER);
  }

  /** The visitor draws: a moment of the past is no longer what is asked. */
  #inked = ({ detail }: CustomEvent<{ final: boolean }>): void => {
    this.#snapshots.at = this.#truth = undefined;
    void this.look();
    if (detail.final) this.stateChanged();
  };

  #clear(): void {
    this.#rub(false);
    this.#pad?.clear();
  }

  #rub(erases: boolean): void {
    this.#erases = erases;
    this.requestUpdate();
  }

  async #example(): Promise<void> {
    this.#rub(false);
    this.#exampleSeed += 1;
    // A single digit would always be a 0. Ten are one of each in random order.
    const ten = await Dataset.strokes({ count: 10, seed: this.#exampleSeed });
    const { x } = await ten.gather([0]);
    ten.dispose();
    this.#pad?.show(x.data, 28);
  }

  #digits(samples: number, seed: number): Promise<Digits> {
    return this.#data.get(this.#form, samples, seed, this.dataPrefix ?? "", this.language);
  }

  protected override async startTraining(paused: boolean): Promise<void> {
    await this.run(async () => {
      const { samples, ...chosen } = settings(this.#form, this.language);
      const data = await this.#digits(samples, chosen.seed);
      this.#snapshots.clear();
      return this.#job(data, chosen);
    }, paused);
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

  /** Teaches the network what the drawing is. The shipped network stays as it is: a copy of it learns. */
  async #teach(digit: number): Promise<void> {
    const reading = this.#reading;
    if (!reading || this.training.active) return;
    let small: Dataset | undefined;
    await this.run(async () => {
      const { samples, ...chosen } = settings(this.#form, this.language);
      const data = await this.#digits(samples, chosen.seed);
      this.#taught.push({ pixels: reading.seen.data as Float32Array, digit });
      this.#snapshots.clear();
      small = await lessonOf(this.#taught, data.train);
      const job = this.#job(data, { ...chosen, epochs: TEACH_EPOCHS });
      const from = reading.model;
      return {
        ...job,
        make: () => copyOf(from, () => Model.fromJSON(from.toJSON())),
        samples: small.length,
        fit: (model, hooks) => model.fit(small!, { epochs: TEACH_EPOCHS, batchSize: chosen.batchSize, seed: chosen.seed, ...hooks }),
      };
    }, false);
    small?.dispose();
  }

  /** Takes MNIST's files, which may be in folders, as the data to train on. */
  async take(given: readonly (File | FileSystemEntry)[]): Promise<void> {
    this.error = "";
    this.#form.source = "files";
    const files = (await filesIn(given)).map(({ file }) => file);
    await this.#data.take(files, this.language, this.fail);
    this.settingsOpen = true;
    this.requestUpdate();
  }

  protected override async accept(model: Model, name: string): Promise<Answerer> {
    const shapes = await model.shapes();
    const { inputShape, outputShape } = shapes;
    if (String(inputShape) === ",28,28,1" && String(outputShape) === ",10") {
      await expectUnitPixels(this.language, model, shapes, name);
      return { model };
    }
    throw new Error(this.#t("wrongModel", { name, shape: `(${inputShape.slice(1).join(", ")})` }));
  }

  protected override get linkState(): Record<string, string> {
    const ink = this.#pad?.drawing;
    return { ...linkOf(this.#form), ...(ink ? { ink } : {}) };
  }

  protected override takeState(state: URLSearchParams): void {
    this.#form = readLink(state, this.#form);
    this.#linked = state.get("ink") ?? "";
  }

  #change = (part: Partial<Form>): void => {
    Object.assign(this.#form, part);
    this.requestUpdate();
    this.stateChanged();
  };

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const pad = this.#pad;
    if (pad && this.#linked) void pad.updateComplete.then(() => {
      pad.drawing = this.#linked;
      this.#linked = "";
    });
    // The names of layers are written in the language.
    if (changed.has("lang") && this.#reading) void this.look();
  }

  get #advice(): Advice | undefined {
    if (this.#reading?.strange && !this.#snapshots.shown) return { text: this.#t("strange"), tone: "warn" };
    const facts = factsOf(this.training);
    const { results: found } = this.training;
    return coach(
      this.language,
      {
        ...facts,
        accuracy: found ? found.right / found.count : facts.accuracy,
        chance: 1 / DIGITS.length,
        rate: Number(this.#form.learningRate),
      },
      {
        setRate: (rate) => {
          this.resetTraining();
          this.#change({ learningRate: String(rate) });
          void this.startTraining(false);
        },
        stop: () => this.training.stop(),
        ...(found?.mistakes.length && this.view !== "results" ? { mistakes: () => this.show("results") } : {}),
        ...(this.#form.source === "strokes" ? { addData: () => this.#addData() } : {}),
      },
    );
  }

  /** Trains on twice as many generated digits. */
  #addData(): void {
    this.#change({ samples: String(Math.min(60_000, 2 * Number(this.#form.samples))) });
    if (!this.training.active) void this.startTraining(false);
  }

  override render() {
    const t = this.#t.bind(this);
    const trains = this.shows("train");
    const lang = this.language;
    const views: StageView[] = [{ id: "network", label: t("network"), content: () => this.#networkPane() }];
    if (trains) {
      views.push({ id: "training", label: t("curves"), content: () => html`${curves(lang, this.training, this.scheme)} ${filtersView(lang, this.#weights?.values[0])}` });
      const found = this.training.results;
      if (found) views.push({ id: "results", label: t("results"), content: () => this.#resultsPane(found) });
    }
    if (this.shows("model")) views.push({ id: "code", label: codeLabel(lang), content: () => this.#codePane() });
    return html`
      ${this.shows("draw")
        ? stage(lang, {
            label: t("lesson"),
            input: this.#inputPane(),
            views,
            view: this.view,
            show: this.show,
            answer: this.#answerPane(),
            advice: this.#advice ?? { text: this.#tip(trains) },
            ...(trains
              ? {
                  transport: this.#transport(),
                  settings: () => this.#settings(),
                  open: this.settingsOpen,
                  toggle: this.toggleSettings,
                }
              : {}),
            share: share(lang, { tag: this.localName, state: this.linked, picture: () => this.#picture(), film: this.#snapshots.all.length > 1 && !this.training.active ? () => this.#film() : undefined }),
          })
        : ""}
      ${this.errorLine()} ${this.shows("prose") ? this.#prose?.(lang, this.#actions) : ""}
    `;
  }

  /** What the visitor can do next, if the coach has nothing to say. */
  #tip(trains: boolean): string {
    const { active, model } = this.training;
    if (active && this.#reading) return this.#t("watch");
    if (model && !active) return this.#t("tipOwn");
    return trains ? this.#t("tipTrain", { tip: this.#t("tip") }) : this.#t("tip");
  }

  #inputPane() {
    const t = this.#t.bind(this);
    return html`<pupil-drawing-pad lang=${this.language} ?erases=${this.#erases} @ink=${this.#inked}></pupil-drawing-pad>
      <div class="row tools">
        <button data-testid="undo" @click=${() => this.#pad?.undo()}>${t("undo")}</button>
        <button data-testid="eraser" aria-pressed=${this.#erases ? "true" : "false"} @click=${() => this.#rub(!this.#erases)}>
          ${t("eraser")}
        </button>
        <button data-testid="clear" @click=${() => this.#clear()}>${t("clear")}</button>
        <button data-testid="example" ?disabled=${!this.answerer} @click=${() => this.#example().catch(this.fail)}>${t("example")}</button>
      </div>
      <figure class="seen">
        <pupil-picture data-testid="preview" .pixels=${this.#reading?.seen.data} label=${t("sees")}></pupil-picture>
        <figcaption class="muted">${t("sees")}</figcaption>
      </figure>`;
  }

  #networkPane() {
    const t = this.#t.bind(this);
    const moment = this.#snapshots.shown;
    const reading = this.#reading;
    const layers = moment?.layers ?? reading?.layers ?? [];
    return html`<div class="drawn" @pointermove=${this.#pointed} @pointerdown=${this.#pointed}>
        <pupil-network-view
        lang=${this.language}
        scheme=${this.scheme}
        .layers=${layers}
        .links=${moment ? [] : (reading?.links ?? [])}
        @inspect=${({ detail }: CustomEvent<Hit | null>) => {
          this.#hit = detail ?? undefined;
          this.requestUpdate();
        }}
      ></pupil-network-view>
        ${layers.length ? "" : html`<p class="muted waiting">${t(this.answerer || this.error ? "drawToSee" : "loading")}</p>`}
        <div class=${this.#low ? "inspected above" : "inspected"} role="status" data-testid="inspected">${this.#explained()}</div>
      </div>
      ${timeLapse(this.language, this.#snapshots, () => this.requestUpdate())}`;
  }

  /** The explanation must not cover the map that the visitor points at. */
  #pointed = (event: PointerEvent): void => {
    const { top, height } = (event.currentTarget as HTMLElement).getBoundingClientRect();
    const low = event.clientY > top + height / 2;
    if (low !== this.#low) this.requestUpdate();
    this.#low = low;
  };

  /** How the value that the visitor points at comes about. */
  #explained() {
    const [reading, hit] = [this.#reading, this.#hit];
    const shown = hit && reading?.layers[hit.layer];
    if (!reading || !shown || this.#snapshots.shown) return "";
    const weights = this.#weights?.model === reading.model ? this.#weights.values : undefined;
    const found = explainValue(reading.infos, reading.outputs, reading.seen, weights, shown, hit);
    const info = reading.infos.find(({ name }) => name === shown.name);
    return found ? explanationView(this.language, info ? labelOf(this.language, info) : shown.label, shown, hit, found) : "";
  }

  #answerPane() {
    const t = this.#t.bind(this);
    const probabilities = this.#snapshots.shown?.probabilities ?? this.#reading?.probabilities;
    const best = probabilities ? largest(probabilities) : undefined;
    const strange = !this.#snapshots.shown && this.#reading?.strange;
    const percent = best === undefined ? 0 : (100 * probabilities![best]!).toFixed(1);
    const own = this.hasOwn;
    return html`<div class="verdict">
        <p class="guess" data-testid="guess">${strange ? "?" : (best ?? "–")}</p>
        <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
        <p class="muted">${best === undefined ? t(this.answerer || this.error ? "waiting" : "loading") : strange ? t("noDigit") : `${percent}%`}${this.#truth === undefined ? "" : html` · <span data-testid="truth">${t("truthIs", { digit: this.#truth })}</span>`}</p>
      </div>
      ${bars(t("barsLabel"), DIGITS, probabilities)}
      ${this.shows("train") && best !== undefined ? teachRow(this.language, best, this.training.active, (digit) => void this.#teach(digit)) : ""}
      ${sourceLine(this.language, this.source, own ? { useShipped: this.useShipped, disabled: this.training.active } : undefined)}
      ${keptLine(this.language, this.training.model && this.keptAt, this.resetTraining)}`;
  }

  #transport() {
    const actions = { train: (paused: boolean) => void this.startTraining(paused), reset: this.resetTraining, goesOn: true };
    return trainingTransport(this.language, this.training, actions, (speed) => this.#t("speed", { speed }));
  }

  #settings() {
    const options = { disabled: this.training.active, canFetch: Boolean(this.dataPrefix), change: this.#change };
    return html`${formView(this.language, this.#form, options)} ${this.#form.source === "files" ? this.#data.dropView(this.language, (files) => void this.take(files)) : ""}`;
  }

  #resultsPane(found: Results) {
    const percent = ((100 * found.right) / found.count).toFixed(2);
    return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
        ${this.#t("testAccuracy", { percent, count: found.count.toLocaleString(this.language) })}
      </p>
      ${results(this.language, found, (mistake) => {
        this.#pad?.show(mistake.pixels, 28);
        this.#truth = mistake.truth;
        this.show("network");
      })}`;
  }

  #codePane() {
    const save = this.answerer && (() => void this.saveFile().catch(this.fail));
    return codeView(this.language, this.description, this.answerer?.model, { save, load: (files) => void this.load(files) }, program(this.description.code));
  }

  async #picture(): Promise<void> {
    const { saveView } = await import("./record.ts");
    if (this.#reading) await saveView(this.language, this.#networkView!, this.#reading.probabilities);
  }

  async #film(): Promise<void> {
    const { saveTraining } = await import("./record.ts");
    this.show("network");
    await this.updateComplete;
    await saveTraining(this.language, this.#networkView!, this.#snapshots, (at) => {
      this.#snapshots.at = at;
      this.requestUpdate();
      return this.updateComplete.then(() => {});
    });
  }

  /** What phrases of the text do on the stage. */
  get #actions(): ProseActions {
    return {
      example: () => void this.#example().catch(this.fail),
      clear: () => this.#clear(),
      rub: () => this.#rub(true),
      train: () => void (this.training.active || this.startTraining(false)),
      show: this.show,
      inspect: (layer) => {
        this.show("network");
        this.#hit = brightest(this.#reading?.layers, layer);
        const view = this.#networkView;
        if (view) view.hit = this.#hit;
        this.requestUpdate();
      },
      few: () => {
        this.#change({ source: "strokes", samples: "200", epochs: "30" });
        this.resetTraining();
        if (!this.#reading) void this.#example().catch(this.fail);
        void this.startTraining(false);
      },
    };
  }
}

define("pupil-digits", DigitsLesson);
