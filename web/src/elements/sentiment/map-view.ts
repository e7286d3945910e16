// The view "Word map": the words of the sentence, their neighbours and frequent words in the plane.

import { css, html, svg, type TemplateResult } from "lit";
import { figure } from "../shared/figure.ts";
import type { Lang } from "../shared/i18n.ts";
import { CANDIDATES, type Place, type WordVectors } from "./nearest.ts";
import { text as t } from "./texts.ts";

/** Frequent words that are shown besides the sentence's; fewer where there is little room. */
const FREQUENT = { wide: 220, narrow: 90 };

/** Neighbours of each word of the sentence that are shown. */
const NEIGHBOURS = 4;

const SHOWN_NEIGHBOURS = 8;

const SIZES = { wide: { width: 640, height: 300, edge: 16 }, narrow: { width: 358, height: 260, edge: 12 } };

/** The share of words at each side that are drawn at the edge, so that they do not press the others together. */
const OUTER = 0.015;

/** How much room there is. */
export type Room = keyof typeof SIZES;

/** A label takes so much room, in the units of the map. */
const LABEL = { letter: 7.2, height: 16 };

export const mapStyles = css`
  .map {
    width: 100%;
    height: auto;
    border: 1px solid var(--line);
  }
  .map circle {
    fill: var(--muted);
    opacity: 0.7;
  }
  .map .positive circle {
    fill: var(--accent);
    opacity: 1;
  }
  .map .negative circle {
    fill: var(--second);
    opacity: 1;
  }
  .map text {
    font-size: 13px;
    fill: var(--muted);
  }
  .map .own text,
  .map .asked text {
    font-weight: 650;
    fill: var(--text);
  }
  .map g {
    cursor: pointer;
  }
  .map g:hover text {
    fill: var(--text);
  }
  .neighbours {
    display: grid;
    grid-template-columns: minmax(0, 160px) minmax(0, 1fr);
    gap: 8px 24px;
    align-items: start;
  }
  .neighbours ol {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(168px, 1fr));
    gap: 4px 24px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .neighbours li {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 48px 40px;
    gap: 8px;
    align-items: center;
    font-size: 15px;
  }
  .neighbours .track {
    height: 8px;
    background: var(--accent-soft);
  }
  .neighbours .fill {
    display: block;
    height: 100%;
    background: var(--muted);
  }
  .neighbours .muted {
    font-variant-numeric: tabular-nums;
    text-align: right;
  }
  @container (max-width: 520px) {
    .neighbours {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;

/** The words to show: the sentence's, the asked one, their neighbours, and frequent ones. */
export function mapWords(vectors: WordVectors, own: readonly string[], asked: string, room: Room): string[] {
  const first = [...own, asked];
  const near = first.flatMap((word) => vectors.nearest(word, NEIGHBOURS)?.map(({ word }) => word) ?? []);
  return [...new Set([...first, ...near, ...vectors.candidates.slice(0, FREQUENT[room])])];
}

/** The places scaled into the picture. */
function scaled(places: readonly Place[], { width, height, edge }: (typeof SIZES)[Room]): Place[] {
  const range = (values: number[]) => {
    const sorted = values.toSorted((a, b) => a - b);
    const outer = Math.floor(OUTER * sorted.length);
    return [sorted[outer] ?? 0, sorted.at(-1 - outer) ?? 0] as const;
  };
  const [left, right] = range(places.map(({ x }) => x));
  const [low, high] = range(places.map(({ y }) => y));
  const into = (value: number, from: number, to: number, size: number) =>
    edge + Math.min(Math.max((value - from) / (to - from || 1), 0), 1) * (size - 2 * edge);
  return places.map(({ word, x, y }) => ({ word, x: into(x, left, right, width), y: height - into(y, low, high, height) }));
}

/** The places whose labels have room, the first ones first. */
function labelled(places: readonly Place[], width: number): Set<string> {
  const taken: [number, number, number, number][] = [];
  const found = new Set<string>();
  for (const { word, x, y } of places) {
    const box: [number, number, number, number] = [x, y - LABEL.height / 2, x + 8 + LABEL.letter * [...word].length, y + LABEL.height / 2];
    const free = taken.every(([a, b, c, d]) => box[2] < a || box[0] > c || box[3] < b || box[1] > d);
    if (!free || box[2] > width) continue;
    taken.push(box);
    found.add(word);
  }
  return found;
}

export interface MapContent {
  vectors: WordVectors | undefined;
  /** The words of the sentence. */
  own: readonly string[];
  /** The word whose neighbours are listed. */
  asked: string;
  /** How much each word alone raises the log-odds; undefined as long as it was not asked. */
  effects: ReadonlyMap<string, number>;
  textLang: string;
  room: Room;
  ask(word: string): void;
}

/** Smaller effects have no colour. */
const COLOURED = 0.3;

export function mapView(lang: Lang, { vectors, own, asked, effects, textLang, room, ask }: MapContent): TemplateResult {
  const word = asked.trim().toLowerCase();
  const size = SIZES[room];
  const places = vectors ? scaled(vectors.places(mapWords(vectors, own, word, room)), size) : [];
  const names = labelled(places, size.width);
  const found = word ? vectors?.nearest(word, SHOWN_NEIGHBOURS) : [];
  const kind = (name: string) => {
    const effect = effects.get(name) ?? 0;
    return Math.abs(effect) < COLOURED ? "" : effect > 0 ? "positive" : "negative";
  };
  return html`<svg class="map" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label=${t(lang, "mapLabel", { count: places.length })} data-testid="word-map" lang=${textLang}>
      ${places.toReversed().map(
        ({ word: name, x, y }) => svg`<g class="${kind(name)} ${own.includes(name) ? "own" : ""} ${name === word ? "asked" : ""}" data-word=${name} @click=${() => ask(name)}>
          <title>${name}</title>
          <circle cx=${x.toFixed(1)} cy=${y.toFixed(1)} r=${own.includes(name) || name === word ? 5 : 3}></circle>
          ${names.has(name) ? svg`<text x=${(x + 7).toFixed(1)} y=${(y + 4).toFixed(1)}>${name}</text>` : ""}
        </g>`,
      )}
    </svg>
    <p class="hint">${t(lang, "mapHint")}</p>
    <div class="neighbours">
      <label>
        ${t(lang, "nearestOf")}
        <input
          lang=${textLang}
          autocapitalize="off"
          autocomplete="off"
          spellcheck="false"
          data-testid="nearest-word"
          .value=${asked}
          @input=${(event: Event) => ask((event.target as HTMLInputElement).value)}
        />
      </label>
      ${found
        ? html`<ol data-testid="nearest">
            ${found.map(
              ({ word, similarity }) =>
                html`<li>
                  <span lang=${textLang}>${word}</span>
                  <span class="track"><span class="fill" .style=${`width:${100 * Math.max(similarity, 0)}%`}></span></span>
                  <span class="muted">${figure(similarity)}</span>
                </li>`,
            )}
          </ol>`
        : html`<p class="muted" data-testid="nearest">${vectors ? t(lang, "nearestUnknown", { word }) : ""}</p>`}
    </div>
    <p class="hint">${t(lang, "nearestHint", { count: CANDIDATES.toLocaleString(lang) })}</p>`;
}
