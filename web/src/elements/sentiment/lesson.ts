import { html, type PropertyValues } from "lit";
import type { CsvDialect, Model } from "../../api/index.ts";
import type { PupilSentiment, SentimentAnswer } from "../public.ts";
import { factsOf, type Advice } from "../shared/coach.ts";
import { codeLabel, codeView } from "../shared/code-view.ts";
import { curves } from "../shared/controls.ts";
import { define } from "../shared/define.ts";
import { download } from "../shared/download.ts";
import { filesIn } from "../shared/dropped.ts";
import { langOf } from "../shared/i18n.ts";
import { ModelLesson } from "../shared/model-lesson.ts";
import { share } from "../shared/share.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { Snapshots } from "../shared/snapshots.ts";
import { stage, type StageView } from "../shared/stage.ts";
import type { Job } from "../shared/training.ts";
import { trainingTransport } from "../shared/transport.ts";
import { wordsAdvice } from "./advice.ts";
import { answerView, spoken } from "./answer.ts";
import { Classifier, read, reading, write, type Reading } from "./classifier.ts";
import { Sentences } from "./data.ts";
import { EPOCHS, formOf, formView, linkedForm, settings, usual, type Form, type Settings } from "./form.ts";
import { job } from "./job.ts";
import { Looker, type Look } from "./look.ts";
import { readMade, type Extra, type Made } from "./made.ts";
import { mapView } from "./map-view.ts";
import { network, tutorial } from "./network.ts";
import { inputView, sourceNote } from "./panes.ts";
import { Pointer } from "./pointer.ts";
import { program } from "./program.ts";
import type { ProseActions, wordsProse } from "./prose.ts";
import type { Results } from "./results.ts";
import { resultsView } from "./results-view.ts";
import { Sentence } from "./sentence.ts";
import { sentenceView } from "./sentence-view.ts";
import { SHIPPED, shippedFor, type ShippedModel } from "./shipped.ts";
import { CORPORA, type Samples } from "./sources.ts";
import { lessonStyles } from "./styles.ts";
import type { Choice, Table } from "./table.ts";
import { text, type TextKey } from "./texts.ts";
import { WordMap } from "./word-map.ts";

/**
 * Milliseconds that an answer must last before screen readers hear it, so that they do not hear every answer on the
 * way.
 */
const SAY_AFTER = 900;

/**
 * The lesson "Words": write a sentence, watch a network read it word by word and see which words decide, train a network.
 *
 * Attributes: see {@link ModelLesson}. Panels: "try train model prose".
 */
export class SentimentLesson extends ModelLesson<Classifier, Results, Extra> implements PupilSentiment {
  static override styles = lessonStyles;

