import { html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { PupilElement } from "./element.ts";
import { translator } from "./i18n.ts";
import { shared } from "./texts.ts";

const text = translator(shared);

/** Milliseconds out of view after which a lesson frees what it can make again. */
const REST_AFTER = 60_000;

/** Milliseconds without a change after which the page is told the new state. */
const TELL_AFTER = 300;

/**
 * The base of all lessons: an element with panels, which starts when it is scrolled into view and frees its memory when
 * it leaves the page. Fires `first-result` when there is something to see.
 *
 * Attributes, besides those of `PupilElement`: `keep` (a name under which what a visitor makes is kept in the
 * browser; without it nothing is), `panels` (the names of those to show; by default all), `state` (what a link holds, see
 * {@link Lesson.linkState}). Fires `pupil-state` with the new state as its `detail` when the visitor
 * changes it.
 */
export abstract class Lesson extends PupilElement {
  static override properties: PropertyDeclarations = {
    ...PupilElement.properties,
    keep: { type: String, reflect: true },
    panels: { type: String },
    state: { type: String },
  };

  declare keep: string | undefined;
  declare panels: string;
  /** The lesson's state as a link holds it: `name=value` pairs joined by `&`. */
  declare state: string;
  /** The error of something that the visitor asked for; empty if there is none. */
  protected error = "";
  #observer: IntersectionObserver | undefined;
  /** The names of the existing panels. */
  #known = new Set<string>();
  #resulted = false;
  /** The state that the page was told last. */
  #told = "";
  #telling: ReturnType<typeof setTimeout> | undefined;
  /** True if {@link start} could not load something that may load the next time. */
  protected unfinished = false;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #begun: Promise<void> | undefined;
  /** Counts how often the lesson left the page, so that what arrives after that is recognised. */
  #left = 0;

  constructor() {
    super();
    this.panels = this.state = "";
  }

  /** Starts the lesson once it is in view; called again if it could not do everything. */
  protected abstract start(): Promise<void>;

  /** Loads what panels need that are shown; called by {@link start}, and again when the page shows other panels. */
  protected loadPanels(): Promise<void> {
    return Promise.resolve();
  }

  /** Tells the page once that there is a first result; at the latest at the end of {@link start}, unless it failed. */
  protected firstResult(): void {
    if (this.unfinished) return;
    if (!this.#resulted) this.tell("first-result");
    this.#resulted = true;
  }

  /** Returns a function that says whether the lesson has left the page since. Then nothing may be shown or kept any more. */
  protected get leaving(): () => boolean {
    const before = this.#left;
    return () => this.#left !== before;
  }

  /** The key of what is kept in the browser; undefined if nothing is. */
  protected placeOf(lesson: string): string | undefined {
    return this.keep ? `${lesson} ${this.keep}` : undefined;
  }

  /** Frees what can be made again while the lesson is out of view, above all data sets. */
  protected rest(): void {}

  /** Stops what runs and frees the engine's memory; {@link start} starts again. */
  protected abstract leave(): void;

  override connectedCallback(): void {
    super.connectedCallback();
    // A lesson starts only when it is scrolled into view, or when a script of the page asks it for something.
    this.#observer = new IntersectionObserver((entries) => {
      clearTimeout(this.#resting);
      const seen = entries.at(-1)!.isIntersecting;
      if (seen && this.awake) void this.begin();
      else if (!seen && this.#begun) this.#resting = setTimeout(() => this.rest(), REST_AFTER);
    });
    this.#observer.observe(this);
    addEventListener("online", this.#retry);
    if (this.loading === "eager") void this.begin();
  }

  protected override woken(): void {
    void this.begin();
  }

  /** Starts the lesson, once; settled when it could do everything, or when it shows why it could not. */
  protected begin(): Promise<void> {
    if (!this.isConnected) return Promise.reject(new Error(`${this.localName} is not in the page`));
    this.wake();
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  async #begin(): Promise<void> {
    const left = this.leaving;
    this.unfinished = false;
    await this.start().catch((error: unknown) => left() || this.lack(error));
    if (left()) return;
    if (!this.unfinished) this.tellReady();
    this.firstResult();
  }

  /** Tells the page that the lesson can be used. */
  protected tellReady(): void {
    this.tell("pupil-ready");
  }

  /** Starts again: the network may be back. */
  #retry = (): void => {
    if (!this.unfinished) return;
    this.error = "";
    this.requestUpdate();
    this.#begun = this.#begin();
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#begun = undefined;
    this.#left += 1;
    this.#observer?.disconnect();
    clearTimeout(this.#resting);
    removeEventListener("online", this.#retry);
    this.leave();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("state") && this.state && this.state !== this.#told) this.takeState(new URLSearchParams(this.state));
  }

  /** What a link holds, so that another visitor sees the same: settings, seeds, texts, points; short names and values. */
  protected get linkState(): Record<string, string> {
    return {};
  }

  /** Takes the state of a link. It may come from anybody: names and values that are not known are ignored. */
  protected takeState(_state: URLSearchParams): void {}

  /** The state as a link holds it. */
  protected get linked(): string {
    return new URLSearchParams(this.linkState).toString();
  }

  /** Tells the page a moment later that the state is another one, so that it can write it into its address. */
  protected stateChanged(): void {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      if (this.linked === this.#told) return;
      // The same link, given again later, is then a change.
      this.state = this.#told = this.linked;
      this.tell("pupil-state", this.#told);
    }, TELL_AFTER);
  }

  /** Shows the error of something that the visitor asked for, and tells the page. */
  protected fail = (error: unknown): void => {
    this.error = error instanceof Error ? error.message : String(error);
    this.tell("pupil-error", { error });
    this.requestUpdate();
    // The visitor may have asked for it far below the place of the message.
    if (navigator.userActivation?.hasBeenActive) {
      void this.updateComplete.then(() => this.renderRoot.querySelector(".error")?.scrollIntoView({ block: "nearest" }));
    }
  };

  /** Shows why {@link start} could not do everything, and offers to try again. */
  protected lack(error: unknown): void {
    this.unfinished = true;
    this.fail(error);
  }

  /** True if a panel is shown. */
  protected shows(panel: string): boolean {
    this.#known.add(panel);
    return this.#wanted.length === 0 || this.#wanted.includes(panel);
  }

  get #wanted(): string[] {
    return this.panels.split(/\s+/).filter(Boolean);
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("panels") && !changed.has("lang")) return;
    if (changed.get("panels") !== undefined) this.#loadOthers();
    const unknown = this.#wanted.filter((panel) => !this.#known.has(panel));
    const known = [...this.#known].join(" ");
    this.fault("panels", unknown.length ? text(this.language, "unknownPanels", { unknown: unknown.join(", "), known }) : undefined);
  }

  /** Loads what other panels need, once the lesson has begun. */
  #loadOthers(): void {
    const left = this.leaving;
    const load = async () => {
      if (!left()) await this.loadPanels();
    };
    this.#begun = this.#begun?.then(load).catch((error: unknown) => (left() ? undefined : this.lack(error)));
  }

  /** The line with the error, and what is below the content of each element. */
  protected errorLine(): TemplateResult {
    return html`${this.#errorLine()} ${this.below()}`;
  }

  #errorLine(): TemplateResult | "" {
    const what = this.error || (this.unfinished ? text(this.language, "unfinished") : "");
    if (!what) return "";
    const again = html`<button class="link" data-testid="again" @click=${this.#retry}>${text(this.language, "tryAgain")}</button>`;
    return html`<p class="error" role="alert" data-testid="error">${what} ${this.unfinished ? again : ""}</p>`;
  }
}
