// A drawing as text, for links: strokes, or a picture such as a digit of a data set.

/** Places across and down. */
const PLACES = 140;

/** Places between two points that a link keeps; the pad draws curves between them. */
const APART = 4;

/** The most points in a link. */
const MOST_POINTS = 400;

/** A place on the pad, in pixels. */
export type Point = [number, number];

/** A line of the brush, or of the eraser. */
export interface Stroke {
  points: Point[];
  erases: boolean;
}

/** Numbers across a picture in a link. */
const SIDE = 28;

/** Levels of grey in a link. */
const GREYS = 15;

/** A picture of 28 x 28 numbers from 0 to 1: a hexadecimal digit for each, and `z` with two digits of base 36 for a run of zeros. */
export function writePicture(pixels: ArrayLike<number>): string {
  const written = Array.from(pixels, (value) => Math.round(GREYS * Math.min(1, Math.max(0, value))).toString(16)).join("");
  return written.replace(/0{3,1295}/g, (run) => `z${run.length.toString(36).padStart(2, "0")}`);
}

/** The picture of a text from a link; undefined if it holds anything else. */
export function readPicture(text: string): Float32Array | undefined {
  if (!/^([0-9a-f]|z[0-9a-z]{2})+$/.test(text) || text.length > SIDE * SIDE) return undefined;
  const written = text.replace(/z(..)/g, (_, run: string) => "0".repeat(Number.parseInt(run, 36)));
  return written.length === SIDE * SIDE ? Float32Array.from(written, (digit) => Number.parseInt(digit, 16) / GREYS) : undefined;
}

/** Strokes, such as `1a2b3c4d.-1a2b`: two digits of base 36 for each coordinate, `.` between strokes, `-` before an eraser's. */
export function writeStrokes(strokes: readonly Stroke[], side: number): string {
  let count = 0;
  const written = strokes.map(({ points, erases }) => {
    const kept: Point[] = [];
    const places = points.map((point) => point.map((value) => Math.min(PLACES, Math.max(0, Math.round((value / side) * PLACES)))) as Point);
    places.forEach((point, at) => {
      const last = kept.at(-1);
      if (!last || at === places.length - 1 || Math.hypot(point[0] - last[0], point[1] - last[1]) >= APART) kept.push(point);
    });
    count += kept.length;
    return (erases ? "-" : "") + kept.flat().map((place) => place.toString(36).padStart(2, "0")).join("");
  });
  return count > MOST_POINTS ? "" : written.join(".");
}

/** The strokes of a text from a link; none if it holds anything else. */
export function readStrokes(text: string, side: number): Stroke[] {
  if (!/^(-?([0-9a-z]{4})+(\.|$))+$/.test(text) || text.length > 4 * MOST_POINTS * 2) return [];
  return text.split(".").filter(Boolean).map((stroke) => {
    const places = stroke.match(/[0-9a-z]{2}/g)!.map((digits) => (Math.min(PLACES, Number.parseInt(digits, 36)) / PLACES) * side);
    return {
      points: Array.from({ length: places.length / 2 }, (_, at): Point => [places[2 * at]!, places[2 * at + 1]!]),
      erases: stroke.startsWith("-"),
    };
  });
}
