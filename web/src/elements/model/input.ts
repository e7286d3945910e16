// The base of all ways in.

import { LitElement, css, html, type CSSResultGroup, type TemplateResult } from "lit";
import type { Tensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { text, type TextKey } from "./texts.ts";
import type { Chosen, ModelInput } from "./ways.ts";

/**
 * An element with which a visitor gives a model one of its inputs. Fires `given` (`detail`: the tensor of one sample, or
 * null while there is none) at each change, and `chosen` when the visitor chose how samples become numbers.
 */
export abstract class InputView extends LitElement {
  static override properties = { lang: { type: String }, input: { attribute: false } };

  declare lang: Lang;
  declare input: ModelInput;
  /** What is wrong with what the visitor gave. */
  protected wrong = "";

  constructor() {
    super();
    this.lang = "en";
  }

  /** Gives a random input. */
  abstract random(): void;

  /** Gives a first input, so that the model answers at once. */
  protected abstract first(): void;

  override firstUpdated(): void {
    this.first();
  }

  protected t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.lang, key, values);
  }

  protected give(tensor: Tensor | undefined): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("given", { detail: tensor }));
  }

  /** Notes what the visitor chose about how samples become numbers. */
  protected choose(part: Partial<Chosen>): void {
    Object.assign(this.input.chosen, part);
    this.dispatchEvent(new CustomEvent("chosen"));
  }

  /** Shows an error instead of giving a tensor. */
  protected refuse = (error: unknown): void => {
    this.wrong = error instanceof Error ? error.message : String(error);
    this.give(undefined);
  };

  protected randomButton(): TemplateResult {
    return html`<button data-testid="random" @click=${() => this.random()}>${this.t("random")}</button>`;
  }

  protected wrongLine(): TemplateResult | "" {
    return this.wrong ? html`<p class="wrong" role="alert" data-testid="wrong">${this.wrong}</p>` : "";
  }
}

/** The sizes of an input with what the visitor gave for sizes that are free. */
export const sized = (shape: readonly (number | null)[], free: number): number[] => shape.map((size) => size ?? free);

/** A uniform number from 0 to 1 that differs each time. */
export const chance = (): number => Math.random();

/** A random number from the standard normal distribution, with three decimals. */
export function normal(): number {
  const radius = Math.sqrt(-2 * Math.log(1 - chance()));
  return Math.round(1000 * radius * Math.cos(2 * Math.PI * chance())) / 1000;
}

/** Styles of {@link check}. */
export const checkStyles = css`
  .check {
    display: inline-flex;
    gap: 0.5em;
    align-items: center;
    min-height: 36px;
    color: var(--text);
  }
  .check input {
    width: 18px;
    min-height: 18px;
    height: 18px;
    accent-color: var(--accent);
  }
`;

export const inputStyles: CSSResultGroup = [
  theme,
  checkStyles,
  css`
    :host {
      display: grid;
      gap: 0.75rem;
      min-width: 0;
    }
    .wrong {
      color: var(--bad);
      font-size: 15px;
      overflow-wrap: anywhere;
    }
    textarea {
      width: 100%;
      padding: 0.6em;
      border: 1px solid var(--line);
      border-radius: var(--radius-small);
      background: var(--surface);
      color: var(--text);
      font: inherit;
      font-size: 15px;
      resize: vertical;
    }
    textarea:focus-visible {
      outline: 2px solid var(--accent);
      outline-offset: 2px;
    }
    .scaling {
      display: grid;
      gap: 0.35rem;
      max-width: 24rem;
    }
  `,
];

/** A checkbox with its label. */
export const check = (label: string, testid: string, checked: boolean, change: (checked: boolean) => void): TemplateResult =>
  html`<label class="check">
    <input
      type="checkbox"
      data-testid=${testid}
      .checked=${checked}
      @change=${(event: Event) => change((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
