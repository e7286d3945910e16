// How methods and classes are distinguished: by colour, and by dashes and shapes for people who do not see colours.

import { svg, type SVGTemplateResult } from "lit";

export interface Mark {
  colour: string;
  /** SVG's stroke-dasharray. */
  dash: string;
}

export const MARKS = {
  closed: { colour: "var(--accent)", dash: "" },
  descent: { colour: "var(--second)", dash: "9 6" },
  dense: { colour: "var(--third)", dash: "2 5" },
  lbfgs: { colour: "var(--accent)", dash: "" },
  newton: { colour: "var(--third)", dash: "2 5" },
  squares: { colour: "var(--muted)", dash: "12 4 2 4" },
} satisfies Record<string, Mark>;

export type Method = keyof typeof MARKS;

export const CLASS_COLOURS = ["var(--accent)", "var(--second)", "var(--third)", "var(--bad)", "var(--muted)"];

/** A point: circle, square or triangle by class; hollow where it is for testing. */
export function marker(x: number, y: number, label: number, hollow: boolean, size = 7): SVGTemplateResult {
  const colour = CLASS_COLOURS[label % CLASS_COLOURS.length]!;
  const fill = hollow ? "var(--surface)" : colour;
  const style = `fill:${fill};stroke:${hollow ? colour : "var(--surface)"};stroke-width:${hollow ? 2.5 : 1}`;
  if (label % 3 === 1) return svg`<rect x=${x - size} y=${y - size} width=${2 * size} height=${2 * size} style=${style} />`;
  if (label % 3 === 2) {
    const points = `${x},${y - 1.3 * size} ${x - 1.2 * size},${y + 0.9 * size} ${x + 1.2 * size},${y + 0.9 * size}`;
    return svg`<polygon points=${points} style=${style} />`;
  }
  return svg`<circle cx=${x} cy=${y} r=${size} style=${style} />`;
}
