import { html, type PropertyValues } from "lit";
import type { Model } from "../../api/index.ts";
import { codeLabel, codeStyles, codeView } from "../shared/code-view.ts";
import { coach, type Advice } from "../shared/coach.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { curves } from "../shared/controls.ts";
import { download } from "../shared/download.ts";
import { dropZone } from "../shared/drop.ts";
import { formStyles } from "../shared/fields.ts";
import { container, parts } from "../shared/layout.ts";
import { ModelLesson } from "../shared/model-lesson.ts";
import { openModel, weightsUrl } from "../shared/open.ts";
import { proseStyles } from "../shared/prose.ts";
import { share } from "../shared/share.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { stage, stageStyles, type StageView } from "../shared/stage.ts";
import { theme } from "../shared/theme.ts";
import type { Job } from "../shared/training.ts";
import { trainingTransport } from "../shared/transport.ts";
import { answerStyles, answerView, spoken } from "./answer.ts";
import { Classifier, read, reading, write, type Reading } from "./classifier.ts";
import { defaults, formOf, formView, formViewStyles, linkedForm, settings, type Form, type Settings } from "./form.ts";
import type { Direction } from "./gates.ts";
import { hasGates } from "./gates.ts";
import { gatesStyles, gatesView } from "./gates-view.ts";
import { job } from "./job.ts";
import { Looker, type GatesAt } from "./look.ts";
import { mapStyles, mapView, mapWords } from "./map-view.ts";
import { WordVectors } from "./nearest.ts";
import { network, tutorial } from "./network.ts";
import type { ProseActions, wordsProse } from "./prose.ts";
import type { Results } from "./results.ts";
import { resultStyles, resultsView } from "./results-view.ts";
import { SHIPPED, shippedFor, type ShippedModel } from "./shipped.ts";
import { FOUR, corpus, heldOf, shuffled, split, type Sample, type Samples } from "./sources.ts";
import { styles } from "./styles.ts";
import { guess, labelled, readTable, type Choice, type Labelled, type Table } from "./table.ts";
import { tableStyles, tableView } from "./table-view.ts";
import { text, type TextKey } from "./texts.ts";
import "./timeline.ts";
import { moved, pieces } from "./words.ts";

/**
 * Milliseconds that an answer must last before screen readers hear it, so that they do not hear every answer on the
 * way.
 */
const SAY_AFTER = 900;

/** Characters of a text that a link holds at most. */
const LINKED_TEXT = 600;

/** What is stored beside the model. */
interface Extra {
  key: string;
  form: Form;
}

/** What a file says about the training, under `training` beside the model, so that it can continue. */
interface Made {
  key: string;
  form: Form;
  /** See {@link Training.compiled}. */
  compiled: string;
}

/** A dropped file and the meaning of its columns. */
interface Dropped {
  table: Table;
  choice: Choice;
  /** The file's samples, or why it has none. */
  found: Labelled | Error;
}

/**
 * The lesson "Words": write a sentence, watch a network read it word by word and see which words decide, train a network.
 *
 * Attributes: see {@link ModelLesson}. Panels: "try train model prose".
 */
export class SentimentLesson extends ModelLesson<Classifier, Results, Extra> {
  static override styles = [
    theme,
    container,
    parts,
    stageStyles,
    styles,
    answerStyles,
    gatesStyles,
    mapStyles,
    formStyles,
    formViewStyles,
    confusionStyles,
    codeStyles,
    tableStyles,
    resultStyles,
    proseStyles,
  ];

