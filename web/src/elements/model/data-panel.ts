import { LitElement, html, type PropertyValues, type TemplateResult } from "lit";
import type { CompileConfig, Logs, Model } from "../../api/index.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { controls, curves } from "../shared/controls.ts";
import { define } from "../shared/define.ts";
import { chosenFiles, filesIn, type FoundFile } from "../shared/dropped.ts";
import { formStyles } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { layout } from "../shared/layout.ts";
import { download } from "../shared/download.ts";
import { theme } from "../shared/theme.ts";
import { hintOf, openData } from "./data-open.ts";
import { Scorer, goalOf, mappingOf, predicted, take, targetsOf, type Goal, type Mapping, type Samples, type Score, type Targets } from "./data-samples.ts";
import { spread, type DataSource } from "./data-source.ts";
import { dataStyles } from "./data-styles.ts";
import { AnswersFile, answersView, classNames, countLine, formView, mappingView, scoreText, scoreView } from "./data-view.ts";
import { checkStyles } from "./input.ts";
import { Learning, type LearningForm } from "./learning.ts";
import { short } from "./raster.ts";
import { text, type TextKey } from "./texts.ts";
import { namesOf, type ModelInput, type ModelOutput } from "./ways.ts";

/** How many answers are shown. */
const SHOWN = 8;

/** What the samples mean to the model. */
interface Understood {
  samples: Samples;
  mapping: Mapping;
  /** False if the mapping is a guess that the visitor should check. */
  sure: boolean;
  /** True if the mapping is unfolded. */
  unfolded: boolean;
  /** Undefined if the samples have no targets that fit; then `why` says the reason. */
  targets: Targets | undefined;
  why: string;
}

/**
 * Tests an opened model on a visitor's data, and trains it further. For models with one input and one output. Fires
 * `learned` when the weights changed (`detail`: true if a training changed them), `renamed` with new names for the
 * classes, `lost` when the engine stopped, and `pupil-epoch` and `pupil-trained`, which bubble.
 */
export class DataPanel extends LitElement {
  static override properties = {
    lang: { type: String },
    scheme: { type: String },
    model: { attribute: false },
    input: { attribute: false },
    output: { attribute: false },
    classes: { attribute: false },
    stem: { type: String },
  };
  static override styles = [theme, layout, formStyles, checkStyles, confusionStyles, dataStyles];

  declare lang: Lang;
  /** Changes when the colours change. */
  declare scheme: string;
  declare model: Model;
  declare input: ModelInput;
  declare output: ModelOutput;
  /** The names of the model's classes, if they are known. */
  declare classes: string[] | undefined;
  /** The model's name in names of files. */
  declare stem: string;

  #source: DataSource | undefined;
  #understood: Understood | undefined;
  #compile: CompileConfig | null = null;
  /** Some answers, and to which samples. */
  #answers: { rows: number[]; values: Float32Array } | undefined;
  #score: Score | undefined;
  #learning: Learning | undefined;
  #preparing: Promise<void> | undefined;
  #reading: AbortController | undefined;
  /** The number of times that files were taken or put away. */
  #takings = 0;
  /** True while the classes get the data's names. */
  #renaming = false;
  /** What is being read or tested. */
  #progress = "";
  #wrong = "";
  #notice = "";

