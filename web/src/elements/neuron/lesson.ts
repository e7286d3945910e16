import { html } from "lit";
import { layout } from "../shared/layout.ts";
import { Lesson } from "../shared/lesson.ts";
import { forget, keep, kept } from "../shared/store.ts";
import { theme } from "../shared/theme.ts";
import "./fits/ways-lab.ts";
import type { PlaneLab, PlaneState } from "./fits/ways-lab.ts";
import type { TableLab, TableState } from "./fits/table-lab.ts";
import { text } from "./fits/texts.ts";

/** The lesson's name in the browser's storage. */
const LESSON = "regression";

interface State {
  plane: PlaneState | undefined;
  table: TableState | undefined;
}

/**
 * The regression lesson: points or a table, with linear and logistic regression fitted in several ways side by side.
 * Panels: "plane table".
 */
export class NeuronLesson extends Lesson {
  static override styles = [theme, layout];

  /** When the restored state was stored. */
  #keptAt: Date | undefined;
  /** Writes to the browser's storage, which run one after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  get #plane(): PlaneLab | null {
    return this.renderRoot.querySelector("pupil-plane-lab");
  }

  get #table(): TableLab | null {
    return this.renderRoot.querySelector("pupil-table-lab");
  }

  protected override async start(): Promise<void> {
    await this.updateComplete;
    const found = await kept<State>(LESSON);
    this.#keptAt = found?.time;
    this.requestUpdate();
    try {
      await this.#begin(found?.state, found?.file);
    } catch (error) {
      if (!found) throw error;
      // The stored state stays until another one replaces it, because the engine may be able to read it the next time.
      this.#keptAt = undefined;
      this.fail(error);
      await this.#begin(undefined, undefined);
    }
  }

  async #begin(state: State | undefined, file: Uint8Array | undefined): Promise<void> {
    await this.#plane?.begin(state?.plane, file ?? new Uint8Array());
    this.firstResult();
    // Tables come below the points, so their code comes after the first result.
    await import("./fits/table-lab.ts");
    await this.#table?.begin(state?.table);
  }

  protected override leave(): void {
    this.#plane?.end();
    // Its code may not have arrived yet.
    this.#table?.end?.();
  }

  #keep = (): void => {
    this.#writing = this.#writing.then(() => this.#write()).catch(this.fail);
  };

  async #write(): Promise<void> {
    const plane = await this.#plane?.state();
    await keep<State>(LESSON, plane?.file ?? new Uint8Array(), { plane: plane?.state, table: this.#table?.state?.() });
  }

  #forget = (): void => {
    this.#keptAt = undefined;
    this.requestUpdate();
    void forget(LESSON);
  };

  override render() {
    const { language: lang, scheme } = this;
    const theme = this.theme ?? "";
    return html`${this.errorLine()}
    ${this.#keptAt
      ? html`<p class="muted source" data-testid="regression-kept">
          ${text(lang, "keptTable", { time: this.#keptAt.toLocaleString(this.lang || undefined) })}
          <button class="link" data-testid="regression-forget" @click=${this.#forget}>${text(lang, "forget")}</button>
        </p>`
      : ""}
    ${this.shows("plane")
      ? html`<pupil-plane-lab lang=${lang} theme=${theme} scheme=${scheme} @keep=${this.#keep}></pupil-plane-lab>`
      : ""}
    ${this.shows("table")
      ? html`<pupil-table-lab lang=${lang} theme=${theme} scheme=${scheme} @keep=${this.#keep}></pupil-table-lab>`
      : ""}`;
  }
}

customElements.define("pupil-neuron", NeuronLesson);
