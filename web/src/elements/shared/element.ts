import { LitElement, html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import type { Logs } from "../../api/index.ts";
import { Achievements } from "./achievements.ts";
import { removeFace, showFace, start, waits } from "./face.ts";
import { GoalProgress, readGoal } from "./goal.ts";
import { langOf, translator, type Lang } from "./i18n.ts";
import { Surroundings } from "./surroundings.ts";
import { text as sharedText } from "./texts.ts";

const text = translator({
  unknownTheme: ["theme is “{value}”; expected “light” or “dark”.", "theme 的值“{value}”不可用，应为 light 或 dark。"],
  unknownLoading: ["loading is “{value}”; expected “lazy”, “eager” or “click”.", "loading 的值“{value}”不可用，应为 lazy、eager 或 click。"],
  badResults: ["results is “{value}”; expected “file” or an address.", "results 的值“{value}”不可用，应为 file 或一个地址。"],
  badGoal: [
    "goal is “{value}”; expected a metric, a comparison and a number, such as “accuracy > 0.95”.",
    "goal 的值“{value}”不可用，应为指标、比较符和数，例如 accuracy > 0.95。",
  ],
  noMetric: ["goal: this training has no “{metric}”; it has {known}.", "goal：此训练没有“{metric}”，有 {known}。"],
  goal: ["Goal: {goal}", "目标：{goal}"],
  best: ["Best so far: {value}", "目前最好：{value}"],
  reached: ["Reached: {value}, after epoch {epoch}", "已达到：{value}，第 {epoch} 轮后"],
  saveResults: ["Save your results", "保存成绩"],
  notSent: ["The results could not be sent: {reason}", "成绩未能发送：{reason}"],
});

const fourDigits = (value: number): string => String(Number(value.toPrecision(4)));

/**
 * Keeps a key from the page where a field or a widget of the element takes it. Pages of documentation take single keys as
 * shortcuts, such as "/" for their search, unless a field has the focus. They cannot see the fields in a shadow root.
 */
function keepKey(event: KeyboardEvent): void {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(Tab|Escape|F\d+)$/.test(event.key)) return;
  const [origin] = event.composedPath();
  const field = origin instanceof HTMLElement && (origin.isContentEditable || origin.matches("input, textarea, select"));
  if (field || event.defaultPrevented) event.stopPropagation();
}

/**
 * The base of all elements: their language and colours, when they are loaded, and what a page asks of a visitor.
 *
 * Attributes: `lang` ("en" or "zh"; by default that of the page's nearest `lang`, or the browser's), `theme` ("light" or
 * "dark"; by default what can be read on the page's background), `loading` ("lazy", "eager" or "click"), `goal` (see
 * {@link readGoal}), `results` ("file", or an address to post results to). Slots: `poster` and `caption`. Fires `pupil-goal`.
 */
export abstract class PupilElement extends LitElement {
  static override properties: PropertyDeclarations = {
    lang: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    loading: { type: String, reflect: true },
    goal: { type: String, reflect: true },
    results: { type: String, reflect: true },
    scheme: { state: true },
  };