  protected override readonly lesson = "sentiment";
  /** The shipped model that the visitor chose, or that goes with the page's language. */
  #chosen: ShippedModel | undefined;
  /** True if the visitor asks the shipped model although there is an own one. */
  #compares = false;
  /** How the model that is trained here reads texts. */
  #reading: Reading | undefined;
  #own: Classifier | undefined;
  /** The data and sizes that this model was made for. Others need a new model. */
  #key = "";
  /** The name of the file that it came from, until it is trained further. */
  #from: string | undefined;
  #form: Form = usual("en");
  readonly #sentences = new Sentences(() => this.requestUpdate());
  readonly #sentence = new Sentence();
  readonly #looker = new Looker();
  readonly #pointer = new Pointer(this.#looker, () => this.requestUpdate());
  readonly #map = new WordMap(() => this.requestUpdate());
  /** The moments of the training that the film shows. */
  #moments = new Snapshots<{ look: Look }>();
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #prose: typeof wordsProse | undefined;

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  /** The shipped model to ask. */
  get #shippedModel(): ShippedModel {
    return this.#chosen ?? shippedFor(this.language);
  }

  get #asked(): string {
    return this.#sentence.text ?? this.#shippedModel.examples[0]!;
  }

  protected override get shippedFile(): string {
    return this.#shippedModel.file;
  }

  protected override free(classifier: Classifier | undefined): void {
    classifier?.dispose();
  }

  protected override plan(): Model {
    return network(tutorial, 0);
  }

  protected override leave(): void {
    clearTimeout(this.#saying);
    super.leave();
    this.#looker.forget();
    this.#sentences.own = this.#pointer.gates = undefined;
    this.#map.forget();
  }

  protected override async start(): Promise<void> {
    await super.start();
    await this.loadPanels();
  }

  protected override async loadPanels(): Promise<void> {
    // The lesson works without the network from here on.
    if (this.shows("train")) await Promise.all(CORPORA.map((name) => this.#sentences.corpus(name)));
    if (this.shows("prose")) this.#prose ??= (await import("./prose.ts")).wordsProse;
    this.requestUpdate();
  }

  protected override async startAgain(): Promise<void> {
    this.#looker.forget();
    this.#pointer.gates = undefined;
    this.#map.forget();
    await super.startAgain();
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
    const left = this.leaving;
    const found = await read(model.metadata, this.language);
    if (left()) return found.tokenizer.dispose();
    [this.#reading, this.#key, this.#form] = [found, key, form];
  }

  protected override forgetTrained(): void {
    super.forgetTrained();
    this.#reading?.tokenizer.dispose();
    this.#reading = this.#own = this.#from = undefined;
    this.#key = "";
    this.#compares = false;
    this.#moments.clear();
  }

  protected override weightsChanged(model: Model): void {
    this.#looker.learned(model);
    this.#map.forget();
    void this.look();
  }

  protected override async ask(classifier: Classifier): Promise<void> {
    performance.mark("pupil:text");
    const learns = this.training.phase === "running" && classifier.model === this.training.model;
    const look = await this.#looker.look(classifier, this.#asked, new Set(this.#sentence.away), learns);
    if (this.answerer?.model !== classifier.model) return;
    const { seen, total } = this.training;
    if (learns) this.#moments.add(total ? seen / total : 0, { look });
    if (look.full) await this.#pointer.see();
    this.#say();
    this.requestUpdate();
    await this.updateComplete;
    performance.measure("pupil:sentiment", "pupil:text");
    this.firstResult();
    this.tell("pupil-predict", this.value);
    if (this.view === "map") this.#seeMap();
  }

  /** The answer that is shown; undefined until there is one. */
  get value(): SentimentAnswer | undefined {
    const found = this.#looker.last?.found;
    if (!found) return undefined;
    return { text: found.text, probability: found.probability, label: found.probability >= 0.5 ? "positive" : "negative" };
  }

  /**
   * Puts a text into the lesson, and returns what the model makes of it.
   *
   * @throws Error when it is no text, or nothing can answer.
   */
  async predict(text: string): Promise<SentimentAnswer> {
    if (typeof text !== "string") throw new Error(`predict: the text is ${typeof text}; expected a string`);
    const answer = () => (this.value?.text === text ? this.value : undefined);
    return this.answered(() => this.#write(text), answer);
  }

  #seeMap(): void {
    const { answerer } = this;
    if (answerer) void this.#map.see(answerer, this.#looker, this.training.active, this.#room);
  }

  /** How much room the map has; the stage is one column on a narrow screen. */
  get #room(): "wide" | "narrow" {
    return this.clientWidth > 760 ? "wide" : "narrow";
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
    this.#sentence.write(value);
    this.#pointer.place = undefined;
    this.#textChanged();
  }

  #textChanged(): void {
    this.requestUpdate();
    this.stateChanged();
    void this.look();
  }

  /** Moves a word to another place; words that were taken out move along. */
  #move = (from: number, to: number): boolean => {
    const found = this.#looker.last?.found;
    if (found?.text !== this.#asked) return false;
    this.#sentence.move(found.parts, from, to);
    this.#pointer.place = to;
    this.#textChanged();
    return true;
  };

  #toggle = (place: number): void => {
    this.#sentence.toggle(place);
    this.#textChanged();
  };

  /** Asks a shipped model, or with undefined the visitor's own one. */
  async #choose(model: ShippedModel | undefined): Promise<void> {
    this.#compares = model !== undefined && this.hasOwn;
    if (model && model !== this.#shippedModel) {
      this.#sentence.follow(model);
      this.#chosen = model;
      await this.reopen();
    }
    this.#map.forget();
    this.#map.word = undefined;
    this.stateChanged();
    this.changed();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("lang") && changed.get("lang") !== undefined && !this.#chosen) this.#languageChanged();
    // Sentences to train on, in the language of the page, if the visitor chose no others.
    const before = usual(langOf(changed.get("lang"))).source;
    if (changed.has("lang") && !this.training.active && !this.training.model && this.#form.source === before) {
      this.#form.source = usual(this.language).source;
    }
  }

  /** The shipped model that knows the words of the sentence, if another shipped model answers. */
  get #better(): ShippedModel | undefined {
    const { model } = this.#sentence;
    return model === this.#shippedModel || this.ownAnswers || this.loaded || this.weights ? undefined : model;
  }

  /** With the page's language go its model and its examples. A sentence of the visitor's keeps the model that knows its words. */
  #languageChanged(): void {
    this.#chosen = this.#sentence.model;
    if (!this.#chosen) this.#sentence.follow(this.#shippedModel);
    this.stateChanged();
    void this.reopen();
  }

  protected override get linkState(): Record<string, string> {
    return { ...this.#sentence.link, ...(this.#chosen ? { model: this.#chosen.lang } : {}), ...linkedForm(this.#form, this.language) };
  }

  protected override takeState(state: URLSearchParams): void {
    this.#sentence.take(state);
    this.#chosen = SHIPPED.find(({ lang }) => lang === state.get("model"));
    this.#form = formOf(state, this.language);
    void this.reopen();
  }

  /**
   * Whether Train continues with the model that was trained here; undefined without a model, or if the form is wrong.
   */
  get #goesOn(): TextKey | undefined {
    if (!this.training.model || this.training.active) return undefined;
    if (this.#form.source === "file" && !this.#sentences.own) return "dropAgain";
    try {
      return this.#sentences.keyOf(settings(this.#form, this.language)) === this.#key ? "goesOn" : "beginsNew";
    } catch {
      return undefined;
    }
  }

  protected override async startTraining(paused: boolean): Promise<void> {
    await this.run(async (signal) => {
      const chosen = settings({ ...this.#form }, this.language);
      const samples = await this.#sentences.samples(chosen, this.language);
      signal.throwIfAborted();
      const key = this.#sentences.keyOf(chosen);
      if (this.#key !== key && this.training.model) {
        this.training.discard();
        this.#reading?.tokenizer.dispose();
        this.#reading = undefined;
      }
      this.#key = key;
      this.#from = undefined;
      this.#compares = false;
      return this.#job(samples, chosen, signal);
    }, paused);
  }

  /** The training to run. A new model learns its vocabulary from the sentences that are not held back. */
  async #job(samples: Samples, chosen: Settings, signal: AbortSignal): Promise<Job<Results>> {
    const { vocabulary, maxlen } = chosen.sizes;
    const texts = samples.train.map(({ text }) => text);
    const known = this.training.model && this.#reading;
    const how = known ?? (await reading(texts, vocabulary, maxlen));
    if (signal.aborted && !known) how.tokenizer.dispose();
    signal.throwIfAborted();
    this.#reading = how;
    return job(samples, chosen, how);
  }

  /** Takes a table that was dropped anywhere on the page. */
  async take(given: (File | FileSystemEntry)[]): Promise<void> {
    const [found] = await filesIn(given);
    if (!found) return;
    this.toggleSettings(true);
    await this.#takeFile(found.file);
  }

  async #takeFile(file: File, dialect?: CsvDialect): Promise<void> {
    this.error = "";
    await this.#sentences.take(file, this.language, dialect).then(() => (this.#form.source = "file"), this.fail);
    this.requestUpdate();
  }

  #chooseColumns(table: Table, choice: Choice): void {
    this.error = "";
    try {
      this.#sentences.choose(table, choice, this.language);
    } catch (error) {
      this.fail(error);
    }
  }

  protected override prepareFile({ model, reading }: Classifier): void {
    model.metadata = write(reading);
    if (!this.ownAnswers) return;
    const made: Made = { key: this.#key, form: this.#form, compiled: this.training.compiled };
    model.metadata.training = JSON.stringify(made);
  }

  /** With the optimizer's state, because a model from this lesson goes on to learn. */
  protected override saveFile = async (): Promise<void> => {
    if (this.answerer) download(await this.save(), `${this.lesson}.safetensors`);
  };

  /** A model with its reading, which is stored in its file. @throws Error when it is not for texts. */
  protected override async accept(model: Model, name: string): Promise<Classifier> {
    const { inputShape, outputShape } = await model.shapes();
    const [, outputs = 0] = outputShape;
    if (inputShape.length !== 2 || outputShape.length !== 2 || outputs !== 1) {
      const shape = `(${inputShape.slice(1).join(", ")})`;
      throw new Error(this.#t("wrongModel", { name, shape, outputs: outputs ?? "?" }));
    }
    return new Classifier(model, await read(model.metadata, this.language));
  }

  /** A model that was trained in this lesson goes on; another one only answers. */
  protected override opened(answerer: Classifier, name: string): void | Promise<void> {
    const { training } = answerer.model.metadata;
    if (!training) return super.opened(answerer, name);
    const { key, form, compiled } = readMade(training);
    this.training.restore(answerer.model, { compiled, done: true });
    [this.#reading, this.#key, this.#form, this.#from] = [answerer.reading, key, form, name];
  }

  #change = (part: Partial<Form>): void => {
    Object.assign(this.#form, part);
    this.requestUpdate();
    this.stateChanged();
  };

  get #advice(): Advice {
    return wordsAdvice(
      this.language,
      {
        ...factsOf(this.training),
        rate: Number(this.#form.learningRate),
        tested: this.training.results,
        names: [this.#t("negative"), this.#t("positive")],
      },
      {
        setRate: (rate) => {
          this.resetTraining();
          this.#change({ learningRate: String(rate) });
          void this.startTraining(false);
        },
        stop: () => this.training.stop(),
        useCorpus: () => this.#actions.train(usual(this.language).source),
        trainOn: () => void this.startTraining(false),
        showResults: () => this.#showView("results"),
      },
    );
  }

  readonly #actions: ProseActions = {
    write: (text) => this.#write(text),
    show: (view) => this.#showView(view),
    point: (text, word) => {
      this.#write(text);
      this.#showView("network");
      this.#pointer.word = word;
    },
    nearest: (word) => {
      this.#map.word = word;
      this.#showView("map");
    },
    train: (source) => {
      if (this.training.active) return;
      this.#change({ ...usual(this.language), source, epochs: EPOCHS[source] });
      void this.startTraining(false);
    },
  };

  #showView = (view: string): void => {
    this.show(view);
    if (view === "map") this.#seeMap();
  };

  override render() {
    const t = this.#t.bind(this);
    const lang = this.language;
    const trains = this.shows("train");
    const views: StageView[] = [
      { id: "network", label: t("sentenceView"), content: () => this.#sentencePane() },
      { id: "map", label: t("mapView"), content: () => this.#mapPane() },
    ];
    if (trains) {
      views.push({ id: "training", label: t("trainingView"), content: () => curves(lang, this.training, this.scheme) });
      views.push({ id: "results", label: t("resultsView"), content: () => this.#resultsPane(this.training.results) });
    }
    if (this.shows("model")) views.push({ id: "code", label: codeLabel(lang), content: () => this.#codePane() });
    return html`
      ${this.shows("try")
        ? stage(lang, {
            label: t("stage"),
            input: this.#inputPane(),
            views,
            view: this.view,
            show: this.#showView,
            answer: this.#answerPane(),
            advice: this.#advice,
            ...(trains
              ? { transport: this.#transport(), settings: () => this.#settings(), open: this.settingsOpen, toggle: this.toggleSettings }
              : {}),
            share: share(lang, {
              tag: this.localName,
              state: this.linked,
              picture: () => this.#picture(),
              film: this.#moments.all.length > 1 && !this.training.active ? () => this.#film() : undefined,
            }),
          })
        : ""}
      ${this.errorLine()} ${this.shows("prose") ? this.#prose?.(lang, this.#actions, this.#shippedModel) : ""}
    `;
  }

  #inputPane() {
    return inputView(this.language, {
      text: this.#asked,
      write: (text) => this.#write(text),
      model: this.#shippedModel,
      better: this.#better,
      own: this.hasOwn,
      ownAnswers: this.hasOwn && !this.#compares,
      choose: (model) => void this.#choose(model),
    });
  }

  #sentencePane() {
    return sentenceView(this.language, this.scheme, {
      look: this.#looker.last,
      waiting: this.error ? "" : this.#t("loading"),
      gates: this.#pointer.gates,
      direction: this.#pointer.direction,
      textLang: this.#shippedModel.lang,
      move: this.#move,
      toggle: this.#toggle,
      point: this.#pointer.point,
      turn: this.#pointer.turn,
    });
  }

  #mapPane() {
    const found = this.#looker.last?.found;
    return mapView(this.language, {
      vectors: this.#map.vectors,
      own: this.#map.ownWords(found),
      asked: this.#map.asked(found),
      effects: this.#map.effects,
      textLang: this.#shippedModel.lang,
      room: this.#room,
      ask: (word) => {
        this.#map.word = word;
        this.requestUpdate();
      },
    });
  }

  #answerPane() {
    const look = this.#looker.last;
    const own = this.hasOwn;
    return html`${answerView(this.language, look?.found, this.answerer || this.error ? "wait" : "loading", this.#shippedModel.lang)}
      <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
      <div class=${own ? "" : "usual"}>
        ${sourceLine(this.language, this.source, own ? { useShipped: this.useShipped, disabled: this.training.active } : undefined)}
      </div>
      ${keptLine(this.language, this.training.model && this.keptAt, this.resetTraining)}`;
  }

  #transport() {
    const actions = { train: (paused: boolean) => void this.startTraining(paused), reset: this.resetTraining, goesOn: this.#goesOn === "goesOn" };
    return trainingTransport(this.language, this.training, actions, (speed) => this.#t("speed", { speed }));
  }

  #settings() {
    const goesOn = this.#goesOn;
    const disabled = this.training.active;
    const note = sourceNote(this.language, this.#form, this.#sentences, {
      disabled,
      take: (file, dialect) => void this.#takeFile(file, dialect),
      choose: (table, choice) => this.#chooseColumns(table, choice),
    });
    return html`${formView(this.language, this.#form, disabled, this.#sentences, note, this.#change)}
    ${goesOn ? html`<p class="hint" data-testid="goes-on">${this.#t(goesOn)}</p>` : ""}`;
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
    const save = this.answerer ? () => void this.saveFile().catch(this.fail) : undefined;
    return codeView(this.language, this.description, this.answerer?.model, { save, load: (files) => void this.load(files) }, program(this.description.code));
  }

  async #picture(): Promise<void> {
    const look = this.#looker.last;
    if (look) await (await import("./picture.ts")).picture(this.language, look, this);
  }

  async #film(): Promise<void> {
    await (await import("./picture.ts")).film(this.language, this.#moments.all, this);
  }
}

define("pupil-sentiment", SentimentLesson);
