// The visitor's sentence, and the words that were taken out of it.

import { moved, type Part } from "./explain.ts";
import { counterpart, shippedFor, type ShippedModel } from "./shipped.ts";
import { isChinese } from "./words.ts";

/** Characters of a text that a link holds at most. */
const LINKED_TEXT = 600;

export class Sentence {
  /** Undefined until the visitor chooses one: then it is the first example of the model that reads. */
  text: string | undefined;
  /** The places of the words that were taken out. */
  #away = new Set<number>();

  /** The places of the words that were taken out. */
  get away(): ReadonlySet<number> {
    return this.#away;
  }

  write(text: string | undefined): void {
    this.text = text;
    this.#away.clear();
  }

  /** Takes a word out, or back in. */
  toggle(place: number): void {
    if (!this.#away.delete(place)) this.#away.add(place);
  }

  /** Moves a word of a text to another place; words that were taken out move along. */
  move(parts: readonly Part[], from: number, to: number): void {
    const away = parts.filter(({ kind }) => kind !== "between").map((_, place) => this.#away.has(place));
    away.splice(to, 0, ...away.splice(from, 1));
    this.text = moved(parts, from, to);
    this.#away = new Set([...away.keys()].filter((place) => away[place]));
  }

  /** Another model reads: an example of another language becomes the example of its language that takes its place. */
  follow(model: ShippedModel): void {
    if (this.text !== undefined) this.text = counterpart(this.text, model) ?? this.text;
    this.#away.clear();
  }

  /** The model that knows the words of this sentence; undefined without a sentence of the visitor's own. */
  get model(): ShippedModel | undefined {
    if (this.text === undefined || counterpart(this.text, shippedFor("en")) !== undefined) return undefined;
    if (isChinese([this.text])) return shippedFor("zh");
    return /\p{Script=Latin}/u.test(this.text) ? shippedFor("en") : undefined;
  }

  /** What a link holds of it. */
  get link(): { text?: string; out?: string } {
    const out = [...this.#away].sort((a, b) => a - b).join(".");
    return { ...(this.text === undefined ? {} : { text: this.text.slice(0, LINKED_TEXT) }), ...(out ? { out } : {}) };
  }

  /** Takes the sentence of a link. */
  take(state: URLSearchParams): void {
    this.text = state.get("text")?.slice(0, LINKED_TEXT) ?? undefined;
    const places = (state.get("out") ?? "").split(".").map((place) => (place ? Number(place) : Number.NaN));
    this.#away = new Set(places.filter((place) => Number.isInteger(place) && place >= 0));
  }
}
