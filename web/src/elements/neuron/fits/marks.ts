// How methods and classes are distinguished: by colour, and by dashes and shapes for people who do not see colours.

import { svg, type SVGTemplateResult } from "lit";

export interface Mark {
  colour: string;
  /** SVG's stroke-dasharray. */
  dash: string;
}

export const MARKS = {
  closed: { colour: "var(--for)", dash: "" },
  descent: { colour: "var(--against)", dash: "9 6" },
  dense: { colour: "var(--third)", dash: "2 5" },
  lbfgs: { colour: "var(--for)", dash: "" },
  newton: { colour: "var(--third)", dash: "2 5" },
  squares: { colour: "var(--muted)", dash: "12 4 2 4" },
} satisfies Record<string, Mark>;

export type Method = keyof typeof MARKS;

/** Class 1 has the colour for “for”, class 0 the one for “against”. */
export const CLASS_COLOURS = ["var(--against)", "var(--for)", "var(--third)", "var(--bad)", "var(--muted)"];

/** The label of a point without a class. */
export const PLAIN = -1;

/** A point: circle, square or triangle by class; hollow where it is for testing. */
export function marker(x: number, y: number, label: number, hollow: boolean, size = 7): SVGTemplateResult {
  const colour = CLASS_COLOURS[label % CLASS_COLOURS.length] ?? "var(--text)";
  const [fill, stroke, width] = hollow ? ["var(--surface)", colour, 2.5] : [colour, "var(--surface)", 1.5];
  if (label % 3 === 1) {
    return svg`<rect x=${x - size} y=${y - size} width=${2 * size} height=${2 * size} fill=${fill} stroke=${stroke} stroke-width=${width} />`;
  }
  if (label % 3 === 2) {
    const points = `${x},${y - 1.3 * size} ${x - 1.2 * size},${y + 0.9 * size} ${x + 1.2 * size},${y + 0.9 * size}`;
    return svg`<polygon points=${points} fill=${fill} stroke=${stroke} stroke-width=${width} />`;
  }
  return svg`<circle cx=${x} cy=${y} r=${size} fill=${fill} stroke=${stroke} stroke-width=${width} />`;
}
