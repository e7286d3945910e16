// A model's layers as a graph: which layer feeds which, and where each is drawn.

import type { Model } from "../../api/index.ts";

interface LayerConfig {
  class_name: string;
  config: Record<string, unknown> & { name?: string; layers?: LayerConfig[]; input_layers?: unknown; output_layers?: unknown };
  name?: string;
  inbound_nodes?: unknown[];
}

/** A call of a layer; a layer that is called twice stands twice. */
export interface FlowNode {
  /** The layer's name as in `model.layers()`. */
  layer: string;
  className: string;
  /** For an input, the shape of a sample. */
  shape: (number | null)[] | undefined;
  /** The places in the list of nodes whose outputs it takes. */
  from: number[];
}

/** A tensor by its layer, the number of the layer's call, and its place among the outputs. */
type Origin = [name: string, call: number, place: number];

/** The tensors that a part of a config names, in order. Keras writes each as `[name, call, place]`, maybe with more behind. */
function origins(value: unknown): Origin[] {
  if (Array.isArray(value)) {
    const [name, call, place] = value;
    if (typeof name === "string" && typeof call === "number" && typeof place === "number") return [[name, call, place]];
    return value.flatMap(origins);
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(origins) : [];
}

class Flow {
  readonly nodes: FlowNode[] = [];

  /** Adds the layers of a model; `inputs` are the nodes that feed it. Returns the nodes of its outputs. */
  model({ class_name: kind, config }: LayerConfig, prefix: string, inputs: number[]): number[] {
    const layers = config.layers ?? [];
    if (kind === "Sequential") return layers.reduce((before, layer) => this.#call(layer, prefix, before), inputs);
    const given = origins(config.input_layers).map(([name]) => name);
    /** For each layer, the outputs of each of its calls. */
    const made = new Map<string, number[][]>();
    const taken = (from: Origin[]) =>
      from.flatMap(([name, call, place]) => {
        const outputs = made.get(name)?.[call] ?? made.get(name)?.at(-1);
        return outputs?.[place] ?? outputs?.[0] ?? [];
      });
    for (const layer of layers) {
      const name = layer.name ?? layer.config.name!;
      const place = given.indexOf(name);
      if (layer.class_name === "InputLayer" && inputs[place] !== undefined) made.set(name, [[inputs[place]!]]);
      else {
        const calls = layer.inbound_nodes?.length ? layer.inbound_nodes : [[]];
        made.set(name, calls.map((call) => this.#call(layer, prefix, taken(origins(call)))));
      }
    }
    return taken(origins(config.output_layers));
  }

  #call(layer: LayerConfig, prefix: string, from: number[]): number[] {
    const name = `${prefix}${layer.name ?? layer.config.name}`;
    if (layer.config.layers) return this.model(layer, `${name}/`, from);
    // A model in a model begins with an input of its own, which changes nothing.
    if (layer.class_name === "InputLayer" && from.length) return from;
    const batch = layer.config.batch_shape;
    const shape = layer.class_name === "InputLayer" && Array.isArray(batch) ? (batch.slice(1) as (number | null)[]) : undefined;
    this.nodes.push({ layer: name, className: layer.class_name, shape, from: [...new Set(from)] });
    return [this.nodes.length - 1];
  }
}

/** The layers of a model, and of the models in it, each after the layers that feed it. */
export function flowOf(model: Model): FlowNode[] {
  const flow = new Flow();
  flow.model(model.toJSON() as LayerConfig, "", []);
  return flow.nodes;
}

/** True if a layer feeds several, or takes from several. */
export function branches(nodes: readonly FlowNode[]): boolean {
  const fed = nodes.flatMap(({ from }) => from);
  return nodes.some(({ from }) => from.length > 1) || new Set(fed).size < fed.length;
}

/** Where the graph is drawn, in pixels. */
export interface Drawing {
  width: number;
  height: number;
  /** The left upper corner of each node's box. */
  boxes: { x: number; y: number }[];
  /** For each edge the points from its source down to its target. */
  edges: { x: number; y: number }[][];
}

export const BOX = { width: 184, height: 44 };
const GAP = { x: 24, y: 26 };

/** The room that an edge takes in a row that it passes. */
const LANE = 14;

/** A place in a row: a node, or an edge that passes the row. */
interface Slot {
  /** The node; undefined for an edge that passes. */
  node: number | undefined;
  /** The slots of the row above that it hangs on. */
  above: Slot[];
  /** The middle of the slot. */
  x: number;
}

/**
 * Layers each node one row below the lowest node that feeds it, and orders each row by the middles of what is above
 * (Sugiyama, Tagawa and Toda, "Methods for Visual Understanding of Hierarchical System Structures", 1981).
 */
export function draw(nodes: readonly FlowNode[]): Drawing {
  const depth: number[] = [];
  for (const { from } of nodes) depth.push(from.length ? 1 + Math.max(...from.map((at) => depth[at]!)) : 0);
  const rows: Slot[][] = Array.from({ length: Math.max(0, ...depth) + 1 }, () => []);
  const slots: Slot[] = [];
  const edges: Slot[][] = [];
  const ends: [number, number][] = [];
  for (const [at, { from }] of nodes.entries()) {
    const slot: Slot = { node: at, above: [], x: 0 };
    for (const source of from) {
      const passed: Slot[] = [];
      let last = slots[source]!;
      for (let row = depth[source]! + 1; row < depth[at]!; row += 1) {
        const lane: Slot = { node: undefined, above: [last], x: 0 };
        rows[row]!.push(lane);
        passed.push(lane);
        last = lane;
      }
      slot.above.push(last);
      edges.push(passed);
      ends.push([source, at]);
    }
    slots.push(slot);
    rows[depth[at]!]!.push(slot);
  }
  const width = ({ node }: Slot) => (node === undefined ? LANE : BOX.width);
  let widest = 0;
  for (const row of rows) {
    const middle = ({ above }: Slot) => (above.length ? above.reduce((sum, { x }) => sum + x, 0) / above.length : 0);
    row.sort((a, b) => middle(a) - middle(b));
    const whole = row.reduce((sum, slot) => sum + width(slot) + GAP.x, -GAP.x);
    widest = Math.max(widest, whole);
    // Rows are centred at 0.
    let left = -whole / 2;
    for (const slot of row) {
      slot.x = left + width(slot) / 2;
      left += width(slot) + GAP.x;
    }
  }
  const [padding, step] = [4, BOX.height + GAP.y];
  const x = (slot: Slot) => slot.x + widest / 2 + padding;
  const y = (row: number) => row * step + padding;
  const boxes = slots.map((slot, at) => ({ x: x(slot) - BOX.width / 2, y: y(depth[at]!) }));
  const lines = edges.map((passed, at) => {
    const [source, target] = ends[at]!;
    const [top, bottom] = [depth[source]!, depth[target]!];
    const between = passed.flatMap((slot, place) => {
      const row = top + 1 + place;
      return [
        { x: x(slot), y: y(row) },
        { x: x(slot), y: y(row) + BOX.height },
      ];
    });
    return [{ x: x(slots[source]!), y: y(top) + BOX.height }, ...between, { x: x(slots[target]!), y: y(bottom) }];
  });
  return { width: widest + 2 * padding, height: y(rows.length - 1) + BOX.height + padding, boxes, edges: lines };
}
