// A model's graph as a picture in which layers can be chosen.

import { nothing, svg, type SVGTemplateResult } from "lit";
import type { LayerInfo } from "../../api/index.ts";
import { BOX, type Drawing, type FlowNode } from "./flow.ts";
import { shapeText } from "./ways.ts";

/** Letters of a name, and of a class with its shape, that fit into a box. */
const FITS = { name: 25, kind: 29 };

const fitted = (text: string, fits: number): string => (text.length > fits ? `${text.slice(0, Math.max(fits - 1, 1))}…` : text);

/** A line through points, straight down past boxes and curved between rows. */
function path(points: readonly { x: number; y: number }[]): string {
  const [first, ...rest] = points;
  let line = `M${first!.x} ${first!.y}`;
  let from = first!;
  for (const to of rest) {
    const middle = (from.y + to.y) / 2;
    line += from.x === to.x ? `V${to.y}` : `C${from.x} ${middle} ${to.x} ${middle} ${to.x} ${to.y}`;
    from = to;
  }
  return line;
}

/** The picture; `label` says what it is. */
export function graphView(
  { nodes, drawing }: { nodes: readonly FlowNode[]; drawing: Drawing },
  layers: readonly LayerInfo[],
  options: { label: string; chosen: string | undefined; choose: (layer: string) => void },
): SVGTemplateResult {
  const { label, chosen, choose } = options;
  const { width, height, boxes, edges } = drawing;
  const infos = new Map(layers.map((layer) => [layer.name, layer]));
  const first = nodes.find(({ layer }) => infos.has(layer))?.layer;
  // The whole graph is one stop of the tab key; the arrow keys go from layer to layer.
  const move = (from: Element, step: number) => {
    const all = [...from.parentElement!.querySelectorAll<SVGElement>("[role=button]")];
    all[Math.min(Math.max(all.indexOf(from as SVGElement) + step, 0), all.length - 1)]!.focus();
  };
  const box = ({ layer, className, shape }: FlowNode, at: number) => {
    const { x, y } = boxes[at]!;
    const sizes = shape ?? infos.get(layer)?.outputShape.slice(1);
    const written = sizes ? ` ${shapeText(sizes)}` : "";
    const name = layer.split("/").at(-1)!;
    const known = infos.has(layer);
    const pick = () => known && choose(layer);
    return svg`<g
      class="node ${layer === chosen ? "chosen" : ""} ${className === "InputLayer" ? "input" : ""}"
      transform="translate(${x} ${y})"
      role=${known ? "button" : "img"}
      tabindex=${!known ? nothing : layer === (chosen ?? first) ? 0 : -1}
      aria-label="${layer}, ${className}${written}"
      aria-pressed=${known ? String(layer === chosen) : nothing}
      data-layer=${layer}
      @click=${pick}
      @keydown=${(event: KeyboardEvent) => {
        const steps: Record<string, number> = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
        const step = steps[event.key];
        if (step === undefined && event.key !== "Enter" && event.key !== " ") return;
        event.preventDefault();
        if (step === undefined) pick();
        else move(event.currentTarget as Element, step);
      }}
    >
      <title>${layer}</title>
      <rect width=${BOX.width} height=${BOX.height} rx="7" />
      <text class="name" x=${BOX.width / 2} y="18">${fitted(name, FITS.name)}</text>
      <text class="kind" x=${BOX.width / 2} y="34">${fitted(className, FITS.kind - written.length)}${written}</text>
    </g>`;
  };
  return svg`<svg class="graph" data-testid="graph" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="group" aria-label=${label}>
    ${edges.map((points) => svg`<path class="edge" d=${path(points)} />`)}
    ${nodes.map(box)}
  </svg>`;
}
