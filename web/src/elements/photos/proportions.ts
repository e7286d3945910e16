// The size of a picture in its own proportions.

/** The longer side at most, in multiples of the shorter one: canvases have a limit. */
const LONGEST = 4;

/** The factor that makes the shorter side of a picture `side` long, or less if it is very long or very high. */
export const scaleTo = (side: number, width: number, height: number): number =>
  Math.min(side / Math.min(width, height), (LONGEST * side) / Math.max(width, height));