  declare theme: string | undefined;
  declare loading: string | undefined;
  declare goal: string | undefined;
  declare results: string | undefined;
  /** Changes when the colours change. */
  declare scheme: string;
  #around = "";
  readonly #surroundings: Surroundings;
  /** What is wrong with attributes, by their names. */
  readonly #faults = new Map<string, string>();
  #progress: GoalProgress | undefined;
  /** The values after the last epoch of a training. */
  protected lastLogs: Logs | undefined;
  #unsent: Error | undefined;
  readonly #achievements = new Achievements((error) => {
    this.#unsent = error;
    this.requestUpdate();
  });
  /** True while the element waits for a click. */
  #waiting = false;

  constructor() {
    super();
    this.scheme = "";
    this.#surroundings = new Surroundings(this, (key, language) => {
      this.scheme = key;
      const before = this.lang || this.#around;
      this.#around = language;
      if (before !== (this.lang || language)) this.requestUpdate("lang", before);
    });
  }

  /** The language of the texts. */
  protected get language(): Lang {
    return langOf(this.lang || this.#around || navigator.language);
  }

  protected override createRenderRoot(): HTMLElement | DocumentFragment {
    // What was shown before a click, when the code was not there yet.
    removeFace(this);
    return super.createRenderRoot();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("pupil-answered", this.#answered);
    this.addEventListener("keydown", keepKey);
    this.#waiting = waits(this);
    if (this.#waiting) {
      showFace(this, () => {
        this.#waiting = false;
        removeFace(this);
        // Nothing was taken from the properties yet.
        for (const name of (this.constructor as typeof LitElement).elementProperties.keys()) this.requestUpdate(name, undefined);
        this.woken();
      });
    }
  }

  #answered = (event: Event): void => this.achieved("answered", (event as CustomEvent<object>).detail);

  /** Starts the element if it waits for a click. */
  protected wake(): void {
    if (this.#waiting) start(this);
  }

  /** True unless the element waits for a click. */
  protected get awake(): boolean {
    return !this.#waiting;
  }

  /** Called when the visitor started an element that waited for a click. */
  protected woken(): void {}

  protected override shouldUpdate(_changed: PropertyValues): boolean {
    return !this.#waiting;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const lang = this.language;
    if (changed.has("theme")) {
      this.#surroundings.look();
      const { theme } = this;
      this.fault("theme", theme && theme !== "light" && theme !== "dark" ? text(lang, "unknownTheme", { value: theme }) : undefined);
    }
    if (changed.has("loading")) {
      const { loading } = this;
      const known = !loading || ["lazy", "eager", "click"].includes(loading);
      this.fault("loading", known ? undefined : text(lang, "unknownLoading", { value: loading }));
    }
    if (changed.has("results")) {
      const { results } = this;
      const right = !results || results === "file" || URL.canParse(results, document.baseURI);
      this.fault("results", right ? undefined : text(lang, "badResults", { value: results }));
      // What was not sent is not sent to another address.
      if (changed.get("results") !== undefined) this.#achievements.drop();
      this.#unsent = undefined;
    }
    if (changed.has("goal")) {
      const goal = this.goal ? readGoal(this.goal) : undefined;
      this.#progress = goal && new GoalProgress(goal);
      this.fault("goal", this.goal && !goal ? text(lang, "badGoal", { value: this.goal }) : undefined);
    }
  }

  /** Shows what is wrong with an attribute, or with undefined that it is right. */
  protected fault(attribute: string, what: string | undefined): void {
    if (this.#faults.get(attribute) === what) return;
    if (what === undefined) this.#faults.delete(attribute);
    else {
      this.#faults.set(attribute, what);
      console.warn(`${this.localName}: ${what}`);
    }
    this.requestUpdate();
  }

  /** Tells the page about an epoch, counted from 0, and looks whether the goal is reached. */
  protected epochEnded(epoch: number, logs: Logs): void {
    this.lastLogs = logs;
    this.tell("pupil-epoch", { epoch, logs });
    const progress = this.#progress;
    if (!progress) return;
    const { text: goal, metric } = progress.goal;
    const known = Object.keys(logs);
    this.fault("goal", metric in logs || progress.best !== undefined ? undefined : text(this.language, "noMetric", { metric, known: known.join(", ") }));
    const reached = progress.take(epoch, logs);
    this.requestUpdate();
    if (!reached) return;
    const detail = { goal, metric, value: progress.reached!.value, epoch: progress.reached!.epoch };
    this.tell("pupil-goal", detail);
    this.achieved("goal", detail);
  }

  /** The training starts from the beginning: the goal is open again. */
  protected beginAgain(): void {
    if (this.#progress) this.#progress = new GoalProgress(this.#progress.goal);
  }

  /** Notes something that the visitor achieved, if the page collects that. */
  protected achieved(event: string, detail: object): void {
    if (!this.results || this.#faults.has("results")) return;
    const { origin, pathname } = location;
    const id = this.id || this.getAttribute("keep") || "";
    this.#achievements.add(this.results, { pupil: 1, element: this.localName, id, page: `${origin}${pathname}`, time: new Date().toISOString(), event, ...detail });
    this.requestUpdate();
  }

  /** Fires an event that bubbles, also out of a shadow root. */
  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }

  /** What is below the content of each element: wrong attributes, the goal, the results, and the page's caption. */
  protected below(): TemplateResult {
    const lang = this.language;
    const faults = [...this.#faults.values()];
    return html`${faults.length ? html`<p class="fault" role="alert" part="fault" data-testid="fault">${faults.join(" ")}</p>` : ""}
      ${this.#progress && !this.#faults.has("goal") ? this.#goalLine(this.#progress) : ""}
      ${this.#unsent
        ? html`<p class="fault" role="alert" data-testid="not-sent">
            ${text(lang, "notSent", { reason: this.#unsent.message })}
            <button class="link" @click=${() => this.#achievements.send()}>${sharedText(lang, "tryAgain")}</button>
          </p>`
        : ""}
      ${this.results === "file" && this.#achievements.any
        ? html`<p><button data-testid="save-results" @click=${() => this.#achievements.save()}>${text(lang, "saveResults")}</button></p>`
        : ""}
      <slot name="caption"></slot>`;
  }

  #goalLine({ goal, best, reached }: GoalProgress): TemplateResult {
    const lang = this.language;
    const state = reached
      ? text(lang, "reached", { value: fourDigits(reached.value), epoch: reached.epoch })
      : best === undefined
        ? ""
        : text(lang, "best", { value: fourDigits(best) });
    return html`<p class="goal" role="status" part="goal" data-testid="goal">
      <strong>${reached ? html`<span aria-hidden="true">✓ </span>` : ""}${text(lang, "goal", { goal: goal.text })}</strong> ${state}
    </p>`;
  }
}
