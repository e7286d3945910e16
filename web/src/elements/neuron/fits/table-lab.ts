import { LitElement, html } from "lit";
import { Table, modelFile, unpackFile, type CsvDialect, type PrepareOptions, type Prepared } from "../../../api/index.ts";
import { barStyles } from "../../shared/bars.ts";
import { confusionStyles } from "../../shared/confusion.ts";
import { define } from "../../shared/define.ts";
import { dialectView } from "../../shared/dialect.ts";
import { dropZone } from "../../shared/drop.ts";
import { choiceField, formStyles, numberField, readNumber, type NumberField } from "../../shared/fields.ts";
import { langOf, type Lang, type Values } from "../../shared/i18n.ts";
import { layout } from "../../shared/layout.ts";
import { download } from "../../shared/download.ts";
import { theme } from "../../shared/theme.ts";
import { chart, chartStyles, precise, short } from "./chart.ts";
import { MARKS, type Method } from "./marks.ts";
import { classResults, classView, lossChart, present, scoreTable, warningList, warnings, type ClassResults } from "./results.ts";
import { Runner } from "./runner.ts";
import { houses } from "./sample.ts";
import type { ScatterColumn } from "./scatter.ts";
import { styles } from "./styles.ts";
import { guessTarget, repetitions } from "./target.ts";
import { description, histograms, preview, scattered, see, strays, type Seen } from "./table-view.ts";
import type { Form, TableState } from "./table-state.ts";
import { text, type TextKey } from "./texts.ts";
import { LinearWays, LogisticWays, MOST_ITERATIONS, linear, type Rows, type Way, type Ways } from "./ways.ts";
import { WhatIf } from "./what-if.ts";

/** Samples in a batch of the network. */
const BATCH = 32;

/** The most points in the plot of predictions: more would only cover each other. */
const MOST_POINTS = 800;

/** The share of rows that may be left out before the lab offers to fill their gaps instead. */
const MOST_DROPPED = 0.1;

/** A table, its summary, and what is learned from it. Fires `keep` when there is something new to store. */
export class TableLab extends LitElement {
  static override properties = { lang: { type: String }, scheme: { type: String } };
  static override styles = [theme, layout, formStyles, barStyles, confusionStyles, chartStyles, styles];

