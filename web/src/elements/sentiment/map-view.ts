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
const LABEL = { letter: 7.6, bold: 9, chinese: 14, height: 16, gap: 7 };

/** Radii of dots, in the units of the map. */
const DOT = { first: 5, other: 3 };

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
    fill: var(--for);
    opacity: 1;
  }
  .map .negative circle {
    fill: var(--against);
    opacity: 1;
  }
  .map text {
    font-size: 13px;
    fill: var(--muted);
  }
  .map text {
    stroke: var(--bg);
    stroke-width: 3;
    stroke-linejoin: round;
    paint-order: stroke;
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
    background: var(--for-soft);
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

/** Where a label is, and which of its ends is there. */
interface Label {
  x: number;
  y: number;
  anchor: "start" | "middle" | "end";
}

/** A rectangle: left, top, right, bottom. */
type Box = readonly [number, number, number, number];

const meet = (a: Box, b: Box): boolean => a[2] > b[0] && a[0] < b[2] && a[3] > b[1] && a[1] < b[3];

/**
 * The labels that have room, the first words first: right or left of their dot, above or below it. They keep clear of
 * each other and of all dots; those of `first` may cover other dots, as few as possible.
 */
function labelled(places: readonly Place[], first: ReadonlySet<string>, { width, height }: { width: number; height: number }): Map<string, Label> {
  const dots = places.map(({ word, x, y }): Box => {
    const radius = first.has(word) ? DOT.first : DOT.other;
    return [x - radius, y - radius, x + radius, y + radius];
  });
  const taken: Box[] = [];
  const found = new Map<string, Label>();
  for (const [at, { word, x, y }] of places.entries()) {
    const own = first.has(word);
    const letter = /[^\0-\u2fff]/.test(word) ? LABEL.chinese : own ? LABEL.bold : LABEL.letter;
    const long = letter * [...word].length;
    const up = LABEL.height / 2 + DOT.first;
    const options = ([["start", LABEL.gap, 0], ["end", -LABEL.gap, 0], ["middle", 0, -up], ["middle", 0, up]] as const).flatMap(([anchor, right, down]) => {
      const left = x + right - { start: 0, middle: long / 2, end: long }[anchor];
      const box: Box = [left, y + down - LABEL.height / 2, left + long, y + down + LABEL.height / 2];
      const label: Label = { x: x + right, y: y + down + 4, anchor };
      if (box[0] < 0 || box[2] > width || box[1] < 0 || box[3] > height || taken.some((other) => meet(box, other))) return [];
      const covered = dots.reduce((sum, dot, of) => sum + (of !== at && meet(box, dot) ? 1 : 0), 0);
      return own || !covered ? [{ box, covered, label }] : [];
    });
    if (!options.length) continue;
    const { box, label } = options.reduce((best, option) => (option.covered < best.covered ? option : best));
    taken.push(box);
    found.set(word, label);
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
  const first = new Set([...own, word]);
  const names = labelled(places, first, size);
  const found = word ? vectors?.nearest(word, SHOWN_NEIGHBOURS) : [];
  const kind = (name: string) => {
    const effect = effects.get(name) ?? 0;
    return Math.abs(effect) < COLOURED ? "" : effect > 0 ? "positive" : "negative";
  };
  return html`<svg class="map" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-label=${t(lang, "mapLabel", { count: places.length })} data-testid="word-map" lang=${textLang}>
      ${places.toReversed().map(({ word: name, x, y }) => {
        const label = names.get(name);
        return svg`<g class="${kind(name)} ${own.includes(name) ? "own" : ""} ${name === word ? "asked" : ""}" data-word=${name} @click=${() => ask(name)}>
          <title>${name}</title>
          <circle cx=${x.toFixed(1)} cy=${y.toFixed(1)} r=${first.has(name) ? DOT.first : DOT.other}></circle>
          ${label ? svg`<text x=${label.x.toFixed(1)} y=${label.y.toFixed(1)} text-anchor=${label.anchor}>${name}</text>` : ""}
        </g>`;
      })}
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
