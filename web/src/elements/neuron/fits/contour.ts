// Lines of equal height on a grid.

/** Heights at `size` x `size` places of a square, row after row from the top. */
export interface Grid {
  size: number;
  values: ArrayLike<number>;
}

/** A piece of a line: from x, y to x, y, each from 0 to 1 across and down. */
export type Segment = [number, number, number, number];

/** Where a grid crosses a level (marching squares). */
export function contour({ size, values }: Grid, level: number): Segment[] {
  const segments: Segment[] = [];
  const step = 1 / (size - 1);
  for (let row = 0; row < size - 1; row += 1) {
    for (let column = 0; column < size - 1; column += 1) {
      const at = row * size + column;
      // Corners clockwise from the top left.
      const corners = [values[at]!, values[at + 1]!, values[at + size + 1]!, values[at + size]!].map((v) => v - level);
      const crossings: [number, number][] = [];
      for (let side = 0; side < 4; side += 1) {
        const [a, b] = [corners[side]!, corners[(side + 1) % 4]!];
        if (a < 0 === b < 0) continue;
        const t = a / (a - b);
        const [x, y] = ([[t, 0], [1, t], [1 - t, 1], [0, 1 - t]] as const)[side]!;
        crossings.push([(column + x) * step, (row + y) * step]);
      }
      for (let pair = 0; pair + 1 < crossings.length; pair += 2) {
        segments.push([...crossings[pair]!, ...crossings[pair + 1]!]);
      }
    }
  }
  return segments;
}

/** Segments joined into lines where their ends meet, so that dashes run along the lines. */
function joined(segments: Segment[]): [number, number][][] {
  const key = (x: number, y: number) => `${Math.round(x * 1e6)} ${Math.round(y * 1e6)}`;
  const ends = new Map<string, number[]>();
  segments.forEach(([a, b, c, d], at) => {
    for (const end of [key(a, b), key(c, d)]) ends.set(end, [...(ends.get(end) ?? []), at]);
  });
  const used = new Set<number>();
  /** Follows segments from a place that were not used yet. */
  const follow = (x: number, y: number): [number, number][] => {
    const line: [number, number][] = [];
    for (let next = free(x, y); next !== undefined; next = free(x, y)) {
      used.add(next);
      const [a, b, c, d] = segments[next]!;
      [x, y] = key(a, b) === key(x, y) ? [c, d] : [a, b];
      line.push([x, y]);
    }
    return line;
  };
  const free = (x: number, y: number) => ends.get(key(x, y))?.find((at) => !used.has(at));
  const lines: [number, number][][] = [];
  segments.forEach(([a, b, c, d], at) => {
    if (used.has(at)) return;
    used.add(at);
    lines.push([...follow(a, b).reverse(), [a, b], [c, d], ...follow(c, d)]);
  });
  return lines;
}

/** Segments as an SVG path on a square of `units` units. */
export const path = (segments: Segment[], units: number): string =>
  joined(segments)
    .map((line) => `M${line.map(([x, y]) => `${(x * units).toFixed(1)} ${(y * units).toFixed(1)}`).join("L")}`)
    .join("");

/** The boundaries between classes: where the largest of a grid's columns changes. */
export function boundaries(size: number, probabilities: ArrayLike<number>, classes: number): Segment[] {
  const segments: Segment[] = [];
  // With two classes, both have the same boundary.
  for (let own = classes === 2 ? 1 : 0; own < classes; own += 1) {
    const values = new Float64Array(size * size);
    for (let at = 0; at < values.length; at += 1) {
      let other = 0;
      for (let k = 0; k < classes; k += 1) if (k !== own) other = Math.max(other, probabilities[at * classes + k]!);
      values[at] = probabilities[at * classes + own]! - other;
    }
    segments.push(...contour({ size, values }, 0));
  }
  return segments;
}
