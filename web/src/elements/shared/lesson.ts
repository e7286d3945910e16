import { LitElement, html, type PropertyDeclarations, type PropertyValues, type TemplateResult } from "lit";
import { langOf, type Lang } from "./i18n.ts";

/** Milliseconds out of view after which a lesson frees what it can make again. */
const REST_AFTER = 60_000;

/**
 * What all lessons are: an element with a language, colours and panels, which starts when it is scrolled into view and
 * frees its memory when it leaves the page. Fires `first-result` when there is something to see.
 *
 * Attributes: `lang` ("en", "zh"; the browser's by default), `theme` ("light", "dark"; by default what the page's
 * `color-scheme` says), `panels`
 * (those to show, by name; all by default).
 */
export abstract class Lesson extends LitElement {
  static override properties: PropertyDeclarations = {
    lang: { type: String, reflect: true },
    theme: { type: String, reflect: true },
    panels: { type: String },
    scheme: { state: true },
  };

  declare panels: string;
  declare theme: string | undefined;
  /** Changes when the colours do. */
  declare scheme: string;
  /** What went wrong with something the visitor asked for; empty when nothing did. */
  protected error = "";
  #observer: IntersectionObserver | undefined;
  /** The panels there are. */
  #known = new Set<string>();
  #resulted = false;
  #resting: ReturnType<typeof setTimeout> | undefined;
  #dark = matchMedia("(prefers-color-scheme: dark)");

  constructor() {
    super();
    this.panels = "";
    this.scheme = "";
  }

  /** Begins the lesson, once it is in view. */
  protected abstract start(): Promise<void>;

  /** Tells the page, once, that there is a first result to see; at the end of {@link start} at the latest, if it failed, too. */
  protected firstResult(): void {
    if (!this.#resulted) this.dispatchEvent(new Event("first-result", { bubbles: true }));
    this.#resulted = true;
  }

  /** Frees what can be made again, while nobody looks: data sets above all. */
  protected rest(): void {}

  /** Stops what runs and frees the engine's memory; {@link start} begins again. */
  protected abstract leave(): void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#dark.addEventListener("change", this.#schemeChanged);
    // Nothing is started for a lesson that nobody has scrolled to.
    let started = false;
    this.#observer = new IntersectionObserver((entries) => {
      clearTimeout(this.#resting);
      if (!entries.at(-1)!.isIntersecting) {
        if (started) this.#resting = setTimeout(() => this.rest(), REST_AFTER);
      } else if (!started) {
        started = true;
        void this.start()
          .catch(this.fail)
          .then(() => this.firstResult());
      }
    });
    this.#observer.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#observer?.disconnect();
    clearTimeout(this.#resting);
    this.#dark.removeEventListener("change", this.#schemeChanged);
    this.leave();
  }

  #schemeChanged = (): void => {
    this.scheme = `${this.theme}${this.#dark.matches}`;
  };

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("theme")) this.#schemeChanged();
  }

  protected get language(): Lang {
    return langOf(this.lang || navigator.language);
  }

  /** Shows a failure of something the visitor asked for. */
  protected fail = (error: unknown): void => {
    this.error = error instanceof Error ? error.message : String(error);
    this.requestUpdate();
    // What failed may have been asked for far below the place where it is said.
    if (navigator.userActivation?.hasBeenActive) {
      void this.updateComplete.then(() => this.renderRoot.querySelector(".error")?.scrollIntoView({ block: "nearest" }));
    }
  };

  /** Whether a panel is to be shown. */
  protected shows(panel: string): boolean {
    this.#known.add(panel);
    return this.#wanted.length === 0 || this.#wanted.includes(panel);
  }

  get #wanted(): string[] {
    return this.panels.split(/\s+/).filter(Boolean);
  }

  override updated(changed: PropertyValues<this>): void {
    if (!changed.has("panels")) return;
    const unknown = this.#wanted.filter((panel) => !this.#known.has(panel));
    if (unknown.length) {
      const known = [...this.#known].join(" ");
      console.warn(`${this.localName}: panels has ${unknown.join(", ")}; known are ${known}`);
    }
  }

  /** The line that says what went wrong. */
  protected errorLine(): TemplateResult | "" {
    return this.error ? html`<p class="error" role="alert" data-testid="error">${this.error}</p>` : "";
  }
}
