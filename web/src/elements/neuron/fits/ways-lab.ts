import { LitElement, html, type PropertyValues } from "lit";
import { confusionStyles } from "../../shared/confusion.ts";
import { define } from "../../shared/define.ts";
import { choiceField, formStyles, numberField, readNumber, type NumberField } from "../../shared/fields.ts";
import { langOf, type Lang, type Values } from "../../shared/i18n.ts";
import { layout } from "../../shared/layout.ts";
import { theme } from "../../shared/theme.ts";
import { chartStyles, precise, thinned } from "./chart.ts";
import { boundaries, path } from "./contour.ts";
import { MARKS, type Method } from "./marks.ts";
import type { PlaneLine, Shade } from "../plane.ts";
import { allRows, classResults, classView, lossChart, present, scoreTable, warningList, warnings, type ClassResults } from "./results.ts";
import { Runner } from "./runner.ts";
import { EDGE, TEST_SHARE, featureNames, features, isTest, setKind, type Point, type SetName } from "../sets.ts";
import { styles } from "./styles.ts";
import "./surface.ts";
import { text, type TextKey } from "./texts.ts";
import { LinearWays, LogisticWays, classValues, matrixOf, type Progress, type Rows, type Samples, type Way } from "./ways.ts";

/** Grid points across the plane at which probabilities are computed. */
const GRID = 81;

/** Samples in a batch of the network. */
const BATCH = 8;

/** Steps that run without being asked for: enough to see the lines move. */
const FIRST_STEPS = 60;

/** The stored state. */
export interface WaysState {
  degree: number;
  rate: string;
  steps: string;
  /** The progress of gradient descent and of the network. */
  descent?: Progress;
  dense?: Progress;
}

/** Learning rates that suit each degree, for numbers and for classes. */
const RATES: Record<number, [string, string]> = { 1: ["0.05", "0.5"], 2: ["0.02", "0.1"], 3: ["0.002", "0.01"] };

/** What the ways draw on the plane of points. */
export interface Drawn {
  lines: PlaneLine[];
  shade: Shade | undefined;
}

/**
 * Classical ways to fit the points: solved at once, by gradient descent, as a network of one neuron. Fires `drawn` with
 * {@link Drawn} for the plane, `moved` when a run moves on, and `keep` when there is something new to store.
 */
export class WaysLab extends LitElement {
  static override properties = { lang: { type: String }, scheme: { type: String } };
  static override styles = [theme, layout, formStyles, confusionStyles, chartStyles, styles];

  declare scheme: string;
  #set: SetName = "noisy";
  #points: readonly Point[] = [];
  #share = TEST_SHARE;
  #degree = 1;
  #rate = "0.05";
  /** The last valid learning rate, for whatever needs one. */
  #readRate = 0.05;
  #steps = String(FIRST_STEPS);
  #shown: Method = "lbfgs";
  #shade: Shade | undefined;
  #lines: PlaneLine[] = [];
  #class: ClassResults | undefined;
  #note = "";
  /** The settings of the points that were fitted. The form may already differ. */
  #fitted: { set: SetName; degree: number } = { set: this.#set, degree: this.#degree };
  #refitting = false;
  #again = false;
  #drawn = 0;
  #runner = new Runner<LinearWays | LogisticWays>(() => this.#changed());

