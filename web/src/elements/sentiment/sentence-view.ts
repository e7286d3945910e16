// The view "Sentence": the timeline, and the gates at one of its words.

import { html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { hasGates, type Direction } from "./gates.ts";
import { gatesView } from "./gates-view.ts";
import type { GatesAt, Look } from "./look.ts";
import { text as t } from "./texts.ts";
import "./timeline.ts";

export interface SentenceContent {
  look: Look | undefined;
  /** What is said until there is something to show. */
  waiting: string;
  gates: GatesAt | undefined;
  direction: Direction;
  textLang: string;
  move(from: number, to: number): boolean;
  toggle(place: number): void;
  point(place: number): void;
  turn(direction: Direction): void;
}

export function sentenceView(lang: Lang, scheme: string, content: SentenceContent): TemplateResult {
  const { look, gates, waiting } = content;
  return html`<pupil-timeline
      lang=${lang}
      scheme=${scheme}
      .found=${look?.found}
      .trace=${look?.trace}
      .focused=${gates?.gates ? gates.place : undefined}
      .maxlen=${look?.classifier.reading.maxlen ?? 0}
      .textLang=${content.textLang}
      .move=${content.move}
      .toggle=${content.toggle}
      .look=${content.point}
    ></pupil-timeline>
    ${look ? inside(lang, look, content) : html`<p class="muted">${waiting}</p>`}`;
}

/** What can be shown of the recurrent layer at the word that the visitor points at. */
function inside(lang: Lang, { anatomy, found }: Look, { gates, direction, turn }: SentenceContent): TemplateResult {
  const { recurrent } = anatomy;
  if (!recurrent) return html`<p class="hint">${t(lang, "noRecurrent")}</p>`;
  if (!hasGates(anatomy)) return html`<p class="hint">${t(lang, "noGates")}</p>`;
  const words = found.parts.filter(({ kind }) => kind !== "between");
  const word = words[gates?.place ?? -1]?.text ?? "";
  return gatesView(lang, word, gates?.gates, direction, recurrent.bidirectional ? turn : undefined);
}
