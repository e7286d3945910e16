import { html } from "lit";
import type { Model } from "../../api/index.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { controls, curves } from "../shared/controls.ts";
import { Description } from "../shared/description.ts";
import { dropZone } from "../shared/drop.ts";
import { formStyles } from "../shared/fields.ts";
import { keepTraining, restoreTraining } from "../shared/keep.ts";
import { layout } from "../shared/layout.ts";
import { Lesson } from "../shared/lesson.ts";
import { download } from "../shared/download.ts";
import { modelPanel } from "../shared/model-panel.ts";
import { chosenModel, openModel, weightsUrl } from "../shared/open.ts";
import { forget, type Keeping } from "../shared/store.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { theme } from "../shared/theme.ts";
import { Training, type Job } from "../shared/training.ts";
import { answerStyles, spoken, tinted, verdict } from "./answer.ts";
import { Classifier, read, reading, write, type Reading } from "./classifier.ts";
import { explain, type Explanation } from "./explain.ts";
import { defaults, fieldsetStyles, formView, settings, sourceView, type Form, type Settings } from "./form.ts";
import { job } from "./job.ts";
import { WordVectors } from "./nearest.ts";
import { network, tutorial } from "./network.ts";
import type { Results } from "./results.ts";
import { nearestView, resultStyles, resultsView } from "./results-view.ts";
import { FOUR, corpus, heldOf, shuffled, split, type Sample, type Samples } from "./sources.ts";
import { styles } from "./styles.ts";
import { guess, labelled, readTable, type Choice, type Labelled, type Table } from "./table.ts";
import { tableStyles, tableView } from "./table-view.ts";
import { text, type TextKey } from "./texts.ts";

/** The lesson's name in the browser's storage. */
const LESSON = "sentiment";

/** Milliseconds between answers while a model trains. */
const LOOK_EVERY = 400;

/**
 * Milliseconds that an answer must last before screen readers hear it, so that they do not hear every answer on the
 * way.
 */
const SAY_AFTER = 900;

/** Sentences to try. */
const EXAMPLES = [
  "What a lovely little film, I smiled all the way home.",
  "Not bad at all!",
  "I don't like this movie.",
  "Beautiful pictures, empty story.",
  "A slow start, but the ending made up for it.",
  "The food was cold and nobody cared.",
];

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
 * The sentiment lesson: write a sentence, see how positive a network finds it and which words decide, train a network.
 *
 * Attributes, besides the shared ones of `Lesson`: `weights` (URL of a model file). Panels: "try train model".
 */
export class SentimentLesson extends Lesson {
  static override properties = { weights: { type: String } };
  static override styles = [
    theme,
    layout,
    styles,
    answerStyles,
    formStyles,
    fieldsetStyles,
    confusionStyles,
    tableStyles,
    resultStyles,
  ];

  declare weights: string | undefined;