  get #lang(): Lang {
    return langOf(this.lang);
  }

  #t(key: TextKey, values: Values = {}): string {
    return text(this.#lang, key, values);
  }

  get #classes(): number {
    return setKind(this.#set).classes;
  }

  /** Takes the points, of which a `share` is for testing; `done` is false while one is dragged. */
  async use(set: SetName, points: readonly Point[], share: number, done: boolean): Promise<void> {
    if (this.#set !== set) {
      [this.#set, this.#degree, this.#shown] = [set, setKind(set).degree, "lbfgs"];
      this.#rate = this.#usualRate;
    }
    const same = this.#points === points && this.#share === share;
    [this.#points, this.#share] = [points, share];
    if (same && (this.#runner.ways || this.#runner.starting)) return;
    await this.#refit();
    if (done) await this.#run(FIRST_STEPS);
  }

  /** Starts with points and perhaps with the stored state for them. */
  async begin(set: SetName, points: readonly Point[], share: number, kept: WaysState | undefined, file: Uint8Array): Promise<void> {
    [this.#set, this.#points, this.#share] = [set, points, share];
    this.#degree = setKind(set).degree;
    this.#rate = this.#usualRate;
    if (kept) {
      [this.#degree, this.#rate, this.#steps] = [kept.degree, kept.rate, kept.steps];
      this.#readRate = Number(this.#usualRate);
    }
    await this.#refit();
    const { ways } = this.#runner;
    if (kept?.descent && kept.dense && ways instanceof LinearWays) {
      const { signal } = this.#runner;
      await ways.resume(file, kept.descent, kept.dense, signal).catch((error: unknown) => {
        if (!signal.aborted) throw error;
      });
      this.#changed();
    } else {
      // Nothing is stored that the visitor did not ask for.
      void this.#go(FIRST_STEPS);
    }
  }

  /** Stops what runs and frees the engine's memory. */
  end(): void {
    this.#runner.reset();
  }

  /** The state to store. */
  async state(): Promise<{ state: WaysState; file: Uint8Array }> {
    const { ways } = this.#runner;
    const file = ways instanceof LinearWays ? await ways.file() : new Uint8Array();
    // The points may have changed meanwhile.
    if (ways !== this.#runner.ways) return this.state();
    const state: WaysState = {
      degree: this.#degree,
      rate: this.#rate,
      steps: this.#steps,
    };
    for (const method of ["descent", "dense"] as const) {
      const way = ways?.ways[method];
      // A way that diverged has nothing to continue from.
      if (way && !way.stopped) state[method] = { losses: way.losses, steps: way.steps, path: way.path };
    }
    return { state, file };
  }

  #keep(): void {
    this.dispatchEvent(new CustomEvent("keep"));
  }

  #changed(): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("moved"));
    void this.#draw();
  }

  get running(): boolean {
    return this.#runner.running;
  }

  /** True while the ways are being started. */
  get busy(): boolean {
    return this.#runner.starting || !this.#runner.ways;
  }

  /** Steps of the current run that are done, and in all. */
  get progress(): { done: number; total: number } {
    return { done: this.#runner.done, total: this.#runner.total };
  }

  /** The losses of the way that goes step by step. */
  get losses(): readonly number[] {
    return this.#runner.ways?.ways.descent?.losses ?? [];
  }

  /** Does `steps` steps, by default as many as the form says. */
  run(steps?: number): void {
    void this.#run(steps);
  }

  stop(): void {
    this.#runner.stop();
  }

  /** Starts again from weights of 0. */
  reset(): void {
    void this.#refit().then(() => this.#keep());
  }

  #show(): void {
    const [lines, shade] = [this.#lines, this.#shade];
    this.dispatchEvent(new CustomEvent<Drawn>("drawn", { detail: { lines, shade } }));
    this.requestUpdate();
  }

  #rateField(): NumberField {
    return { label: this.#t("learningRate"), whole: false, low: 0, high: 100, testid: "plane-rate" };
  }

  /** The learning rate that suits the current choices. */
  get #usualRate(): string {
    return RATES[this.#degree]![this.#classes ? 1 : 0];
  }

  /** Reads the learning rate. @throws Error when it is not one. */
  #takeRate(): void {
    this.#readRate = readNumber(this.#lang, this.#rateField(), this.#rate);
  }

  #stepsField(): NumberField {
    return { label: this.#t("steps"), whole: true, low: 1, high: 100_000, testid: "plane-steps" };
  }

  /** The features of a point for the ways. */
  get #see(): (x: number, y: number) => number[] {
    return features(this.#fitted.set, this.#fitted.degree);
  }

  /** The points as rows, or a message if there are too few. */
  #samples(): Samples | string {
    const classes = this.#classes && Math.max(this.#classes, ...this.#points.map(({ label }) => label + 1));
    const see = this.#see;
    const rows = (test: boolean): Rows => {
      const some = this.#points.filter((_, at) => isTest(at, this.#share) === test);
      const x = some.map(({ x, y }) => see(x, y));
      return { x: matrixOf(x, see(0, 0).length), y: Float64Array.from(some, ({ y, label }) => (classes ? label : y)) };
    };
    const [train, test] = [rows(false), rows(true)];
    if (!classes && train.y.length < 2) return this.#t("fewPoints", { need: 2 });
    for (let k = 0; k < classes; k += 1) if (!train.y.includes(k)) return this.#t("fewClasses");
    return { train, test, classes };
  }

  /** Fits again. Of several requests during a fit, only the last one counts. */
  async #refit(): Promise<void> {
    if (this.#refitting) {
      this.#again = true;
      return;
    }
    this.#refitting = true;
    try {
      do {
        this.#again = false;
        await this.#refitOnce();
      } while (this.#again);
    } finally {
      this.#refitting = false;
    }
  }

  async #refitOnce(): Promise<void> {
    this.#runner.reset();
    this.#fitted = { set: this.#set, degree: this.#degree };
    const samples = this.#samples();
    this.#note = "";
    if (typeof samples === "string") {
      this.#note = samples;
      this.#changed();
      return;
    }
    try {
      this.#takeRate();
    } catch (error) {
      this.#note = (error as Error).message;
    }
    try {
      const options = { rate: this.#readRate, batchSize: BATCH, C: 1, seed: 3 };
      await this.#runner.start(samples.classes ? new LogisticWays(samples, options) : new LinearWays(samples, options));
    } catch (error) {
      this.#note = error instanceof Error ? error.message : String(error);
    }
    this.#changed();
  }

  /** Draws lines, boundaries and shading for the current state of the ways. */
  async #draw(): Promise<void> {
    const turn = ++this.#drawn;
    const { ways } = this.#runner;
    if (!ways) {
      [this.#lines, this.#shade, this.#class] = [[], undefined, undefined];
      this.#show();
      return;
    }
    const see = this.#see;
    const { classes } = ways.samples;
    if (!classes) {
      const places = Array.from({ length: 61 }, (_, at) => (at / 30 - 1) * EDGE);
      const height = (way: Way, x: number) =>
        see(x, 0).reduce((sum, value, k) => sum + value * way.coef[0]![k]!, way.intercept[0]!);
      const lines = present(ways).map(([method, way]): PlaneLine => {
        const points = places.map((x): [number, number] => [x, height(way, x)]);
        return { name: this.#t(method), ...MARKS[method], points: points.filter(([, y]) => Number.isFinite(y) && Math.abs(y) < 99) };
      });
      // The closed form's line is drawn first; the others end up on top of it.
      [this.#lines, this.#shade, this.#class] = [lines, undefined, undefined];
      this.#show();
      return;
    }
    const side = Array.from({ length: GRID }, (_, at) => (2 * EDGE * at) / (GRID - 1) - EDGE);
    const grid = matrixOf(side.toReversed().flatMap((y) => side.map((x) => see(x, y))), see(0, 0).length);
    const lines: PlaneLine[] = [];
    let shade: Shade | undefined;
    for (const [method, way] of present(ways)) {
      if (method === "newton") continue;
      const values = await classValues(method, grid, way, classes);
      const name = this.#t(method);
      lines.push({ name, ...MARKS[method], path: path(boundaries(GRID, values, classes), 600) });
      if (method === this.#shown) shade = { side: GRID, classes, values };
    }
    const way = ways.ways[this.#shown];
    const names = this.#classNames(classes);
    const results = way && (await classResults(this.#shown, way, allRows(ways.samples), classes, names));
    // A later drawing is newer.
    if (turn !== this.#drawn) return;
    [this.#lines, this.#shade, this.#class] = [lines, shade, results];
    this.#show();
  }

  #classNames(classes: number): string[] {
    return Array.from({ length: classes }, (_, label) => this.#t("classNumber", { label }));
  }

  async #run(steps?: number): Promise<void> {
    if (await this.#go(steps)) this.#keep();
  }

  /** Does `steps` steps, by default the form's; returns whether it could. */
  async #go(steps?: number): Promise<boolean> {
    this.#note = "";
    try {
      this.#takeRate();
      const count = steps ?? readNumber(this.#lang, this.#stepsField(), this.#steps);
      await this.#runner.run(count);
      return true;
    } catch (error) {
      this.#note = error instanceof Error ? error.message : String(error);
      this.requestUpdate();
      return false;
    }
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has("lang") && changed.get("lang") !== undefined) void this.#draw();
  }

  override render() {
    const { ways } = this.#runner;
    return html`<p class="muted">${this.#t("waysIntro")}</p>
      ${this.#controls()} ${this.#note ? html`<p class="note" role="status" data-testid="plane-note">${this.#note}</p>` : ""}
      ${ways
        ? html`${scoreTable(this.#lang, ways, (method) => this.#hint(method))}
            ${warningList(warnings(this.#lang, ways, featureNames(this.#fitted.set, this.#fitted.degree)))} ${this.#weights(ways)}
            ${this.#surfaced ? "" : lossChart(this.#lang, ways)} ${this.#more(ways)}`
        : ""}`;
  }

  #hint(method: Method): string {
    return this.#t(`${method}Hint` as TextKey, { batch: BATCH });
  }

  #controls() {
    const t = this.#t.bind(this);
    const { running, ways } = this.#runner;
    const limit = this.#set === "twins" ? 1 : 3;
    const methods = ways ? present(ways).map(([method]) => [method, t(method)] as const) : [];
    return html`<div class="form ways-form">
      ${choiceField(
        t("degree"),
        "degree",
        Array.from({ length: limit }, (_, at) => [String(at + 1), String(at + 1)] as const),
        String(this.#degree),
        false,
        (value) => {
          this.#degree = Number(value);
          this.#rate = this.#usualRate;
          void this.#refit().then(() => this.#keep());
        },
      )}
      ${numberField(this.#rateField(), this.#rate, running, (value) => {
        this.#rate = value;
        void this.#refit();
      })}
      ${numberField(this.#stepsField(), this.#steps, running, (value) => (this.#steps = value))}
      ${ways?.samples.classes
        ? choiceField(t("shading"), "shown", methods, this.#shown, false, (method) => {
            this.#shown = method;
            void this.#draw();
          })
        : ""}
    </div>`;
  }

  /** True if there is one slope and one intercept, whose error is a surface. */
  get #surfaced(): boolean {
    const { set, degree } = this.#fitted;
    return !setKind(set).classes && degree === 1 && set !== "twins";
  }

  /** The weights of all ways side by side. */
  #weights(ways: LinearWays | LogisticWays) {
    if (ways.samples.classes) return "";
    const names = featureNames(this.#fitted.set, this.#fitted.degree);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${this.#t("weightsOf")}>
      <table class="figures" data-testid="plane-weights">
        <thead>
          <tr>
            <th scope="col">${this.#t("weightsOf")}</th>
            ${names.map((name) => html`<th scope="col">${name}</th>`)}
            <th scope="col">${this.#t("intercept")}</th>
          </tr>
        </thead>
        <tbody>
          ${present(ways).map(
            ([method, way]) => html`<tr>
              <th scope="row">${this.#t(method)}</th>
              ${[...way.coef[0]!, way.intercept[0]!].map((value) => html`<td>${precise(value)}</td>`)}
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #more(ways: LinearWays | LogisticWays) {
    const t = this.#t.bind(this);
    if (!ways.samples.classes) {
      if (!this.#surfaced) return "";
      const train = this.#points.filter((_, at) => !isTest(at, this.#share));
      const [best, descent, dense] = (["closed", "descent", "dense"] as const).map((method) => ways.ways[method]);
      const paths = ([["dense", dense], ["descent", descent]] as const).flatMap(([method, way]) =>
        way ? [{ name: t(method), ...MARKS[method], points: thinned(way.path).filter((place) => place.every((v) => Math.abs(v) < 1e4)) }] : [],
      );
      return html`<div class="pair">
        <div>
          <h3>${t("lossChart")}</h3>
          ${lossChart(this.#lang, ways)}
        </div>
        <div>
          <h3>${t("surface")}</h3>
          <pupil-surface
          .x=${train.map(({ x }) => x)}
          .y=${train.map(({ y }) => y)}
          .best=${[best!.coef[0]![0]!, best!.intercept[0]!]}
          .paths=${paths}
          lang=${this.#lang}
        ></pupil-surface>
          <p class="muted">${t("surfaceHint")}</p>
        </div>
      </div>`;
    }
    return html`${this.#class
        ? classView(this.#lang, `${t("trainScore")} + ${t("testScore")}`, this.#class, this.#classNames(ways.samples.classes))
        : ""}
      <div class="remark" data-testid="remark">
        <h3>${t("remark")}</h3>
        <p>${t("remarkText")}</p>
      </div>`;
  }
}

define("pupil-ways-lab", WaysLab);
