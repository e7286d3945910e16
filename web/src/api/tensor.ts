import { shown } from "./check.ts";
import type { Tensor, TensorData } from "./types.ts";

/** A number, or lists of them within each other. */
type Nested = number | Nested[];

/**
 * A tensor from nested arrays, or from flat data and a shape.
 *
 * @throws Error when nested arrays are ragged, an element is no number, or data and shape differ in size.
 */
export function tensor(data: Nested | TensorData, shape?: number[]): Tensor {
  if (data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array) {
    return checked("tensor", { data, shape: shape ?? [data.length] });
  }
  if (ArrayBuffer.isView(data)) return checked("tensor", { data: data as unknown as TensorData, shape: shape ?? [] });
  const found = shapeOf(data);
  const flat: number[] = [];
  flatten(data, found, 0, flat);
  return checked("tensor", { data: Float32Array.from(flat), shape: shape ?? found });
}

function shapeOf(data: Nested): number[] {
  const shape: number[] = [];
  for (let level: Nested | undefined = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  return shape;
}

function flatten(data: Nested, shape: number[], axis: number, out: number[]): void {
  if (axis === shape.length) {
    if (typeof data !== "number") {
      throw new Error(`tensor: element ${out.length} is ${Array.isArray(data) ? "a list" : typeof data}; expected a number`);
    }
    out.push(data);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const got = Array.isArray(data) ? `${data.length} entries` : typeof data;
    throw new Error(`tensor: ragged array: expected ${shape[axis]} entries on axis ${axis} everywhere, got ${got}`);
  }
  for (const item of data) flatten(item, shape, axis + 1, out);
}

/** The tensor, when its data fill its shape; `what` names it in the error. */
export function checked(what: string, value: Tensor | undefined): Tensor {
  if (Array.isArray(value)) throw new Error(`${what} is a plain list; make a tensor of it with tensor(list)`);
  if (typeof value !== "object" || value === null) {
    throw new Error(`${what} is ${shown(value)}; expected a tensor: { data, shape }, or what tensor(list) gives`);
  }
  const { data, shape } = value;
  if (!(data instanceof Float32Array || data instanceof Int32Array || data instanceof Uint8Array)) {
    throw new Error(`${what}: data is ${shown(data)}; expected Float32Array, Int32Array or Uint8Array`);
  }
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new Error(`${what}: shape is ${JSON.stringify(shape)}; expected a list of whole numbers`);
  }
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length) {
    throw new Error(`${what}: shape [${shape}] holds ${size} numbers but there are ${data.length}`);
  }
  return value;
}
