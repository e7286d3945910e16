// A digit that draws itself, so that a visitor sees at once what the page does.

/** Places from 0 to 1, from the top left. */
type Stroke = [number, number][];

/** An arc around a middle, in degrees from the top, clockwise. */
const arc = (x: number, y: number, rx: number, ry: number, from: number, to: number, steps = 20): Stroke =>
  Array.from({ length: steps + 1 }, (_, i) => {
    const angle = ((from + ((to - from) * i) / steps) * Math.PI) / 180;
    return [x + rx * Math.sin(angle), y - ry * Math.cos(angle)];
  });

/** A 3, drawn in one stroke. */
export const THREE: Stroke = [...arc(0.48, 0.34, 0.17, 0.15, -70, 170, 16), ...arc(0.48, 0.63, 0.2, 0.17, 5, 245, 18)];

/** Milliseconds that the stroke takes. */
export const DRAWN_IN = 900;