  #shipped: Classifier | undefined;
  #loaded: { classifier: Classifier; name: string } | undefined;
  #training = new Training<Results>(
    () => this.#trainingChanged(),
    () => void this.#seeVectors(),
  );
  /** The reading of the model that trains. */
  #reading: Reading | undefined;
  /** The data and sizes that this model was made for. Others need a new model. */
  #key = "";
  /** The name of the file that it came from, until it is trained further. */
  #from: string | undefined;
  /** When the restored model was stored. */
  #keptAt: Date | undefined;
  #form: Form = { ...defaults };
  #dropped: Dropped | undefined;
  #opening: string | undefined;
  #text = EXAMPLES[0]!;
  #found: Explanation | undefined;
  #vectors: WordVectors | undefined;
  #seeing = false;
  #word = "wonderful";
  #description = new Description(() => this.requestUpdate(), this.fail);
  #looking = false;
  #lookAgain = false;
  #looked = 0;
  #said = "";
  #saying: ReturnType<typeof setTimeout> | undefined;
  #corpus: Sample[] = corpus();

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  protected override leave(): void {
    clearTimeout(this.#saying);
    this.#forgetTrained();
    for (const classifier of [this.#shipped, this.#loaded?.classifier]) classifier?.dispose();
    this.#shipped = this.#loaded = this.#dropped = this.#vectors = undefined;
    this.#description.forget();
  }

  protected override async start(): Promise<void> {
    try {
      if (!this.#training.model) await this.#restore();
      const name = this.weights ?? "sentiment.safetensors";
      this.#shipped ??= await openModel(weightsUrl(LESSON, this.weights), name, (model) => this.#accept(model, name));
    } catch (error) {
      // The lesson works without weights, because the visitor can train a network.
      this.lack(error);
    }
    await (this.#classifier ? this.#describe() : this.#description.ofMade(network(tutorial, 0)));
    this.requestUpdate();
    void this.#look();
  }

  /** Restores the model that was trained here before, with its form. */
  async #restore(): Promise<void> {
    const found = await restoreTraining<Extra, Results>(LESSON, this.#training, this.fail);
    if (!found || !this.#training.model) return;
    this.#reading = await read(this.#training.model.metadata);
    this.#key = found.extra.key;
    this.#form = found.extra.form;
    this.#keptAt = found.time;
  }

  /** True if the model that is trained here answers. */
  get #ownAnswers(): boolean {
    return this.#training.model !== undefined && this.#reading !== undefined && this.#training.phase !== "preparing";
  }

  /** The model that answers, with its reading. */
  get #classifier(): Classifier | undefined {
    if (this.#ownAnswers) return new Classifier(this.#training.model!, this.#reading!);
    return this.#loaded?.classifier ?? this.#shipped;
  }

  /** Shows the code, the summary and the word vectors of the model that answers. */
  async #describe(): Promise<void> {
    if (await this.#description.of(this.#classifier?.model)) void this.#seeVectors();
  }

  /** Fetches the current embedding. During a fetch, further requests are ignored. */
  async #seeVectors(): Promise<void> {
    const classifier = this.#classifier;
    if (this.#seeing || !classifier) return;
    this.#seeing = true;
    try {
      const vectors = await WordVectors.of(classifier);
      if (this.#classifier?.model === classifier.model) this.#vectors = vectors;
    } catch {
      // The model was replaced meanwhile.
    } finally {
      this.#seeing = false;
    }
    this.requestUpdate();
  }

  /** After a crash of the engine: starts again with the shipped or stored model. */
  async #revive(): Promise<void> {
    if (!this.error && (this.#loaded || this.#training.model)) this.error = this.#t("restarted");
    this.#shipped = this.#loaded = this.#vectors = undefined;
    this.#forgetTrained();
    await this.start();
  }

  get #source(): string {
    if (!this.#classifier) return "–";
    if (!this.#ownAnswers) return this.#loaded ? this.#t("loaded", { name: this.#loaded.name }) : this.#t(this.weights ? "loaded" : "shipped", { name: this.weights ?? "" });
    if (this.#from && !this.#training.active) return this.#t("loaded", { name: this.#from });
    return this.#t(this.#training.active ? "training" : "trained");
  }

  /** Asks the model about the text. During a call, only the latest text waits. */
  async #look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    const classifier = this.#classifier;
    if (!classifier) return;
    if (classifier.model.lost) {
      await this.#revive();
      return;
    }
    this.#looking = true;
    performance.mark("pupil:text");
    try {
      const asked = this.#text;
      this.#found = asked.trim() ? await explain(classifier, asked) : undefined;
      this.#say();
      this.requestUpdate();
      await this.updateComplete;
      performance.measure("pupil:sentiment", "pupil:text");
    } catch (error) {
      // After a crash during a call, `#revive` restores everything. An error of a model that was replaced meanwhile is
      // ignored.
      if (classifier.model.lost) await this.#revive();
      else if (this.#classifier?.model === classifier.model) this.fail(error);
      else this.#lookAgain = true;
    } finally {
      this.#looking = false;
    }
    if (this.#lookAgain) {
      this.#lookAgain = false;
      void this.#look();
    }
  }

  /** Tells screen readers the answer once it no longer changes. */
  #say(): void {
    clearTimeout(this.#saying);
    this.#saying = setTimeout(() => {
      this.#said = this.#found ? spoken(this.language, this.#found) : "";
      this.requestUpdate();
    }, SAY_AFTER);
  }

  #write(value: string): void {
    this.#text = value;
    this.requestUpdate();
    void this.#look();
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
    if (!this.#training.model || this.#training.active) return undefined;
    if (this.#form.source === "file" && !this.#dropped) return "dropAgain";
    try {
      return this.#keyOf(settings(this.#form, this.language)) === this.#key ? "goesOn" : "beginsNew";
    } catch {
      return undefined;
    }
  }

  async #train(paused: boolean): Promise<void> {
    this.error = "";
    this.#keptAt = undefined;
    try {
      const form = { ...this.#form };
      const chosen = settings(form, this.language);
      const samples = this.#samples(chosen);
      const key = this.#keyOf(chosen);
      if (this.#key !== key) this.#forgetTrained();
      this.#key = key;
      const keep = (how: Keeping) => {
        this.#from = undefined;
        return this.#keep(form, how);
      };
      await this.#training.run(() => this.#job(samples, chosen), paused, keep);
    } catch (error) {
      this.fail(error);
    }
  }

  /** The training to run. A new model learns its vocabulary from the sentences that are not held back. */
  async #job(samples: Samples, chosen: Settings): Promise<Job<Results>> {
    const { vocabulary, maxlen } = chosen.sizes;
    const texts = samples.train.map(({ text }) => text);
    const how = (this.#training.model && this.#reading) ?? (await reading(texts, vocabulary, maxlen));
    this.#reading = how;
    return job(samples, chosen, how);
  }

  /** Stores the trained model in the browser, with the form for continuing it. */
  async #keep(form: Form, how: Keeping): Promise<void> {
    await keepTraining<Extra, Results>(LESSON, this.#training, { key: this.#key, form }, how);
  }

  /** Frees the trained model. The stored model stays. */
  #forgetTrained(): void {
    this.#training.reset();
    this.#reading?.tokenizer.dispose();
    this.#reading = this.#keptAt = this.#from = undefined;
    this.#key = "";
  }

  #reset(): void {
    this.#forgetTrained();
    void forget(LESSON);
  }

  async #take([file]: File[]): Promise<void> {
    if (!file) return;
    this.error = "";
    this.#opening = file.name;
    this.requestUpdate();
    // The browser must draw this message before the file is read.
    await new Promise((resolve) => setTimeout(resolve, 20));
    try {
      const table = await readTable(file, this.language);
      this.#choose(table, guess(table));
      this.#form.source = "file";
    } catch (error) {
      this.fail(error);
    }
    this.#opening = undefined;
    this.requestUpdate();
  }

  #choose(table: Table, choice: Choice): void {
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

  async #save(): Promise<void> {
    const classifier = this.#classifier;
    if (!classifier) return;
    const { model } = classifier;
    model.metadata = write(classifier.reading);
    if (this.#ownAnswers) {
      const made: Made = { key: this.#key, form: this.#form, compiled: this.#training.compiled };
      model.metadata.training = JSON.stringify(made);
    }
    download(await model.save(), "sentiment.safetensors");
  }

  /** A model with its reading, which is stored in its file. @throws Error when it is not for texts. */
  async #accept(model: Model, name: string): Promise<Classifier> {
    const { inputShape, outputShape } = await model.shapes();
    const [, outputs = 0] = outputShape;
    if (inputShape.length !== 2 || outputShape.length !== 2 || outputs !== 1) {
      const shape = `(${inputShape.slice(1).join(", ")})`;
      throw new Error(this.#t("wrongModel", { name, shape, outputs: outputs ?? "?" }));
    }
    return new Classifier(model, await read(model.metadata));
  }

  async #load(files: File[]): Promise<void> {
    this.error = "";
    const { source, name } = chosenModel(files);
    try {
      const classifier = await openModel(source, name, (model) => this.#accept(model, name));
      this.#reset();
      this.#loaded?.classifier.dispose();
      this.#loaded = undefined;
      if (classifier.model.metadata.training) this.#goOnFrom(classifier.model, classifier.reading, name);
      else this.#loaded = { classifier, name };
      await this.#describe();
    } catch (error) {
      this.fail(error);
    }
    this.requestUpdate();
    void this.#look();
  }

  /** Takes a model that was trained in this lesson, to train it further. */
  #goOnFrom(model: Model, how: Reading, name: string): void {
    const { key, form, compiled } = JSON.parse(model.metadata.training!) as Made;
    this.#training.restore(model, { compiled, done: true });
    this.#reading = how;
    this.#key = key;
    this.#form = form;
    this.#from = name;
  }

  #useShipped = (): void => {
    this.#reset();
    this.#loaded?.classifier.dispose();
    this.#loaded = undefined;
    this.requestUpdate();
    void this.#describe();
    void this.#look();
  };

  override render() {
    return html`
      ${this.shows("try") ? this.#tryPanel() : ""}
      ${this.errorLine()}
      ${this.shows("train") ? this.#trainPanel() : ""} ${this.shows("model") ? this.#modelPanel() : ""}
    `;
  }

  #tryPanel() {
    const t = this.#t.bind(this);
    const classifier = this.#classifier;
    const own = this.#training.model || this.#loaded;
    return html`<section class="try" aria-label=${t("write")}>
      <div class="ask">
        <label>
          ${t("write")}
          <textarea
            lang="en"
            data-testid="text"
            rows="4"
            placeholder=${t("writeHint")}
            aria-describedby="english"
            .value=${this.#text}
            @input=${(event: Event) => this.#write((event.target as HTMLTextAreaElement).value)}
          ></textarea>
        </label>
        <p class="muted" id="english">${t("english")}</p>
        <div>
          <p class="muted" id="examples">${t("examples")}</p>
          <ul class="chips" aria-labelledby="examples">
            ${EXAMPLES.map(
              (example) => html`<li><button lang="en" data-testid="chip" @click=${() => this.#write(example)}>${example}</button></li>`,
            )}
          </ul>
        </div>
      </div>
      <div class="answer">
        ${verdict(this.language, this.#found, classifier || this.error ? "wait" : "loading")}
        <p class="visually-hidden" aria-live="polite" data-testid="said">${this.#said}</p>
        ${tinted(this.language, this.#found, classifier?.reading.maxlen ?? 0)}
        ${sourceLine(this.language, this.#source, own && { useShipped: this.#useShipped, disabled: this.#training.active })}
      </div>
      <p class="about">${t("about")}</p>
    </section>`;
  }

  #trainPanel() {
    const t = this.#t.bind(this);
    const run = this.#training;
    const change = (part: Partial<Form>) => {
      Object.assign(this.#form, part);
      this.requestUpdate();
    };
    const actions = { train: (paused: boolean) => void this.#train(paused), reset: () => this.#reset() };
    const goesOn = this.#goesOn;
    return html`<section class="train" aria-labelledby="train">
      <header>
        <h2 id="train">${t("train")}</h2>
        <p class="muted">${t("trainIntro")}</p>
      </header>
      <div class="columns">
        <div class="controls">
          ${sourceView(this.language, this.#form, run.active, this.#corpus.length, change)} ${this.#sourceNote()}
          ${formView(this.language, this.#form, run.active, change)}
          ${controls(this.language, run, actions, (speed) => t("speed", { speed }))}
          ${goesOn ? html`<p class="muted" data-testid="goes-on">${t(goesOn)}</p>` : ""}
          ${keptLine(this.language, this.#keptAt, () => this.#useShipped())}
        </div>
        ${curves(this.language, run, this.scheme)}
      </div>
      ${run.results ? this.#resultsView(run.results) : ""}
      ${nearestView(this.language, this.#vectors, this.#word, (word) => {
        this.#word = word;
        this.requestUpdate();
      })}
    </section>`;
  }

  /** A note on the chosen sentences; for a file its rows and columns. */
  #sourceNote() {
    const t = this.#t.bind(this);
    const { source, held } = this.#form;
    if (source === "four") {
      return html`<div class="section">
        <ul class="four" lang="en">
          ${FOUR.map(({ text, label }) => html`<li class=${label ? "positive" : "negative"}>${label ? "+" : "−"} ${text}</li>`)}
        </ul>
        <p class="muted">${t("fourNote")}</p>
      </div>`;
    }
    if (source === "corpus") {
      const count = heldOf(this.#corpus.length, Number(held) / 100);
      return html`<p class="muted">${t("corpusNote", { held: Number.isNaN(count) ? "–" : count.toLocaleString(this.language) })}</p>`;
    }
    return html`${dropZone({
      hint: t("drop"),
      choose: t("chooseFile"),
      testid: "drop",
      accept: ".csv,.tsv,.txt,.gz,text/csv,text/tab-separated-values",
      take: (files) => void this.#take(files),
      content: this.#opening ? html`<p class="muted" role="status">${t("readingFile", { name: this.#opening })}</p>` : "",
    })}
    ${this.#dropped ? this.#tableView(this.#dropped) : ""}`;
  }

  #tableView({ table, choice, found }: Dropped) {
    return tableView(this.language, table, choice, found instanceof Error ? undefined : found, {
      disabled: this.#training.active,
      change: (choice) => this.#choose(table, choice),
    });
  }

  #resultsView(found: Results) {
    const percent = ((100 * found.right) / found.count).toFixed(1);
    return html`<p class="verdict-line" data-testid="test-accuracy" role="status">
        ${this.#t(found.held ? "testedHeld" : "testedOwn", { percent, count: found.count.toLocaleString(this.language) })}
      </p>
      ${resultsView(this.language, found)}`;
  }

  #modelPanel() {
    const save = this.#classifier ? () => void this.#save().catch(this.fail) : undefined;
    return modelPanel(this.language, this.#description, this.#classifier?.model, { save, load: (files) => void this.#load(files) });
  }
}

customElements.define("pupil-sentiment", SentimentLesson);
