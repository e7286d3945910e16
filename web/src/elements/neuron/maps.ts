// Heat maps: what neurons answer over the plane, blue for and orange against.

/** Shades between full against, nothing and full for. */
const SHADES = 256;

type Rgb = [number, number, number];

/** The colours of a theme, as the page's styles compute them. */
export interface Ink {
  /** A colour for each shade, as ABGR. */
  shades: Uint32Array;
  classes: Rgb[];
}

const rgb = (element: Element): Rgb => {
  const found = getComputedStyle(element).color.match(/[\d.]+/g) ?? [];
  return [0, 1, 2].map((k) => Number(found[k] ?? 0)) as Rgb;
};

/** Reads the colours from elements whose `color` is one of the theme's variables: for, against, paper, then a third class. */
export function inkOf([forIt, against, paper, third]: readonly Element[]): Ink {
  const [high, low, middle] = [rgb(forIt!), rgb(against!), rgb(paper!)];
  const shades = new Uint32Array(SHADES);
  for (let shade = 0; shade < SHADES; shade += 1) {
    const value = (2 * shade) / (SHADES - 1) - 1;
    const end = value < 0 ? low : high;
    // The square root makes weak answers visible.
    const share = 0.78 * Math.abs(value) ** 0.8;
    const [r, g, b] = middle.map((from, k) => Math.round(from + (end[k]! - from) * share)) as Rgb;
    shades[shade] = (255 << 24) | (b << 16) | (g << 8) | r;
  }
  return { shades, classes: [low, high, third ? rgb(third) : high] };
}

/** One unit's values among those of its layer. */
export interface Values {
  data: ArrayLike<number>;
  unit: number;
  units: number;
}

/** The largest size of a unit's values, at least 1 so that weak answers look weak. */
export function scaleOf({ data, unit, units }: Values): number {
  let most = 1;
  for (let at = unit; at < data.length; at += units) {
    const size = Math.abs(data[at]!);
    if (size > most && Number.isFinite(size)) most = size;
  }
  return most;
}

/** One image for each size: maps are painted many times a second. */
const images = new Map<string, ImageData>();

function imageOf(width: number, height: number): ImageData {
  const key = `${width} ${height}`;
  let image = images.get(key);
  if (!image) images.set(key, (image = new ImageData(width, height)));
  return image;
}

function context(canvas: HTMLCanvasElement, width: number, height: number): CanvasRenderingContext2D {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  return canvas.getContext("2d")!;
}

/** Draws values from -1 to 1 over a square plane. */
export function paintMap(canvas: HTMLCanvasElement, { data, unit, units }: Values, side: number, scale: number, { shades }: Ink): void {
  const drawing = context(canvas, side, side);
  const image = imageOf(side, side);
  const pixels = new Uint32Array(image.data.buffer);
  const half = (SHADES - 1) / 2;
  for (let at = 0; at < pixels.length; at += 1) {
    const value = data[at * units + unit]! / scale;
    // Not a number is drawn as nothing.
    const shade = value >= 1 ? SHADES - 1 : value <= -1 ? 0 : Math.round(half + half * value) || 0;
    pixels[at] = Number.isNaN(value) ? shades[SHADES >> 1]! : shades[shade]!;
  }
  drawing.putImageData(image, 0, 0);
}

/** Draws values along x as an area on both sides of zero. */
export function paintLine(canvas: HTMLCanvasElement, { data, unit, units }: Values, side: number, scale: number, { shades }: Ink): void {
  const height = side >> 1;
  const drawing = context(canvas, side, height);
  const image = imageOf(side, height);
  const pixels = new Uint32Array(image.data.buffer).fill(shades[SHADES >> 1]!);
  const middle = height / 2;
  for (let column = 0; column < side; column += 1) {
    const value = data[column * units + unit]! / scale;
    if (!Number.isFinite(value)) continue;
    const end = Math.round(middle - Math.max(-1, Math.min(1, value)) * (middle - 1));
    const [from, to] = end < middle ? [end, middle] : [middle, end];
    const colour = shades[value > 0 ? SHADES - 1 : 0]!;
    for (let row = from; row < to; row += 1) pixels[row * side + column] = colour;
  }
  drawing.putImageData(image, 0, 0);
}

/** Draws the probabilities of several classes over a square plane; the surer, the stronger. */
export function paintClasses(canvas: HTMLCanvasElement, data: ArrayLike<number>, classes: number, side: number, ink: Ink): void {
  const drawing = context(canvas, side, side);
  const image = imageOf(side, side);
  const paper = ink.shades[SHADES >> 1]!;
  const ground = [paper & 255, (paper >> 8) & 255, (paper >> 16) & 255];
  for (let at = 0; at < side * side; at += 1) {
    const mixed = [0, 0, 0];
    let most = 0;
    for (let k = 0; k < classes; k += 1) {
      const p = Math.max(0, Math.min(1, data[at * classes + k]! || 0));
      most = Math.max(most, p);
      for (let c = 0; c < 3; c += 1) mixed[c]! += p * ink.classes[k % ink.classes.length]![c]!;
    }
    const sure = 0.1 + 0.62 * Math.max(0, (most - 1 / classes) / (1 - 1 / classes));
    for (let c = 0; c < 3; c += 1) image.data[4 * at + c] = ground[c]! + (mixed[c]! - ground[c]!) * sure;
    image.data[4 * at + 3] = 255;
  }
  drawing.putImageData(image, 0, 0);
}