  protected override readonly lesson = "sentiment";
  /** The shipped model that the visitor chose, or that goes with the page's language. */
  #chosen: ShippedModel | undefined;
  /** The shipped models that were opened, by their files. */
  readonly #opened = new Map<string, Classifier>();
  /** True if the visitor asks the shipped model although there is an own one. */
  #compares = false;
  /** How the model that is trained here reads texts. */
  #reading: Reading | undefined;
  #own: Classifier | undefined;
  /** The data and sizes that this model was made for. Others need a new model. */
  #key = "";
  /** The name of the file that it came from, until it is trained further. */
  #from: string | undefined;
  #form: Form = { ...defaults };
  #dropped: Dropped | undefined;
  #opening: string | undefined;
  /** Undefined until the visitor chooses one: then it is an example in the language of the model. */
  #text: string | undefined;
  /** The places of the words that were taken out. */
  #away = new Set<number>();
  readonly #looker = new Looker();
  /** The place of the word whose gates are shown, if the visitor pointed at one. */
  #place: number | undefined;
  #direction: Direction = "forward";
  #gates: GatesAt | undefined;
  #vectors: WordVectors | undefined;
  #effects = new Map<string, number>();
  #seeing = false;
  #word: string | undefined;
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #corpus: Sample[] = corpus();
  #prose: typeof wordsProse | undefined;

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  /** The shipped model to ask. */
  get #shippedModel(): ShippedModel {
    return this.#chosen ?? shippedFor(this.language);
  }

  get #asked(): string {
    return this.#text ?? this.#shippedModel.examples[0]!;
  }

  protected override plan(): Model {
    return network(tutorial, 0);
  }

  protected override leave(): void {
    clearTimeout(this.#saying);
    super.leave();
    for (const classifier of this.#opened.values()) classifier.dispose();
    this.#opened.clear();
    this.#looker.forget();
    this.#dropped = this.#vectors = this.#gates = undefined;
  }

  protected override async start(): Promise<void> {
    await super.start();
    this.#prose ??= this.shows("prose") ? (await import("./prose.ts")).wordsProse : undefined;
    this.requestUpdate();
  }

  protected override async openShipped(): Promise<void> {
    const { file } = this.#shippedModel;
    const name = this.weights ?? `${file}.safetensors`;
    const classifier = this.#opened.get(name) ?? (await openModel(weightsUrl(file, this.weights), name, (model) => this.accept(model, name)));
    this.#opened.set(name, classifier);
    this.shipped = classifier;
  }

  protected override async revive(): Promise<void> {
    this.#opened.clear();
    this.#looker.forget();
    this.#vectors = this.#gates = undefined;
    await super.revive();
  }

  protected override trained(model: Model): Classifier | undefined {
    if (!this.#reading) return undefined;
    if (this.#own?.model !== model || this.#own.reading !== this.#reading) this.#own = new Classifier(model, this.#reading);
    return this.#own;
  }

  protected override get ownAnswers(): boolean {
    return !this.#compares && super.ownAnswers;
  }

  protected override get answerer(): Classifier | undefined {
    return this.#compares ? this.shipped : super.answerer;
  }

  protected override get source(): string {
    if (this.ownAnswers && this.#from && !this.training.active) return this.#t("loaded", { name: this.#from });
    return this.#compares ? this.#t("shipped") : super.source;
  }

  protected override get extra(): Extra {
    return { key: this.#key, form: this.#form };
  }

  protected override async restored({ key, form }: Extra, model: Model): Promise<void> {
    this.#reading = await read(model.metadata);
    [this.#key, this.#form] = [key, form];
  }

  protected override forgetTrained(): void {
    super.forgetTrained();
    this.#reading?.tokenizer.dispose();
    this.#reading = this.#own = this.#from = undefined;
    this.#key = "";
    this.#compares = false;
  }

  protected override weightsChanged(model: Model): void {
    this.#looker.learned(model);
    this.#vectors = undefined;
    if (this.view === "map") void this.#seeVectors();
    void this.look();
  }

  protected override async ask(classifier: Classifier): Promise<void> {
    performance.mark("pupil:text");
    const learns = this.training.phase === "running" && classifier.model === this.training.model;
    await this.#looker.look(classifier, this.#asked, new Set(this.#away), learns);
    if (this.answerer?.model !== classifier.model) return;
    await this.#seeGates();
    this.#say();
    this.requestUpdate();
    await this.updateComplete;
    performance.measure("pupil:sentiment", "pupil:text");
    this.firstResult();
    if (this.view === "map") void this.#seeVectors();
  }

  /** Computes the gates at the word that the visitor points at, or else at the last one. */
  async #seeGates(): Promise<void> {
    const look = this.#looker.last;
    if (!look) return;
    const words = look.found.parts.filter(({ kind }) => kind !== "between");
    const last = words.findLastIndex(({ number }) => number !== undefined);
    const place = this.#place !== undefined && words[this.#place]?.number !== undefined ? this.#place : last;
    const asked = this.#direction;
    const found = await this.#looker.gates(look, place, asked);
    if (this.#looker.last === look && this.#direction === asked) this.#gates = found;
  }

  #point(place: number | undefined, direction = this.#direction): void {
    [this.#place, this.#direction] = [place, direction];
    // The model may be gone; then the next look says so.
    void this.#seeGates().then(() => this.requestUpdate(), () => {});
  }

  /** Fetches the current embedding, and what the words of the map say alone. During a fetch, further requests are ignored. */
  async #seeVectors(): Promise<void> {
    const classifier = this.answerer;
    if (this.#seeing || !classifier) return;
    this.#seeing = true;
    try {
      const vectors = await WordVectors.of(classifier);
      if (this.answerer?.model !== classifier.model) return;
      this.#vectors = vectors;
      this.requestUpdate();
      const standing = this.training.active ? undefined : this.#looker.standingOut(classifier);
      this.#effects = new Map();
      const words = vectors && standing ? mapWords(vectors, this.#ownWords, this.#nearestTo).filter((word) => vectors.index.has(word)) : [];
      const effects = standing ? await standing.effects(words.map((word) => [vectors!.index.get(word)!])) : [];
      this.#effects = new Map(words.map((word, at) => [word, effects[at]!]));
    } catch {
      // The model was replaced meanwhile.
    } finally {
      this.#seeing = false;
    }
    this.requestUpdate();
  }

  /** The known words of the sentence. */
  get #ownWords(): string[] {
    const parts = this.#looker.last?.found.parts ?? [];
    return [...new Set(parts.filter(({ kind }) => kind === "known").map(({ text }) => text.toLowerCase()))];
  }

  /** The word whose neighbours are listed: the visitor's, or the sentence's word that weighs most. */
  get #nearestTo(): string {
    if (this.#word !== undefined) return this.#word;
    const parts = this.#looker.last?.found.parts.filter(({ kind }) => kind === "known") ?? [];
    return parts.reduce((best, one) => (Math.abs(one.weight) > Math.abs(best.weight) ? one : best), parts[0] ?? { text: "", weight: 0 }).text.toLowerCase();
  }

  /** Tells screen readers the answer once it no longer changes. */
  #say(): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      const found = this.#looker.last?.found;
      this.#said = found ? spoken(this.language, found) : "";
      this.requestUpdate();
    }, SAY_AFTER);
  }

  #write(value: string): void {
    [this.#text, this.#place] = [value, undefined];
    this.#away.clear();
    this.#textChanged();
  }

  #textChanged(): void {
    this.requestUpdate();
    this.stateChanged();
    void this.look();
  }

  /** Moves a word to another place; words that were taken out move along. */
  #move = (from: number, to: number): void => {
    const cutting = this.answerer?.reading.cutting ?? "words";
    const count = pieces(this.#asked, cutting).filter(({ word }) => word).length;
    const away = Array.from({ length: count }, (_, place) => this.#away.has(place));
    away.splice(to, 0, ...away.splice(from, 1));
    this.#text = moved(this.#asked, from, to, cutting);
    this.#away = new Set([...away.keys()].filter((place) => away[place]));
    this.#place = to;
    this.#textChanged();
  };

  #toggle = (place: number): void => {
    if (!this.#away.delete(place)) this.#away.add(place);
    this.#textChanged();
  };

  /** Asks a shipped model, or with undefined the visitor's own one. */
  async #choose(model: ShippedModel | undefined): Promise<void> {
    this.#compares = model !== undefined && this.hasOwn;
    if (model && model !== this.#shippedModel) {
      // An example of the other language is no text of the visitor's.
      if (this.#text !== undefined && this.#isExample(this.#text)) this.#text = undefined;
      this.#chosen = model;
      this.#away.clear();
      try {
        await this.openShipped();
      } catch (error) {
        this.fail(error);
      }
    }
    this.#vectors = undefined;
    this.#word = undefined;
    this.stateChanged();
    this.changed();
  }

  #isExample(text: string): boolean {
    return SHIPPED.some(({ examples, pairs }) => examples.includes(text) || pairs.flat().includes(text));
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    // With the page's language goes its model, unless the visitor chose one.
    const before = changed.get("lang");
    if (changed.has("lang") && before !== undefined && !this.#chosen && this.shipped) {
      void this.openShipped().then(() => this.changed(), this.fail);
    }
  }

  protected override get linkState(): Record<string, string> {
    const away = [...this.#away].sort((a, b) => a - b).join(".");
    return {
      ...(this.#text === undefined ? {} : { text: this.#text.slice(0, LINKED_TEXT) }),
      ...(this.#chosen ? { model: this.#chosen.lang } : {}),
      ...(away ? { out: away } : {}),
      ...linkedForm(this.#form),
    };
  }

  protected override takeState(state: URLSearchParams): void {
    this.#text = state.get("text")?.slice(0, LINKED_TEXT) ?? undefined;
    this.#chosen = SHIPPED.find(({ lang }) => lang === state.get("model"));
    const places = (state.get("out") ?? "").split(".").map((place) => (place ? Number(place) : Number.NaN));
    this.#away = new Set(places.filter((place) => Number.isInteger(place) && place >= 0));
    this.#form = formOf(state);
    if (this.shipped) void this.openShipped().then(() => this.changed(), this.fail);
  }

  /** The sentences that the form asks for. @throws Error when there is no file, or the file has no samples. */
  #samples({ source, held, seed }: Settings): Samples {
    if (source === "four") return { train: FOUR, held: [] };
    if (source === "corpus") return split(this.#corpus, held);
    if (!this.#dropped) throw new Error(this.#t("needsFile"));
    const { table, found } = this.#dropped;
    if (found instanceof Error) throw found;
    const count = found.samples.length;
    if (count < 2) throw new Error(this.#t("fewRows", { name: table.name, count }));
    return split(shuffled(found.samples, seed), held);
  }

  /** The data and sizes that a model of these settings is made for. */
  #keyOf({ source, sizes, held, seed }: Settings): string {
    const file = source === "file" && this.#dropped;
    const rows = file ? [file.table.name, file.table.rows.length, file.choice] : [];
    return JSON.stringify([source, rows, sizes, held, seed]);
  }

  /**
   * Whether Train continues with the model that was trained here; undefined without a model, or if the form is wrong.
   */
  get #goesOn(): TextKey | undefined {
    if (!this.training.model || this.training.active) return undefined;
    if (this.#form.source === "file" && !this.#dropped) return "dropAgain";
    try {
      return this.#keyOf(settings(this.#form, this.language)) === this.#key ? "goesOn" : "beginsNew";
    } catch {
      return undefined;
    }
  }

  async #start(paused: boolean): Promise<void> {
    await this.train(async () => {
      const chosen = settings({ ...this.#form }, this.language);
      const samples = this.#samples(chosen);
      const key = this.#keyOf(chosen);
      if (this.#key !== key && this.training.model) {
        this.training.discard();
        this.#reading?.tokenizer.dispose();
        this.#reading = undefined;
      }
      this.#key = key;
      this.#from = undefined;
      this.#compares = false;
      return this.#job(samples, chosen);
    }, paused);
  }

  /** The training to run. A new model learns its vocabulary from the sentences that are not held back. */
  async #job(samples: Samples, chosen: Settings): Promise<Job<Results>> {
    const { vocabulary, maxlen } = chosen.sizes;
    const texts = samples.train.map(({ text }) => text);
    const how = (this.training.model && this.#reading) ?? (await reading(texts, vocabulary, maxlen, "words"));
    this.#reading = how;
    return job(samples, chosen, how);
  }

  async #takeFile([file]: File[]): Promise<void> {
    if (!file) return;
    this.error = "";
    this.#opening = file.name;
    this.requestUpdate();
    // The browser must draw this message before the file is read.
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      const table = await readTable(file, this.language);
      this.#chooseColumns(table, guess(table));
      this.#form.source = "file";
    } catch (error) {
      this.fail(error);
    }
    this.#opening = undefined;
    this.requestUpdate();
  }

  #chooseColumns(table: Table, choice: Choice): void {
    this.error = "";
    let found: Dropped["found"];
    try {
      found = labelled(table, choice, this.language);
    } catch (error) {
      found = error as Error;
      this.fail(error);
    }
    this.#dropped = { table, choice, found };
    this.requestUpdate();
  }

  protected override async save(): Promise<void> {
    const classifier = this.answerer;
    if (!classifier) return;
    const { model } = classifier;
    model.metadata = write(classifier.reading);
    if (this.ownAnswers) {
      const made: Made = { key: this.#key, form: this.#form, compiled: this.training.compiled };
      model.metadata.training = JSON.stringify(made);
    }
    download(await model.save(), `${this.lesson}.safetensors`);
  }

  /** A model with its reading, which is stored in its file. @throws Error when it is not for texts. */
  protected override async accept(model: Model, name: string): Promise<Classifier> {
    const { inputShape, outputShape } = await model.shapes();
    const [, outputs = 0] = outputShape;
    if (inputShape.length !== 2 || outputShape.length !== 2 || outputs !== 1) {
      const shape = `(${inputShape.slice(1).join(", ")})`;
      throw new Error(this.#t("wrongModel", { name, shape, outputs: outputs ?? "?" }));
    }
    return new Classifier(model, await read(model.metadata));
  }

  /** A model that was trained in this lesson goes on; another one only answers. */
  protected override opened(answerer: Classifier, name: string): void | Promise<void> {
    const { training } = answerer.model.metadata;
    if (!training) return super.opened(answerer, name);
    const { key, form, compiled } = JSON.parse(training) as Made;
    this.training.restore(answerer.model, { compiled, done: true });
    [this.#reading, this.#key, this.#form, this.#from] = [answerer.reading, key, form, name];
  }

  #change = (part: Partial<Form>): void => {
    Object.assign(this.#form, part);
    this.requestUpdate();
    this.stateChanged();
  };

  get #advice(): Advice | undefined {
    const { curve, active, phase, epoch, results } = this.training;
    const validation = curve.loss[2].filter((value): value is number => value !== null);
    return coach(
      this.language,
      {
        active,
        done: phase === "done",
        loss: curve.loss[1],
        validation,
        epochs: active ? epoch : validation.length,
        accuracy: results?.held ? results.right / results.count : (curve.accuracy[2].findLast((value) => value !== null) ?? undefined),
        chance: 0.5,
        rate: Number(this.#form.learningRate),
      },
      {
        setRate: (rate) => {
          this.resetTraining();
          this.#change({ learningRate: String(rate) });
          void this.#start(false);
        },
        stop: () => this.training.stop(),
      },
    );
  }

  readonly #actions: ProseActions = {
    write: (text) => this.#write(text),
    show: (view) => this.#showView(view),
    point: (word) => {
      const words = this.#looker.last?.found.parts.filter(({ kind }) => kind !== "between") ?? [];
      const place = words.findIndex(({ text }) => text.toLowerCase() === word);
      this.#showView("network");
      if (place >= 0) this.#point(place);
    },
    nearest: (word) => {
      this.#word = word;
      this.#showView("map");
    },
    train: (source) => {
      if (this.training.active) return;
      this.#change({ ...defaults, source, epochs: source === "four" ? "60" : "8" });
      void this.#start(false);
    },
  };

  #showView = (view: string): void => {
    this.show(view);
    if (view === "map" && !this.#vectors) void this.#seeVectors();
  };

  override render() {
    const t = this.#t.bind(this);
    const lang = this.language;
    const trains = this.shows("train");
    const views: StageView[] = [
      { id: "network", label: t("sentenceView"), content: this.#sentencePane() },
      { id: "map", label: t("mapView"), content: this.#mapPane() },
    ];
    if (trains) {
      views.push({ id: "training", label: t("trainingView"), content: curves(lang, this.training, this.scheme) });
      views.push({ id: "results", label: t("resultsView"), content: this.#resultsPane(this.training.results) });
    }
    if (this.shows("model")) views.push({ id: "code", label: codeLabel(lang), content: this.#codePane() });
    return html`
      ${this.shows("try")
        ? stage(lang, {
            label: t("stage"),
            input: this.#inputPane(),
            views,
            view: this.view,
            show: this.#showView,
            answer: this.#answerPane(),
            advice: this.#advice ?? { text: t("hint") },
            ...(trains
              ? { transport: this.#transport(), settings: this.#settings(), open: this.settingsOpen, toggle: this.toggleSettings }
              : {}),
            share: share(lang, { tag: this.localName, state: this.linked, picture: () => this.#picture() }),
          })
        : ""}
      ${this.errorLine()} ${this.#prose?.(lang, this.#actions) ?? ""}
    `;
  }

  #inputPane() {
    const t = this.#t.bind(this);
    const model = this.#shippedModel;
    const button = (testid: string, label: string, lang: string, pressed: boolean, choose: () => void) =>
      html`<button lang=${lang} data-testid=${testid} aria-pressed=${pressed ? "true" : "false"} @click=${choose}>${label}</button>`;
    const own = this.hasOwn;
    const chip = (example: string) =>
      html`<li><button lang=${model.lang} data-testid="chip" title=${example} @click=${() => this.#write(example)}>${example}</button></li>`;
    return html`<textarea
        lang=${model.lang}
        data-testid="text"
        aria-label=${t("write")}
        aria-describedby="knows"
        placeholder=${t("writeHint")}
        .value=${this.#asked}
        @input=${(event: Event) => this.#write((event.target as HTMLTextAreaElement).value)}
      ></textarea>
      ${SHIPPED.length > 1 || own
        ? html`<div class="switch" role="group" aria-label=${t("whichModel")}>
            ${SHIPPED.map((one) =>
              button(`model-${one.lang}`, one.name, one.lang, one === model && (!own || this.#compares), () => void this.#choose(one)),
            )}
            ${own ? button("model-own", t("own"), this.language, !this.#compares, () => void this.#choose(undefined)) : ""}
          </div>`
        : ""}
      <p class="visually-hidden" id="knows">${t(model.lang === "zh" ? "chineseOnly" : "englishOnly")}</p>
      <div class="example-list">
        <div>
          <h4>${t("pairs")}</h4>
          <ul class="chips" aria-label=${t("pairs")}>${model.pairs.map((pair) => html`<div class="pair">${pair.map(chip)}</div>`)}</ul>
        </div>
        <div>
          <h4>${t("examples")}</h4>
          <ul class="chips" aria-label=${t("examples")}>${model.examples.map(chip)}</ul>
        </div>
      </div>`;
  }

  #sentencePane() {
    const t = this.#t.bind(this);
    const look = this.#looker.last;
    const gates = this.#gates;
    const words = look?.found.parts.filter(({ kind }) => kind !== "between") ?? [];
    const { recurrent } = look?.anatomy ?? {};
    return html`<pupil-timeline
        lang=${this.language}
        scheme=${this.scheme}
        .found=${look?.found}
        .trace=${look?.trace}
        .focused=${gates?.gates ? gates.place : undefined}
        .maxlen=${look?.classifier.reading.maxlen ?? 0}
        .textLang=${this.#shippedModel.lang}
        .move=${this.#move}
        .toggle=${this.#toggle}
        .look=${(place: number) => this.#point(place)}
      ></pupil-timeline>
      ${!look
        ? html`<p class="muted">${this.error ? "" : t("loading")}</p>`
        : !recurrent
          ? html`<p class="muted">${t("noRecurrent")}</p>`
          : hasGates(look.anatomy)
            ? gatesView(
                this.language,
                words[gates?.place ?? -1]?.text ?? "",
                gates?.gates,
                this.#direction,
                recurrent.bidirectional ? (direction) => this.#point(this.#place, direction) : undefined,
              )
            : html`<p class="muted">${t("noGates")}</p>`}`;
  }

  #mapPane() {
    return mapView(this.language, {
      vectors: this.#vectors,
      own: this.#ownWords,
      asked: this.#nearestTo,
      effects: this.#effects,
      textLang: this.#shippedModel.lang,
      ask: (word) => {
        this.#word = word;
        this.requestUpdate();
      },
    });
  }

  #answerPane() {
    const look = this.#looker.last;
    const own = this.hasOwn;
    return html`${answerView(this.language, look?.found, this.answerer || this.error ? "wait" : "loading", this.#shippedModel.lang)}
      <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
      ${sourceLine(this.language, this.source, own ? { useShipped: this.useShipped, disabled: this.training.active } : undefined)}
      ${keptLine(this.language, this.training.model && this.keptAt, this.resetTraining)}`;
  }

  #transport() {
    const actions = { train: (paused: boolean) => void this.#start(paused), reset: this.resetTraining };
    return trainingTransport(this.language, this.training, actions, (speed) => this.#t("speed", { speed }));
  }

  #settings() {
    const goesOn = this.#goesOn;
    return html`${formView(this.language, this.#form, this.training.active, this.#corpus.length, this.#sourceNote(), this.#change)}
    ${goesOn ? html`<p class="hint" data-testid="goes-on">${this.#t(goesOn)}</p>` : ""}`;
  }

  /** A note on the chosen sentences; for a file its rows and columns. */
  #sourceNote() {
    const t = this.#t.bind(this);
    const { source, held } = this.#form;
    if (source === "four") {
      return html`<ul class="four" lang="en">
          ${FOUR.map(({ text, label }) => html`<li class=${label ? "positive" : "negative"}>${label ? "+" : "−"} ${text}</li>`)}
        </ul>
        <p class="note">${t("fourNote")}</p>`;
    }
    if (source === "corpus") {
      const count = heldOf(this.#corpus.length, Number(held) / 100);
      return html`<p class="note">${t("corpusNote", { held: Number.isNaN(count) ? "–" : count.toLocaleString(this.language) })}</p>`;
    }
    return html`${dropZone({
      hint: t("drop"),
      choose: t("chooseFile"),
      testid: "drop",
      accept: ".csv,.tsv,.txt,.gz,text/csv,text/tab-separated-values",
      take: (files) => void this.#takeFile(files),
      content: this.#opening ? html`<p class="muted" role="status">${t("readingFile", { name: this.#opening })}</p>` : "",
    })}
    ${this.#dropped ? this.#tableView(this.#dropped) : ""}`;
  }

  #tableView({ table, choice, found }: Dropped) {
    return tableView(this.language, table, choice, found instanceof Error ? undefined : found, {
      disabled: this.training.active,
      change: (choice) => this.#chooseColumns(table, choice),
    });
  }

  #resultsPane(found: Results | undefined) {
    if (!found) return html`<p class="muted empty">${this.#t("noResults")}</p>`;
    const percent = ((100 * found.right) / found.count).toFixed(1);
    return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
        ${this.#t(found.held ? "testedHeld" : "testedOwn", { percent, count: found.count.toLocaleString(this.language) })}
      </p>
      ${resultsView(this.language, found)}`;
  }

  #codePane() {
    const save = this.answerer ? () => void this.save().catch(this.fail) : undefined;
    return codeView(this.language, this.description, this.answerer?.model, { save, load: (files) => void this.load(files) });
  }

  async #picture(): Promise<void> {
    const look = this.#looker.last;
    if (look) await (await import("./picture.ts")).savePicture(this.language, look, getComputedStyle(this), this.#t("pictureName"));
  }
}

customElements.define("pupil-sentiment", SentimentLesson);