  declare scheme: string;
  #seen: Seen | undefined;
  /** The visitor's file, and how it is read as far as the visitor said it. */
  #file: { name: string; bytes: Uint8Array; dialect?: CsvDialect | undefined } | undefined;
  #form: Form | undefined;
  /** For each column the others that say the same. */
  #repeated: ReadonlyMap<string, readonly string[]> = new Map();
  #scatter: { columns: ScatterColumn[]; classes: number[] | undefined } | undefined;
  #prepared: Prepared | undefined;
  #rate = 0;
  #shown: Method = "lbfgs";
  #class: ClassResults | undefined;
  #note = "";
  #busy = "";
  #stopped = false;
  /** The number of tables that were opened: only the last one counts. */
  #turn = 0;
  #runner = new Runner<LinearWays | LogisticWays>(() => this.requestUpdate());
  #whatIf = new WhatIf(
    () => this.requestUpdate(),
    () => this.dispatchEvent(new CustomEvent("edited")),
  );

  get #lang(): Lang {
    return langOf(this.lang);
  }

  #t(key: TextKey, values: Values = {}): string {
    return text(this.#lang, key, values);
  }

  /** The state that it is starting with. */
  #starting: TableState | undefined;
  #started: Promise<void> = Promise.resolve();

  /** Starts with the stored state, or with the example; after an earlier start. */
  async begin(kept: TableState | undefined): Promise<void> {
    this.#starting = kept;
    const before = this.#started.catch(() => {});
    this.#started = before.then(() => this.#begin(kept));
    try {
      await this.#started;
    } finally {
      if (this.#starting === kept) this.#starting = undefined;
    }
  }

  async #begin(kept: TableState | undefined): Promise<void> {
    if (!kept) return this.#example();
    await (kept.file ? this.#open(kept.file.name, kept.file.bytes, kept.file.dialect) : this.#open(this.#t("houses"), undefined));
    if (!this.#seen) return;
    this.#form = kept.form;
    await this.#look();
    if (!kept.fitted) return;
    // A form that is not allowed shows its table without a fit.
    const made = await this.#prepare().catch((error: unknown) => this.#fail(error));
    if (!made) return;
    const { ways, prepared, rate } = made;
    [this.#prepared, this.#rate] = [prepared, rate];
    Object.assign(ways.ways, kept.fitted.ways);
    Object.assign(ways, { linearFit: kept.fitted.linearFit, logisticFit: kept.fitted.logisticFit });
    this.#runner.ways = ways;
    this.#suppose(ways, kept.row);
    await this.#show();
  }

  /** Offers a row to fill in for the model that was fitted. */
  #suppose({ linearFit, logisticFit, ways, samples }: Ways, row?: Record<string, string>): void {
    const fit = linearFit ?? logisticFit;
    if (!fit || !this.#prepared || !this.#seen) return;
    const scores = samples.test.y.length ? ways.closed?.test : ways.closed?.train;
    this.#whatIf.use(this.#seen, this.#prepared, fit, scores && "rmse" in scores ? scores.rmse : undefined, row);
  }

  end(): void {
    this.#runner.reset();
    this.#seen?.table.dispose();
    this.#seen = undefined;
  }

  /** The state to go on from; undefined before there is a table. */
  get state(): TableState | undefined {
    if (this.#starting) return this.#starting;
    if (!this.#form) return undefined;
    const { ways } = this.#runner;
    const fitted = ways && { ways: ways.ways, linearFit: ways.linearFit, logisticFit: ways.logisticFit };
    return { file: this.#file, form: this.#form, fitted, row: this.#whatIf.row };
  }

  #fail(error: unknown): void {
    this.#note = error instanceof Error ? error.message : String(error);
    this.requestUpdate();
  }

  /** @throws Error when it cannot be opened, which happens only if code could not be loaded. */
  async #example(): Promise<void> {
    await this.#open(this.#t("houses"), undefined);
    if (this.#seen) return void (await this.#fit());
    const why = this.#note;
    this.#note = "";
    throw new Error(why);
  }

  /** Reads the table that the visitor gives. */
  async take(files: File[]): Promise<void> {
    await this.#started.catch(() => {});
    const [file] = files;
    if (!file) return;
    if (files.length > 1) {
      this.#fail(new Error(this.#t("notCsv", { name: file.name, count: files.length })));
      return;
    }
    try {
      await this.#open(file.name, await unpackFile(file));
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Reads a table; without bytes the example. */
  async #open(name: string, bytes: Uint8Array | undefined, dialect?: CsvDialect): Promise<void> {
    const turn = ++this.#turn;
    this.#note = "";
    this.#busy = this.#t("reading", { name });
    this.requestUpdate();
    try {
      const table = await Table.fromCsv(bytes ?? houses(), { name, ...dialect });
      const [seen, repeated] = await Promise.all([see(table), repetitions(table)]);
      if (turn !== this.#turn) {
        // A later file was given meanwhile.
        table.dispose();
        return;
      }
      this.#runner.reset();
      this.#whatIf.drop(true);
      this.#seen?.table.dispose();
      [this.#seen, this.#file, this.#prepared, this.#class] = [seen, bytes && { name, bytes, dialect }, undefined, undefined];
      this.#repeated = repeated;
      this.#form = this.#defaults(table, bytes === undefined);
      await this.#look();
    } catch (error) {
      // The current table stays.
      if (turn === this.#turn) this.#fail(error);
    } finally {
      if (turn === this.#turn) this.#busy = "";
      this.requestUpdate();
    }
  }

  #defaults(table: Table, example: boolean): Form {
    const usable = table.columns.filter(({ missing }) => missing < table.rows);
    const target = guessTarget(usable.map(({ name }) => name), this.#repeated);
    const features = this.#usual(target).filter((name) => !example || name !== "sold_fast");
    return {
      target,
      features,
      task: "auto",
      missing: "drop",
      standardize: this.#numeric(features),
      dropFirst: false,
      testSize: "0.2",
      seed: "7",
      C: "1",
      steps: "200",
    };
  }

  /** Columns that can be features: those with values and not too many different texts. */
  #offered(target: string) {
    const many = (name: string) => {
      const summary = this.#seen?.summaries.find((summary) => summary.name === name);
      return summary?.kind === "category" && summary.unique > 50;
    };
    const columns = this.#seen?.table.columns ?? [];
    return columns.filter(({ name, missing }) => name !== target && missing < this.#seen!.table.rows && !many(name));
  }

  /** The features that are chosen at first: a column that repeats the target would give the answer away. */
  #usual(target: string): string[] {
    const same = this.#repeated.get(target) ?? [];
    return this.#offered(target).map(({ name }) => name).filter((name) => !same.includes(name));
  }

  /** The numeric ones among some columns. */
  #numeric(names: readonly string[]): string[] {
    const numbers = this.#seen?.table.columns.filter(({ kind }) => kind === "number").map(({ name }) => name) ?? [];
    return names.filter((name) => numbers.includes(name));
  }

  /** Draws the scatter matrix of the chosen columns. */
  async #look(): Promise<void> {
    const { target, features } = this.#form!;
    const seen = this.#seen!;
    try {
      const scatter = await scattered(seen, target, features);
      if (seen === this.#seen) this.#scatter = scatter;
    } catch (error) {
      // Another table may have taken its place meanwhile.
      if (seen === this.#seen) throw error;
    }
    this.requestUpdate();
  }

  /** Sets another target, with all other columns as features. */
  #retarget(target: string): void {
    const features = this.#usual(target);
    this.#change({ target, features, standardize: this.#numeric(features) });
  }

  #change(part: Partial<Form>): void {
    this.#form = { ...this.#form!, ...part };
    if (part.target || part.task) {
      // Results for another target would look like answers for this one.
      this.#runner.reset();
      this.#whatIf.drop(false);
      this.#class = this.#prepared = undefined;
    }
    if (part.target || part.features) void this.#look().catch((error: unknown) => this.#fail(error));
    this.requestUpdate();
  }

  #field(key: "testSize" | "seed" | "C" | "steps"): NumberField {
    const limits = {
      testSize: { label: this.#t("testSize"), whole: false, low: 0, high: 0.9 },
      seed: { label: this.#t("seed"), whole: true, low: 0, high: 1e9 },
      C: { label: this.#t("penaltyC"), whole: false, low: 0, high: 1e9 },
      steps: { label: this.#t("steps"), whole: true, low: 1, high: 100_000 },
    };
    return { ...limits[key], testid: `table-${key.toLowerCase()}` };
  }

  #number(key: "testSize" | "seed" | "C" | "steps"): number {
    return readNumber(this.#lang, this.#field(key), this.#form![key]);
  }

  /** The ways for the form's settings, not yet started, and the rows they are for. */
  async #prepare(): Promise<{ ways: LinearWays | LogisticWays; prepared: Prepared; rate: number }> {
    const { target, features, task, missing, standardize, dropFirst } = this.#form!;
    if (!features.length) throw new Error(this.#t("noFeature"));
    const options: PrepareOptions = {
      target,
      features,
      missing,
      standardize: standardize.filter((name) => features.includes(name)),
      dropFirst,
      testSize: this.#number("testSize"),
      seed: this.#number("seed"),
    };
    if (task !== "auto") options.task = task;
    const C = this.#number("C");
    const prepared = await this.#seen!.table.prepare(options);
    const classes = prepared.classes?.length ?? 0;
    const samples = { train: prepared.train, test: prepared.test, classes };
    // The mean square of a row bounds the steepest slope: half of that rate cannot diverge, and for log loss four times
    // as much.
    const { data, shape } = prepared.train.x;
    const square = data.reduce((sum, value) => sum + value * value, 0) / shape[0] + 1;
    const rate = (classes ? 2 : 0.5) / square;
    const how = { rate, batchSize: BATCH, C, seed: 3 };
    return { prepared, rate, ways: classes ? new LogisticWays(samples, how) : new LinearWays(samples, how) };
  }

  /** Fits what the form asks for; returns whether it finished. */
  async #fit(): Promise<boolean> {
    this.#note = "";
    this.#class = undefined;
    this.#stopped = false;
    try {
      const steps = this.#number("steps");
      const seen = this.#seen;
      const { ways, prepared, rate } = await this.#prepare();
      // Another table may have been dropped meanwhile.
      if (this.#seen !== seen) {
        ways.dispose();
        return false;
      }
      // The results on screen belong to the ways and the rows they were fitted to: drop the earlier ones now.
      this.#runner.reset();
      this.#whatIf.drop(false);
      [this.#prepared, this.#rate, this.#shown] = [prepared, rate, ways instanceof LogisticWays ? "lbfgs" : "closed"];
      if (await this.#runner.start(ways)) {
        this.#suppose(ways);
        await this.#show();
        await this.#runner.run(steps);
        if (this.#runner.ways !== ways) return false;
        this.#stopped = this.#runner.done < steps;
        await this.#show();
        return true;
      }
    } catch (error) {
      this.#fail(error);
    }
    return false;
  }

  /** Fits what the visitor asks for, and stores the result. */
  async #fitAsked(): Promise<void> {
    if (await this.#fit()) this.dispatchEvent(new CustomEvent("keep"));
  }

  /** Shows counts and curves of the chosen way. */
  async #show(): Promise<void> {
    const { ways } = this.#runner;
    const classes = this.#prepared?.classes;
    if (ways && classes && !ways.ways[this.#shown]) this.#shown = "lbfgs";
    const way = ways?.ways[this.#shown];
    if (ways && way && classes) this.#class = await classResults(this.#shown, way, this.#rows(ways), classes.length, classes);
    this.requestUpdate();
  }

  /** The rows for the figures: the test rows, if there are any. */
  #rows(ways: Ways): Rows {
    return ways.samples.test.y.length ? ways.samples.test : ways.samples.train;
  }

  #save(): void {
    const { ways } = this.#runner;
    const fit = ways?.linearFit ?? ways?.logisticFit;
    if (!fit || !this.#prepared) return;
    download(new TextEncoder().encode(modelFile(this.#prepared, fit)), "regression.json");
  }

  override render() {
    const t = this.#t.bind(this);
    const seen = this.#seen;
    return html`<section aria-labelledby="table-title">
      <header>
        <h2 id="table-title">${t("tableTitle")}</h2>
        <p class="muted">${t("tableIntro")}</p>
      </header>
      ${dropZone({
        hint: t("dropCsv"),
        choose: t("choose"),
        testid: "csv",
        accept: ".csv,.tsv,.txt,.gz",
        take: (files) => void this.take(files),
        content: html`<div class="row">
          <button data-testid="example-table" @click=${() => void this.#example().catch((error: unknown) => this.#fail(error))}>${t("example")}</button>
          <span class="muted" role="status" data-testid="table-size"
            >${this.#busy || (seen ? `${seen.table.name}: ${t("size", { rows: seen.table.rows, columns: seen.table.columns.length })}` : "")}</span
          >
        </div>`,
      })}
      ${this.#note ? html`<p class="note" role="alert" data-testid="table-note">${this.#note}</p>` : ""}
      ${seen && this.#form
        ? html`${this.#file ? dialectView(this.#lang, seen.table.dialect, (dialect) => void this.#open(this.#file!.name, this.#file!.bytes, dialect)) : ""}
            ${warningList(strays(this.#lang, seen))} ${preview(this.#lang, seen)} ${this.#formView(this.#form)}
            ${this.#whatIf.view(this.#lang, this.#form.target)} ${this.#results()} ${description(this.#lang, seen)}
            ${histograms(this.#lang, seen)} ${this.#scatterView()}`
        : ""}
    </section>`;
  }

  #scatterView() {
    const columns = this.#scatter?.columns ?? [];
    if (columns.length < 2) return "";
    const label = this.#t("scatterLabel", { columns: columns.map(({ name }) => name).join(", ") });
    return html`<div class="stack">
      <h3>${this.#t("scatter")}</h3>
      <pupil-scatter .columns=${columns} .classes=${this.#scatter?.classes} label=${label} scheme=${this.scheme ?? ""}></pupil-scatter>
    </div>`;
  }

  #formView(form: Form) {
    const t = this.#t.bind(this);
    const { running, starting, done, total } = this.#runner;
    const busy = running || starting;
    const number = (key: "testSize" | "seed" | "C" | "steps") =>
      numberField(this.#field(key), form[key], busy, (value) => this.#change({ [key]: value }));
    const columns = this.#seen!.table.columns;
    const offered = this.#offered(form.target).map(({ name }) => name);
    const skipped = columns.map(({ name }) => name).filter((name) => name !== form.target && !offered.includes(name));
    const same = this.#repeated.get(form.target) ?? [];
    const toggled = (names: string[], name: string, on: boolean) => {
      const order = columns.map((column) => column.name);
      const chosen = on ? [...names, name] : names.filter((other) => other !== name);
      return chosen.sort((a, b) => order.indexOf(a) - order.indexOf(b));
    };
    /** Columns with check boxes. */
    const boxes = (key: "features" | "standardize", testid: string, names: string[]) => html`<fieldset class="wide" data-testid=${testid}>
      <legend>${t(key)}</legend>
      ${names.map(
        (name) => html`<label class="radio"
          ><input type="checkbox" .checked=${form[key].includes(name)} ?disabled=${busy} data-feature=${name}
            @change=${(event: Event) =>
              this.#change({ [key]: toggled(form[key], name, (event.target as HTMLInputElement).checked) })} />${name}</label
        >`,
      )}
    </fieldset>`;
    const progress = starting ? this.#solving() : running ? t("fitting", { step: done, steps: total }) : this.#stopped ? t("fitStopped") : "";
    return html`<div class="stack" data-testid="table-form">
      <h3>${t("choose_")}</h3>
      <div class="form">
        ${choiceField(t("target"), "table-target", columns.map(({ name }) => [name, name] as const), form.target, busy, (target) =>
          this.#retarget(target),
        )}
        ${boxes("features", "table-features", offered)}
      </div>
      <details class="more" data-testid="table-more">
        <summary>${t("more")}</summary>
        <div class="form">
          ${choiceField(
            t("task"),
            "table-task",
            [["auto", t("taskAuto")], ["regression", t("regression")], ["classification", t("classification")]] as const,
            form.task,
            busy,
            (task) => this.#change({ task }),
          )}
          ${boxes("standardize", "table-standardize", this.#numeric(form.features))}
          ${choiceField(
            t("missing"),
            "table-missing",
            [["drop", t("drop")], ["mean", t("mean")], ["median", t("median")]] as const,
            form.missing,
            busy,
            (missing) => this.#change({ missing }),
          )}
          ${number("testSize")} ${number("seed")} ${number("C")} ${number("steps")}
          <label class="radio wide"
            ><input type="checkbox" data-testid="table-drop-first" .checked=${form.dropFirst} ?disabled=${busy}
              @change=${(event: Event) => this.#change({ dropFirst: (event.target as HTMLInputElement).checked })} />${t("dropFirst")}</label
          >
        </div>
      </details>
      ${same.length ? html`<p class="muted" data-testid="table-repeats">${t("repeatsTarget", { names: same.join(", ") })}</p>` : ""}
      ${skipped.length ? html`<p class="muted">${t("skippedColumns", { names: skipped.join(", ") })}</p>` : ""}
      ${form.missing === "drop" ? "" : html`<p class="muted">${t("fillHint")}</p>`}
      <div class="row buttons">
        <button class="primary" data-testid="table-fit" ?disabled=${busy} @click=${() => void this.#fitAsked()}>${t("fit")}</button>
        <button data-testid="table-stop" ?disabled=${!busy} @click=${() => this.#runner.stop()}>${t("stop")}</button>
        <button data-testid="table-save" title=${t("saveHint")} ?disabled=${busy || !this.#runner.ways} @click=${() => this.#save()}>${t("saveModel")}</button>
      </div>
      <div class="progress">
        <progress max="1" .value=${starting ? (this.#runner.next?.solving?.iterations ?? 0) / MOST_ITERATIONS : total ? done / total : 0} aria-label=${t("fit")}></progress>
        <p class="muted" role="status" data-testid="table-progress">${progress}</p>
      </div>
    </div>`;
  }

  /** Which solver is at work, and how far it is. */
  #solving(): string {
    const solving = this.#runner.next?.solving;
    return solving ? this.#t("solvingBy", { method: this.#t(solving.method), step: solving.iterations, steps: MOST_ITERATIONS }) : this.#t("solving");
  }

  #results() {
    const { ways } = this.#runner;
    const prepared = this.#prepared;
    if (!ways || !prepared) return "";
    const t = this.#t.bind(this);
    const counts = [t("partsUsed", { train: prepared.train.y.length, test: prepared.test.y.length })];
    if (prepared.dropped) counts.push(t("droppedRows", { count: prepared.dropped }));
    const hint = (method: Method) => {
      const rate = method === "descent" || method === "dense" ? ` (${t("learningRate").toLowerCase()} ${short(this.#rate)})` : "";
      return t(`${method}Hint` as TextKey, { batch: BATCH }) + rate;
    };
    return html`<div class="stack" data-testid="table-results">
      <p class="muted" data-testid="table-counts">
        ${counts.join(" ")}
        ${prepared.dropped > MOST_DROPPED * this.#seen!.table.rows
          ? html`<button
              class="link"
              data-testid="table-fill"
              @click=${() => {
                this.#change({ missing: "median" });
                void this.#fitAsked();
              }}
            >
              ${t("fillInstead")}
            </button>`
          : ""}
      </p>
      ${warningList(warnings(this.#lang, ways, prepared.names))} ${scoreTable(this.#lang, ways, hint)}
      <div class="pair">
        <div>${this.#coefficients(ways, prepared)}</div>
        <div>
          <h3>${t("lossChart")}</h3>
          ${lossChart(this.#lang, ways)} ${prepared.classes ? "" : this.#predictions(ways)}
        </div>
      </div>
      ${prepared.classes ? this.#classes(ways, prepared.classes) : ""}
    </div>`;
  }

  /** A row for each column, with a value for each way, or for each class of the shown way. */
  #coefficients(ways: Ways, { names, classes }: Prepared) {
    const t = this.#t.bind(this);
    const shown = present(ways).filter(([method]) => method !== "squares");
    const several = classes && classes.length > 2;
    const own = shown.find(([method]) => method === this.#shown) ?? shown[0]!;
    const heads = several ? classes : shown.map(([method]) => t(method));
    const row = (at: number): number[] =>
      several
        ? own[1].coef.map((weights, k) => weights[at] ?? own[1].intercept[k]!)
        : shown.map(([, way]: [Method, Way]) => way.coef[0]![at] ?? way.intercept[0]!);
    return html`<h3>${t("weightsOf")}${several ? `: ${t(own[0])}` : ""}</h3>
      <div class="scroll" tabindex="0" role="region" aria-label=${t("weightsOf")}>
        <table class="figures" data-testid="coefficients">
          <thead>
            <tr>
              <th scope="col">${t("column")}</th>
              ${heads.map((name) => html`<th scope="col">${name}</th>`)}
            </tr>
          </thead>
          <tbody>
            ${[...names, t("intercept")].map(
              (name, at) => html`<tr>
                <th scope="row">${name}</th>
                ${row(at).map((value) => html`<td>${precise(value)}</td>`)}
              </tr>`,
            )}
          </tbody>
        </table>
      </div>`;
  }

  #predictions(ways: Ways) {
    const t = this.#t.bind(this);
    const way = ways.ways.closed!;
    const points = ({ x, y }: Rows) => {
      const predicted = linear(x, way.coef[0]!, way.intercept[0]!);
      const every = Math.max(1, Math.ceil(y.length / MOST_POINTS));
      return Array.from(y, (value, at): [number, number] => [value, predicted[at]!]).filter((_, at) => at % every === 0);
    };
    const { train, test } = ways.samples;
    const all = [...points(train), ...points(test)].map(([value]) => value);
    const [low, high] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
    const r2 = way.test && "r2" in way.test ? short(way.test.r2) : "–";
    return html`<h3>${t("predictedTrue")}</h3>
      ${chart({
        label: t("predictedLabel", { target: this.#form!.target, r2 }),
        testid: "predicted-true",
        x: `${this.#form!.target}, ${t("trueValue")}`,
        y: t("predicted"),
        dots: [
          { name: t("trainScore"), colour: MARKS.closed.colour, hollow: false, points: points(train) },
          { name: t("testScore"), colour: MARKS.descent.colour, hollow: true, points: points(test) },
        ],
        lines: [{ name: `${t("predicted")} = ${t("trueValue")}`, colour: "var(--muted)", dash: "4 4", points: [[low, low], [high, high]] }],
      })}`;
  }

  #classes(ways: Ways, names: readonly string[]) {
    const t = this.#t.bind(this);
    const methods = present(ways).map(([method]) => [method, t(method)] as const);
    const part = ways.samples.test.y.length ? t("testScore") : t("trainScore");
    return html`<div class="form">
        ${choiceField(t("resultsOf"), "table-shown", methods, this.#shown, false, (method) => {
          this.#shown = method;
          void this.#show();
        })}
      </div>
      ${this.#class ? classView(this.#lang, part, this.#class, names) : ""}`;
  }
}

define("pupil-table-lab", TableLab);
