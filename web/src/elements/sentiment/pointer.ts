// The word that the visitor points at, and the gates at it.

import type { Direction } from "./gates.ts";
import type { GatesAt, Look, Looker } from "./look.ts";

export class Pointer {
  direction: Direction = "forward";
  gates: GatesAt | undefined;
  /** A word to point at as soon as it is read. */
  word: string | undefined;
  /** The place of the word, if the visitor pointed at one. */
  #place: number | undefined;

  constructor(
    private readonly looker: Looker,
    readonly changed: () => void,
  ) {}

  /** Computes the gates at the word, or else at the last one that is read. */
  async see(): Promise<void> {
    const look: Look | undefined = this.looker.last;
    if (!look) return;
    const words = look.found.parts.filter(({ kind }) => kind !== "between");
    const wanted = words.findLastIndex(({ text }) => text.toLowerCase() === this.word);
    if (wanted >= 0) [this.#place, this.word] = [wanted, undefined];
    const last = words.findLastIndex(({ number }) => number !== undefined);
    const place = this.#place !== undefined && words[this.#place]?.number !== undefined ? this.#place : last;
    const { direction } = this;
    const found = await this.looker.gates(look, place, direction);
    if (this.looker.last === look && this.direction === direction) this.gates = found;
  }

  /** Sees, and shows it. The model may be gone; then the next look says so. */
  #show(): void {
    void this.see().then(this.changed, () => {});
  }

  /** The place that is pointed at from the next look on. */
  set place(place: number | undefined) {
    this.#place = place;
  }

  readonly point = (place: number): void => {
    this.#place = place;
    this.#show();
  };

  readonly turn = (direction: Direction): void => {
    this.direction = direction;
    this.#show();
  };
}
