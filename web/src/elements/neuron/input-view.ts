// The input pane: sets to choose from, noise, new points.

import { css, html, svg, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { CLASS_COLOURS } from "./fits/marks.ts";
import { EDGE, SETS, generate, setKind, type SetName } from "./sets.ts";
import { text } from "./texts.ts";

const SIDE = 44;

/** A small picture of each set: one path for each class. */
const pictures = new Map<SetName, string[]>();

function pictureOf(name: SetName): string[] {
  const found = pictures.get(name);
  if (found) return found;
  const paths: string[] = [];
  for (const { x, y, label } of generate(name, 1)) {
    const place = (value: number) => (3 + ((value + EDGE) / (2 * EDGE)) * (SIDE - 6)).toFixed(1);
    paths[label] = `${paths[label] ?? ""}M${place(x)} ${place(-y)}h0`;
  }
  pictures.set(name, paths);
  return paths;
}

/** What the pane calls. */
export interface InputActions {
  choose(set: SetName): void;
  noise(level: number): void;
  again(): void;
  clear(): void;
  /** Goes to the visitor's own table; without it there is no link. */
  table?(): void;
}

export function inputView(lang: Lang, set: SetName, noise: number, actions: InputActions): TemplateResult {
  const names = Object.keys(SETS) as SetName[];
  const one = (name: SetName) => html`<button
    class="set"
    data-testid="set-${name}"
    aria-pressed=${name === set ? "true" : "false"}
    aria-label=${text(lang, name)}
    title=${text(lang, name)}
    @click=${() => actions.choose(name)}
  >
    <svg viewBox="0 0 ${SIDE} ${SIDE}" aria-hidden="true">
      ${pictureOf(name).map((path, label) => svg`<path d=${path} stroke=${setKind(name).classes ? CLASS_COLOURS[label]! : "var(--text)"} />`)}
    </svg>
  </button>`;
  const group = (label: string, some: SetName[]) => html`<div class="sets" role="group" aria-label=${label}>${some.map(one)}</div>`;
  return html`<div class="kinds" data-testid="sets">
      <p class="muted kind">${text(lang, "classes")}</p>
      ${group(text(lang, "classes"), names.filter((name) => setKind(name).classes))}
      <p class="muted kind">${text(lang, "numbers")}</p>
      ${group(text(lang, "numbers"), names.filter((name) => !setKind(name).classes))}
    </div>
    <label class="noise">
      ${text(lang, "noise")}
      <input
        type="range"
        min="0"
        max="3"
        step="0.1"
        data-testid="noise"
        .value=${String(noise)}
        @input=${(event: Event) => actions.noise((event.target as HTMLInputElement).valueAsNumber)}
      />
    </label>
    <div class="row">
      <button data-testid="plane-again" @click=${actions.again}>${text(lang, "again")}</button>
      <button data-testid="plane-clear" @click=${actions.clear}>${text(lang, "clear")}</button>
    </div>
    ${actions.table ? html`<button class="link own-table" data-testid="to-table" @click=${actions.table}>${text(lang, "ownTable")}</button>` : ""}`;
}

export const inputStyles = css`
  .own-table {
    align-self: start;
    min-height: 24px;
    padding: 0;
    font-size: 13px;
    text-align: left;
  }
  .kinds {
    display: grid;
    gap: 4px;
  }
  .kind {
    font-size: 13px;
    line-height: 16px;
  }
  .sets {
    display: grid;
    grid-template-columns: repeat(4, minmax(0, 1fr));
    gap: 6px;
  }
  .set {
    aspect-ratio: 1;
    min-height: 0;
    padding: 0;
    border-radius: 6px;
  }
  .set svg {
    width: 100%;
    height: 100%;
  }
  .set path {
    fill: none;
    stroke-width: 3;
    stroke-linecap: round;
  }
  .set[aria-pressed="true"] {
    border-color: var(--text);
    box-shadow: 0 0 0 1px var(--text);
  }
  .noise {
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 12px;
    font-size: 13px;
  }
  input[type="range"] {
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }
  @container (max-width: 760px) {
    .kinds .kind {
      display: none;
    }
    .sets {
      grid-template-columns: repeat(6, minmax(0, 1fr));
      gap: 4px;
    }
    .input .row {
      gap: 4px;
    }
    .input .row button {
      flex: 1;
      min-height: 32px;
      padding: 0 4px;
      font-size: 13px;
    }
  }
`;
