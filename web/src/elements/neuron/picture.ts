// A picture of the network with its answer.

import { colourOf } from "../shared/colours.ts";
import { PLAIN } from "./fits/marks.ts";
import { drawn } from "./answer-view.ts";
import { inkOf, paintClasses, paintLine, paintMap, scaleOf, type Ink } from "./maps.ts";
import { thickness, type NetView } from "./net-view.ts";
import { EDGE, isTest, type Point } from "./sets.ts";
import type { Look } from "./trainer.ts";

/** Pixels between the network and the plane. */
const GAP = 24;

/** Pixels of a canvas for each pixel of the page. */
const SHARP = 2;

/** A small canvas with a unit's map. */
function mapOf(look: Look, layer: number, unit: number, ink: Ink): HTMLCanvasElement {
  const canvas = document.createElement("canvas");
  const { spec } = look;
  const last = layer === spec.hidden.length;
  const units = last ? Math.max(1, spec.classes > 2 ? spec.classes : 1) : spec.hidden[layer]!;
  const data = last && spec.task !== "numbers" && spec.loss !== "hinge" ? look.layers[layer]!.map((p) => 2 * p - 1) : look.layers[layer]!;
  const values = { data, unit, units };
  (spec.task === "numbers" ? paintLine : paintMap)(canvas, values, look.side, scaleOf(values), ink);
  return canvas;
}

function drawNet(context: CanvasRenderingContext2D, look: Look, net: NetView, ink: Ink, colours: Record<"for" | "against" | "text" | "muted", string>): void {
  const root = net.renderRoot as ShadowRoot;
  const units = [...root.querySelectorAll<HTMLElement>(".unit")];
  const scale = Math.max(0.35, Math.min(1, (units[0]?.offsetWidth ?? 44) / 44));
  for (const path of root.querySelectorAll<SVGPathElement>(".wire")) {
    const [layer, from, to] = path.getAttribute("data-of")!.split(" ").map(Number) as [number, number, number];
    const kernel = look.weights[2 * layer]!;
    const weight = kernel.data[from * kernel.shape[1]! + to]!;
    context.strokeStyle = weight < 0 ? colours.against : colours.for;
    context.lineWidth = thickness(weight, scale);
    context.stroke(new Path2D(path.getAttribute("d")!));
  }
  for (const unit of units) {
    const canvas = unit.querySelector("canvas")!;
    const [layer, row] = canvas.getAttribute("data-map")!.split(" ").map(Number) as [number, number];
    const { offsetLeft: x, offsetTop: y, offsetWidth: width, offsetHeight: height } = unit;
    context.globalAlpha = unit.getAttribute("aria-pressed") === "false" ? 0.45 : 1;
    context.drawImage(layer ? mapOf(look, layer - 1, row, ink) : canvas, x, y, width, height);
    context.strokeStyle = colours.muted;
    context.lineWidth = 1;
    context.strokeRect(x, y, width, height);
  }
  context.globalAlpha = 1;
  context.fillStyle = colours.text;
  context.font = `13px ${getComputedStyle(net).fontFamily}`;
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const name of root.querySelectorAll<HTMLElement>(".name")) {
    context.fillText(name.textContent!, Number.parseFloat(name.style.left) - 6, Number.parseFloat(name.style.top));
  }
}

function drawPlane(context: CanvasRenderingContext2D, look: Look, side: number, points: readonly Point[], share: number, ink: Ink, colours: Record<"text" | "paper", string>): void {
  const { shade, lines } = drawn(look, undefined);
  const canvas = document.createElement("canvas");
  context.fillStyle = colours.paper;
  context.fillRect(0, 0, side, side);
  if (shade) {
    if ("classes" in shade) paintClasses(canvas, shade.values, shade.classes, shade.side, ink);
    else paintMap(canvas, shade.of, shade.side, shade.scale, ink);
    context.drawImage(canvas, 0, 0, side, side);
  }
  const place = (value: number) => ((value + EDGE) / (2 * EDGE)) * side;
  context.strokeStyle = colours.text;
  context.lineWidth = 2;
  for (const { path, points: curve } of lines) {
    context.save();
    context.beginPath();
    context.rect(0, 0, side, side);
    context.clip();
    if (path) {
      context.scale(side / 600, side / 600);
      context.lineWidth = (2 * 600) / side;
      context.stroke(new Path2D(path));
    } else {
      context.beginPath();
      (curve ?? []).forEach(([x, y], at) => (at ? context.lineTo(place(x), place(-y)) : context.moveTo(place(x), place(-y))));
      context.stroke();
    }
    context.restore();
  }
  const rgb = (values: readonly number[]) => `rgb(${values.join()})`;
  const size = side / 85;
  points.forEach(({ x, y, label }, at) => {
    const kind = look.spec.task === "numbers" ? PLAIN : label;
    const colour = kind === PLAIN ? colours.text : rgb(ink.classes[kind % ink.classes.length]!);
    const hollow = isTest(at, share);
    context.beginPath();
    if (kind === 1) context.rect(place(x) - size, place(-y) - size, 2 * size, 2 * size);
    else if (kind === 2) {
      context.moveTo(place(x), place(-y) - 1.3 * size);
      context.lineTo(place(x) - 1.2 * size, place(-y) + 0.9 * size);
      context.lineTo(place(x) + 1.2 * size, place(-y) + 0.9 * size);
      context.closePath();
    } else context.arc(place(x), place(-y), size, 0, 7);
    context.fillStyle = hollow ? colours.paper : colour;
    context.strokeStyle = hollow ? colour : colours.paper;
    context.lineWidth = hollow ? 2 : 1;
    context.fill();
    context.stroke();
  });
}

/** Draws the network as it was at a look, with its answer beside it. */
export function drawStage(look: Look, net: NetView, points: readonly Point[], share: number): HTMLCanvasElement {
  const { width, height } = net.size;
  const side = Math.min(height, 420);
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [SHARP * (width + GAP + side), SHARP * height];
  const context = canvas.getContext("2d")!;
  context.scale(SHARP, SHARP);
  const root = net.renderRoot as ShadowRoot;
  const colours = {
    for: colourOf(root, "--for"),
    against: colourOf(root, "--against"),
    text: colourOf(root, "--text"),
    muted: colourOf(root, "--muted"),
    paper: colourOf(root, "--surface"),
  };
  const ink = inkOf([...net.renderRoot.querySelectorAll("i")]);
  drawNet(context, look, net, ink, colours);
  context.translate(width + GAP, (height - side) / 2);
  drawPlane(context, look, side, points, share, ink, colours);
  return canvas;
}