  constructor() {
    super();
    this.lang = "en";
    this.scheme = this.stem = "";
  }

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.lang, key, values);
  }

  get #goal(): Goal {
    return goalOf(this.output, this.#compile);
  }

  get #names(): string[] {
    const { samples, mapping = [] } = this.#understood ?? {};
    const { truth } = samples ?? {};
    return classNames(this.#goal, this.classes, truth?.kind === "classes" ? { names: truth.names, mapping } : undefined);
  }

  /** The model's classes as the mapping offers them: without names by their numbers. */
  get #classes(): string[] {
    return classNames(this.#goal, this.classes);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#forget();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("model")) {
      this.#forget();
      this.#learning = this.#preparing = undefined;
    }
    // Names of classes that come later may fit the data's.
    if (changed.has("classes") && this.#understood && !this.#renaming && !this.#active) this.#understand(this.#understood.samples);
    this.#renaming = false;
  }

  get #active(): boolean {
    return this.#learning?.run.active ?? false;
  }

  #forget(): void {
    this.#takings += 1;
    this.#reading?.abort();
    this.#learning?.stop();
    this.#source?.dispose();
    this.#source = this.#understood = this.#answers = this.#score = undefined;
    this.#progress = this.#wrong = this.#notice = "";
    this.requestUpdate();
  }

  /** Takes files with samples in place of the earlier ones. */
  async take(files: readonly FoundFile[]): Promise<void> {
    if (!files.length) return;
    if (this.#active) return this.#fail(new Error(this.#t("trainingRuns")));
    this.#forget();
    const { model } = this;
    const taking = this.#takings;
    this.#progress = this.#t("readingFiles", { name: files[0]!.file.name });
    try {
      this.#compile = await model.getCompileConfig();
      const source = await openData(files, { lang: this.lang, input: this.input, goal: this.#goal, classes: this.classes });
      // Other files were taken meanwhile, or another model was opened.
      if (taking !== this.#takings) return source.dispose();
      this.#source = source;
      await this.read();
    } catch (error) {
      if (taking === this.#takings) this.#fail(error);
    }
  }

  /** Reads the samples again, after a choice. */
  async read(): Promise<void> {
    const source = this.#source;
    if (!source || this.#active) return;
    this.#reading?.abort();
    const reading = new AbortController();
    this.#reading = reading;
    this.#wrong = this.#notice = "";
    this.#score = this.#answers = this.#understood = undefined;
    const report = (done: number, total: number) => {
      if (reading.signal.aborted) return;
      this.#progress = this.#t("readingData", { name: source.name, done, total });
      this.requestUpdate();
    };
    this.#progress = this.#t("readingFiles", { name: source.name });
    this.requestUpdate();
    try {
      const samples = await source.read({ signal: reading.signal, report });
      if (reading.signal.aborted) return;
      this.#progress = "";
      this.#understand(samples);
      await this.#ask();
    } catch (error) {
      if (!reading.signal.aborted) this.#fail(error);
    }
  }

  #understand(samples: Samples): void {
    const { truth } = samples;
    const { mapping, sure } = truth?.kind === "classes" ? mappingOf(truth.names, this.classes, this.#goal) : { mapping: [], sure: true };
    this.#map(samples, mapping, sure);
  }

  #map(samples: Samples, mapping: Mapping, sure: boolean, unfolded = !sure): void {
    const { truth, count } = samples;
    const goal = this.#goal;
    const found = truth ? targetsOf(truth, count, goal, mapping) : "noTruth";
    const [targets, why] = typeof found === "string" ? [undefined, this.#t(found, { width: goal.width })] : [found, ""];
    this.#understood = { samples, mapping, sure, unfolded, targets, why };
    this.#score = undefined;
    this.requestUpdate();
  }

  /** Gives the model's classes the names that the data have for them. */
  #rename(names: readonly string[], mapping: Mapping): void {
    const renamed = this.#names;
    mapping.forEach((at, place) => {
      if (at >= 0) renamed[at] = names[place]!;
    });
    const understood = this.#understood!;
    this.#understood = { ...understood, sure: true };
    this.#renaming = true;
    this.dispatchEvent(new CustomEvent("renamed", { detail: renamed }));
  }

  #fail = (error: unknown): void => {
    this.#progress = "";
    if (error instanceof DOMException && error.name === "AbortError") return;
    // The element opens the model again.
    if (this.model.lost) return void this.dispatchEvent(new CustomEvent("lost"));
    this.#wrong = error instanceof Error ? error.message : String(error);
    this.#failure = error;
    this.#tell("failed", { error });
    this.requestUpdate();
  };

  /** The last error. */
  #failure: unknown;

  /** Shows the answers to some samples. */
  async #ask(): Promise<void> {
    const understood = this.#understood;
    if (!understood) return;
    const { samples } = understood;
    const rows = spread(samples.count, SHOWN);
    const { model } = this;
    const { data: values } = await model.predict(take(samples.x, rows)).catch((error: unknown) => {
      if (model === this.model) throw error;
      return { data: undefined };
    });
    if (!values || model !== this.model || understood.samples !== this.#understood?.samples) return;
    this.#answers = { rows, values };
    this.requestUpdate();
  }

  /**
   * Predicts rows with progress; `part` gets each part. Returns false if it did not come to the end. An error is shown,
   * unless other data or another model took the place.
   */
  async #each(rows: Uint32Array, part: (rows: Uint32Array, answers: Float32Array) => void): Promise<boolean> {
    const reading = new AbortController();
    this.#reading = reading;
    const { signal } = reading;
    const told = (done: number) => {
      this.#progress = this.#t("testingAll", { done, total: rows.length });
      this.requestUpdate();
    };
    told(0);
    try {
      await predicted(this.model, this.#understood!.samples, rows, {
        width: this.#goal.width,
        signal,
        part: (some, answers, done) => {
          part(some, answers);
          told(done);
        },
      });
      this.#progress = "";
      return true;
    } catch (error) {
      if (!signal.aborted) this.#fail(error);
      return false;
    } finally {
      this.requestUpdate();
    }
  }

  async #test(): Promise<void> {
    const targets = this.#understood!.targets!;
    const scorer = new Scorer(this.#goal, targets);
    const done = await this.#each(targets.rows, (rows, answers) => scorer.add(rows, answers));
    if (!done || targets !== this.#understood?.targets) return;
    this.#score = scorer.score;
    this.requestUpdate();
  }

  async #save(): Promise<void> {
    const { samples, targets } = this.#understood!;
    const file = new AnswersFile(samples, this.#goal, targets, this.#names);
    const rows = Uint32Array.from({ length: samples.count }, (_, at) => at);
    if (await this.#each(rows, (some, answers) => file.add(some, answers))) download(file.bytes, `${this.stem}-answers.csv`);
  }

  #learned = (): void => {
    this.#score = undefined;
    void this.#ask().catch(this.#fail);
    this.dispatchEvent(new CustomEvent("learned", { detail: this.#learning?.learned ?? false }));
  };

  #tell(name: string, detail: object): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Trains on all samples, as the button does. @throws Error when there are none with answers. */
  async train(): Promise<void> {
    if (!this.#understood?.targets || !this.#learning) throw new Error(this.#t("nothingToLearn"));
    if (this.#active) throw new Error(this.#t("trainingRuns"));
    this.#failure = undefined;
    await this.#train(false);
    if (this.#failure) throw this.#failure;
  }

  /** Stops the training that runs. */
  stop(): void {
    this.#learning?.run.stop();
  }

  /** Gives the model the weights that it had before. */
  async undo(): Promise<void> {
    if (this.#learning?.learned) await this.#undo();
  }

  async #train(paused: boolean): Promise<void> {
    const { samples, targets } = this.#understood!;
    const { model } = this;
    this.#wrong = this.#notice = "";
    try {
      const learning = this.#learning!;
      const { run } = learning;
      const earlier = run.results;
      const onEpochEnd = (epoch: number, logs: Logs) => this.#tell("epoch", { epoch, logs });
      await learning.train(this.lang, samples, targets!, paused, { onEpochEnd });
      // A model without names for its classes takes those that it learned.
      const { truth } = samples;
      if (run.phase === "done" && truth?.kind === "classes" && this.#goal.kind !== "numbers" && !namesOf(this.classes, this.#classes.length)) {
        this.#rename(truth.names, this.#understood!.mapping);
      }
      if (run.phase === "done" && run.results !== earlier) this.#tell("trained", { model: this.model, before: run.results?.before, after: run.results?.after });
    } catch (error) {
      if (model === this.model) this.#fail(error);
    }
    if (model !== this.model || model.lost) return;
    this.#compile = await model.getCompileConfig().catch(() => this.#compile);
    this.#learned();
  }

  /** Prepares the form, which shows the learning rate of the file. */
  async #prepare(): Promise<void> {
    const { model } = this;
    const changed = () => this.requestUpdate();
    const learning = await Learning.of(model, this.#goal, this.#compile, changed, this.#learned);
    if (model !== this.model) return;
    this.#learning = learning;
    changed();
  }

  async #undo(): Promise<void> {
    await this.#learning!.undo().catch(this.#fail);
    this.#notice = this.#t("undone");
    this.#learned();
    this.requestUpdate();
  }

  #chosen = (event: Event): void => {
    void filesIn(chosenFiles(event)).then((files) => this.take(files), this.#fail);
  };

  #zone(): TemplateResult {
    return html`<div class="drop" data-testid="data-zone">
      ${this.#source ? "" : html`<p>${hintOf(this)}</p>`}
      <div class="row">
        <label class="file">${this.#t("chooseFile")}<input type="file" multiple data-testid="data-files" ?disabled=${this.#active} @change=${this.#chosen} /></label>
        <label class="file">${this.#t("chooseFolder")}<input type="file" webkitdirectory data-testid="data-folder" ?disabled=${this.#active} @change=${this.#chosen} /></label>
      </div>
    </div>`;
  }

  #facts(): TemplateResult | "" {
    const source = this.#source;
    if (!source) return "";
    const { samples } = this.#understood ?? {};
    const pickers = source.pickers(() => void this.read());
    return html`<div class="facts">
        <p data-testid="data-facts"><strong>${source.name}</strong>${samples ? ` · ${countLine(this.lang, samples)}` : ""}</p>
        <button data-testid="data-remove" ?disabled=${this.#active} @click=${() => this.#forget()}>${this.#t("removeData")}</button>
      </div>
      ${pickers ? html`<fieldset class="plain" ?disabled=${this.#active}><div class="form">${pickers}</div></fieldset>` : ""}
      ${samples?.notes.length ? html`<ul class="notes muted" data-testid="data-notes">${samples.notes.map((note) => html`<li>${note}</li>`)}</ul>` : ""}`;
  }

  #tested({ samples, mapping, sure, unfolded, targets, why }: Understood): TemplateResult {
    const { lang, input } = this;
    const [goal, names] = [this.#goal, this.#names];
    const { truth } = samples;
    const busy = this.#progress !== "" || this.#active;
    return html`${truth?.kind === "classes" && goal.kind !== "numbers"
        ? html`<fieldset class="plain" ?disabled=${this.#active}>
            ${mappingView(lang, truth.names, { mapping, sure, unfolded }, this.#classes, {
              change: (changed) => this.#map(samples, changed, true, unfolded),
              rename: () => this.#rename(truth.names, mapping),
            })}
          </fieldset>`
        : ""}
      ${why ? html`<p class="muted" data-testid="why">${why}</p>` : ""}
      ${this.#answers
        ? html`<div class="block">
            ${answersView(lang, { samples, input, goal, targets, ...this.#answers, names })}
            <div class="row">
              ${targets ? html`<button data-testid="test" ?disabled=${busy} @click=${() => void this.#test()}>${this.#t("testAll")}</button>` : ""}
              <button data-testid="save-answers" ?disabled=${busy} @click=${() => void this.#save()}>${this.#t("saveAnswers")}</button>
            </div>
          </div>`
        : ""}
      ${this.#score ? scoreView(lang, this.#score, samples, input, names) : ""}`;
  }

  #trained(): TemplateResult {
    const { lang } = this;
    const learning = this.#learning;
    const run = learning?.run;
    const { before, after } = run?.results ?? {};
    const brief = (score: Score) => scoreText(lang, score, "brief");
    const change = (part: Partial<LearningForm>) => {
      Object.assign(learning!.form, part);
      this.requestUpdate();
    };
    return html`<div class="block">
      <header>
        <h3>${this.#t("trainTitle")}</h3>
        <p class="muted">${this.#t("trainHint")}</p>
      </header>
      ${learning && run
        ? html`<div class="columns even">
            <div class="controls">
              ${formView(lang, learning.form, run.active, change)}
              ${learning.ended === undefined
                ? ""
                : html`<p class="muted" data-testid="ended-rate">${this.#t("endedRate", { rate: short(learning.ended) })}</p>`}
              ${controls(lang, run, { train: (paused) => void this.#train(paused) }, (speed) => this.#t("speedOf", { speed }))}
              ${after
                ? html`<p class="outcome" role="status" data-testid="outcome">
                    ${before ? this.#t("beforeAfter", { before: brief(before), after: brief(after) }) : this.#t("onlyAfter", { after: brief(after) })}
                  </p>`
                : ""}
              ${learning.learned && !run.active
                ? html`<div class="row"><button data-testid="undo-training" @click=${() => void this.#undo()}>${this.#t("undoTraining")}</button></div>
                    <p class="muted">${this.#t("tuned")}</p>`
                : ""}
            </div>
            ${curves(lang, run, this.scheme, learning.metric && (/acc/.test(learning.metric) ? this.#t("accuracy") : learning.metric))}
          </div>`
        : ""}
    </div>`;
  }

  override updated(): void {
    if (this.#understood?.targets) this.#preparing ??= this.#prepare().catch(this.#fail);
  }

  override render() {
    const understood = this.#understood;
    return html`${this.#zone()}
      ${this.#wrong ? html`<p class="wrong-line" role="alert" data-testid="data-error">${this.#wrong}</p>` : ""}
      ${this.#notice ? html`<p class="muted" role="status" data-testid="data-notice">${this.#notice}</p>` : ""}
      ${this.#facts()}
      ${this.#progress ? html`<p class="muted" data-testid="data-progress">${this.#progress}</p>` : ""}
      ${understood ? this.#tested(understood) : ""} ${understood?.targets || this.#active ? this.#trained() : ""}`;
  }
}

define("pupil-model-data", DataPanel);
