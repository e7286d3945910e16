import { html } from "lit";
import { Lesson } from "../shared/lesson.ts";
import { keep, kept } from "../shared/store.ts";
import { theme } from "../shared/theme.ts";
import { layout } from "../shared/layout.ts";
import "./plane-lab.ts";
import type { PlaneLab, PlaneState } from "./plane-lab.ts";

/** Its name in the browser's storage. */
const LESSON = "regression";

interface State {
  plane: PlaneState;
}

/**
 * The regression lesson: points or a table, fitted by linear and logistic regression in several ways side by side.
 * Panels: "plane table".
 */
export class RegressionLesson extends Lesson {
  static override styles = [theme, layout];

  get #plane(): PlaneLab | null {
    return this.renderRoot.querySelector("pupil-plane-lab");
  }

  protected override async start(): Promise<void> {
    const found = await kept<State>(LESSON);
    await this.#plane?.begin(found?.state.plane, found?.file ?? new Uint8Array());
  }

  protected override leave(): void {
    this.#plane?.end();
  }

  #keep = async (): Promise<void> => {
    const plane = await this.#plane?.state();
    if (plane) await keep<State>(LESSON, plane.file, { plane: plane.state }).catch(this.fail);
  };

  override render() {
    return html`${this.errorLine()}
    ${this.shows("plane")
      ? html`<pupil-plane-lab lang=${this.language} theme=${this.theme ?? ""} scheme=${this.scheme} @keep=${this.#keep}></pupil-plane-lab>`
      : ""}`;
  }
}

customElements.define("pupil-regression", RegressionLesson);
