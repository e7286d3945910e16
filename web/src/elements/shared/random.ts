/** Random numbers from 0 to 1 from a seed (Mulberry32). */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Brings items into a random order (Fisher and Yates). */
export function shuffle<T>(items: { length: number; [index: number]: T }, uniform: () => number): void {
  for (let last = items.length - 1; last > 0; last -= 1) {
    const at = Math.floor(uniform() * (last + 1));
    [items[last], items[at]] = [items[at]!, items[last]!];
  }
}
