// What the lesson asks a model about a text, and what it remembers of each model.

import type { Model, WeightTensor } from "../../api/index.ts";
import { anatomyOf, type Anatomy } from "./anatomy.ts";
import type { Classifier, Reading } from "./classifier.ts";
import { explain, partsOf, readParts, type Explanation, type Part } from "./explain.ts";
import { gatesAt, type Direction, type Gates } from "./gates.ts";
import { StandingOut } from "./stand-out.ts";
import { traceOf, type Trace } from "./trace.ts";

/** A text as a model reads it. */
export interface Look {
  classifier: Classifier;
  anatomy: Anatomy;
  found: Explanation;
  trace: Trace;
  /** True if the weights and the words' effects were asked, too. */
  full: boolean;
}

/** While a model trains, its weights and the words' effects are asked only at every so many looks. */
const FULL_EVERY = 12;

/** The gates at a word. */
export interface GatesAt {
  place: number;
  direction: Direction;
  gates: Gates | undefined;
}

/** The place of a word among those that are read; undefined if it is not read. */
function readPlace(parts: readonly Part[], place: number): number | undefined {
  const word = parts.filter(({ kind }) => kind !== "between")[place];
  const at = word ? readParts(parts).indexOf(word as Part & { number: number }) : -1;
  return at < 0 ? undefined : at;
}

/** Asks models, and remembers what does not change from text to text. */
export class Looker {
  readonly #anatomies = new WeakMap<Model, Promise<Anatomy>>();
  readonly #standing = new WeakMap<Model, StandingOut | undefined>();
  #weights: { model: Model; values: WeightTensor[] } | undefined;
  #cut: { key: string; reading: Reading; parts: Part[] } | undefined;
  #looks = 0;
  last: Look | undefined;

  /** The model has other weights than before. */
  learned(model: Model): void {
    this.#standing.delete(model);
    if (this.#weights?.model === model) this.#weights = undefined;
  }

  forget(): void {
    this.last = this.#weights = undefined;
  }

  async weightsOf(model: Model): Promise<WeightTensor[]> {
    if (this.#weights?.model !== model) this.#weights = { model, values: await model.getWeights() };
    return this.#weights.values;
  }

  /** What stands out for a model; undefined if it has too few words. */
  standingOut(classifier: Classifier): StandingOut | undefined {
    const { model } = classifier;
    if (!this.#standing.has(model)) this.#standing.set(model, StandingOut.for(classifier));
    return this.#standing.get(model);
  }

  /** Asks a model about a text without some of its words. A model that trains is asked less. */
  async look(classifier: Classifier, text: string, away: ReadonlySet<number>, learns: boolean): Promise<Look> {
    const { model, reading } = classifier;
    const anatomy = await (this.#anatomies.get(model) ?? this.#anatomyOf(model, reading.maxlen));
    const full = !learns || this.#looks % FULL_EVERY === 0;
    this.#looks += 1;
    if (learns && full) this.learned(model);
    const parts = await this.#partsOf(classifier, text, away);
    const trace = await traceOf(classifier, anatomy, parts, await this.weightsOf(model));
    const earlier = full || this.last?.classifier.model !== model ? undefined : this.last.found;
    const found = await explain(classifier, text, parts, earlier);
    if (!learns) await this.standingOut(classifier)?.judge(found);
    this.last = { classifier, anatomy, found, trace, full };
    return this.last;
  }

  /** The parts of a text. While a model trains, they are those of the look before. */
  async #partsOf(classifier: Classifier, text: string, away: ReadonlySet<number>): Promise<Part[]> {
    const key = JSON.stringify([text, [...away]]);
    if (this.#cut?.key !== key || this.#cut.reading !== classifier.reading) {
      this.#cut = { key, reading: classifier.reading, parts: await partsOf(classifier, text, away) };
    }
    return this.#cut.parts.map(({ text, kind, number }) => ({ text, kind, number, weight: 0 }));
  }

  #anatomyOf(model: Model, maxlen: number): Promise<Anatomy> {
    const anatomy = anatomyOf(model, maxlen);
    this.#anatomies.set(model, anatomy);
    return anatomy;
  }

  /** The gates at a word of the last text. */
  async gates({ classifier, anatomy, found }: Look, place: number, direction: Direction): Promise<GatesAt> {
    const at = readPlace(found.parts, place);
    const weights = await this.weightsOf(classifier.model);
    const gates = at === undefined ? undefined : await gatesAt(classifier, anatomy, weights, found.parts, at, direction);
    return { place, direction, gates };
  }
}
