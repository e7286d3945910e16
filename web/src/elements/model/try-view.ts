// An input with its ways in, and an output, as the panel "try" shows them.

import { html, type TemplateResult } from "lit";
import type { Tensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import "./input-draw.ts";
import "./input-numbers.ts";
import "./input-paste.ts";
import "./input-photo.ts";
import "./input-text.ts";
import { outputView, type Answer } from "./outputs.ts";
import { text } from "./texts.ts";
import type { ModelInput, Way } from "./ways.ts";

/** What a visitor does with an input. */
interface Actions {
  /** Gives its value, or with undefined takes it back. */
  given(tensor: Tensor | undefined): void;
  /** Chose a scaling or another reading. */
  chosen(): void;
  /** Wants another way in. */
  choose(way: Way): void;
}

/** An input; with `named` its name is shown, because there are several. */
export function inputView(lang: Lang, input: ModelInput, way: Way, named: boolean, index: number, actions: Actions): TemplateResult {
  // The browser makes null of a missing detail.
  const given = ({ detail }: CustomEvent<Tensor | null>) => actions.given(detail ?? undefined);
  const chosen = () => actions.chosen();
  const view = {
    draw: () => html`<pupil-input-draw lang=${lang} .input=${input} @given=${given} @chosen=${chosen}></pupil-input-draw>`,
    photo: () => html`<pupil-input-photo lang=${lang} .input=${input} @given=${given} @chosen=${chosen}></pupil-input-photo>`,
    text: () => html`<pupil-input-text lang=${lang} .input=${input} @given=${given} @chosen=${chosen}></pupil-input-text>`,
    numbers: () => html`<pupil-input-numbers lang=${lang} .input=${input} @given=${given} @chosen=${chosen}></pupil-input-numbers>`,
    paste: () => html`<pupil-input-paste lang=${lang} .input=${input} @given=${given} @chosen=${chosen}></pupil-input-paste>`,
  }[way];
  const choose = (event: Event) => actions.choose((event.target as HTMLSelectElement).value as Way);
  return html`<div class="one" data-testid="input-${index}">
    <div class="head-line">
      <h3>${named ? text(lang, "inputNamed", { name: input.name }) : text(lang, "input")}</h3>
      ${input.ways.length > 1
        ? html`<select aria-label=${text(lang, "way")} data-testid="way-${index}" @change=${choose}>
            ${input.ways.map((one) => html`<option value=${one} ?selected=${one === way}>${text(lang, `way_${one}`)}</option>`)}
          </select>`
        : ""}
    </div>
    ${view()}
  </div>`;
}

/** An output; the first one says how long the model took. With `named` its name is shown, because there are several. */
export function oneOutput(lang: Lang, answer: Answer, named: boolean, milliseconds: number | undefined, classes: string[] | undefined): TemplateResult {
  const { name } = answer.output;
  const time = milliseconds?.toFixed(milliseconds < 10 ? 1 : 0) ?? "";
  return html`<div class="one" data-testid="output-${name}">
    <div class="head-line">
      <h3>${named ? text(lang, "outputNamed", { name }) : text(lang, "output")}</h3>
      ${time ? html`<p class="muted" data-testid="took">${text(lang, "took", { time })}</p>` : ""}
    </div>
    ${outputView(lang, answer, named ? undefined : classes)}
  </div>`;
}
