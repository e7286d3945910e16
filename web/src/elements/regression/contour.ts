// Lines of equal height on a grid.

/** Heights over a square of `size` x `size` places, row after row from the top. */
export interface Grid {
  size: number;
  values: Float64Array;
}

/** A line's pieces: from x, y to x, y, each from 0 to 1 across and down. */
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

/** Segments as an SVG path on a square of so many units. */
export const path = (segments: Segment[], units: number): string =>
  segments
    .map(([a, b, c, d]) => `M${(a * units).toFixed(1)} ${(b * units).toFixed(1)}L${(c * units).toFixed(1)} ${(d * units).toFixed(1)}`)
    .join("");

/** Where the largest of several columns of a grid changes: the boundaries between classes. */
export function boundaries(size: number, probabilities: Float64Array, classes: number): Segment[] {
  const segments: Segment[] = [];
  // Of two classes, one boundary is the other's.
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
