import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import type { FloatTensor, SampleWeights, Tensor, TensorData, TensorLike, Tensors, TensorsLike } from "./types.ts";

/** A number, or nested lists of numbers. */
type Nested = number | Nested[];

/**
 * A tensor from nested arrays, or from flat data and a shape.
 *
 * @throws Error when nested arrays are ragged, an element is not a number, or data and shape differ in size.
 */
export function tensor(data: Nested | TensorData | Float64Array, shape?: number[]): Tensor {
  if (isData(data) || data instanceof Float64Array) return checked("tensor", { data, shape: shape ?? [data.length] });
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
      throw new PupilError(`tensor: element ${out.length} is ${Array.isArray(data) ? "a list" : typeof data}; expected a number`);
    }
    out.push(data);
    return;
  }
  if (!Array.isArray(data) || data.length !== shape[axis]) {
    const got = Array.isArray(data) ? `${data.length} entries` : typeof data;
    throw new PupilError(`tensor: ragged array: expected ${shape[axis]} entries on axis ${axis} everywhere, got ${got}`);
  }
  for (const item of data) flatten(item, shape, axis + 1, out);
}

/** True for the arrays that hold a tensor's numbers. */
const isData = (value: unknown): value is TensorData =>
  value instanceof Float32Array || value instanceof Int32Array || value instanceof Uint8Array;

/** The tensor, if its data match its shape; `what` names it in the error. */
export function checked(what: string, given: TensorLike | undefined): Tensor {
  const value = (isData(given) || given instanceof Float64Array ? { data: given, shape: [given.length] } : given) as Tensor | undefined;
  if (Array.isArray(value)) throw new PupilError(`${what} is a plain list; make a tensor of it with tensor(list)`);
  if (typeof value !== "object" || value === null) {
    throw new PupilError(`${what} is ${shown(value)}; expected a tensor: { data, shape }, or what tensor(list) gives`);
  }
  const { shape } = value;
  const data = (value.data as unknown) instanceof Float64Array ? Float32Array.from(value.data) : value.data;
  if (!isData(data)) throw new PupilError(`${what}: data is ${shown(data)}; expected Float32Array, Float64Array, Int32Array or Uint8Array`);
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 0)) {
    throw new PupilError(`${what}: shape is ${JSON.stringify(shape)}; expected a list of whole numbers`);
  }
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== data.length) {
    throw new PupilError(`${what}: shape [${shape}] holds ${size} numbers but there are ${data.length}`);
  }
  return data === value.data ? value : { data, shape };
}

/** True if this is meant as one tensor, right or wrong, and not as an object of several by name. */
const isOne = (value: object): boolean => {
  const { data, shape } = value as Partial<Tensor>;
  return ArrayBuffer.isView(value) || ArrayBuffer.isView(data) || Array.isArray(data) || Array.isArray(shape);
};

/** True if this is a list of tensors: of several inputs, or of several outputs. */
export const isTensorList = (value: unknown): value is readonly TensorLike[] =>
  Array.isArray(value) && typeof value[0] === "object" && value[0] !== null && !Array.isArray(value[0]) && isOne(value[0]);

/** Checks a tensor, or all tensors of a list or an object; `what` names them in errors. */
export function checkedAll(what: string, value: TensorsLike | undefined): Tensors {
  if (isTensorList(value)) return value.map((each, index) => checked(`${what}[${index}]`, each));
  if (typeof value !== "object" || value === null || Array.isArray(value) || isOne(value)) {
    return checked(what, value as TensorLike | undefined);
  }
  const all = Object.entries(value as Record<string, TensorLike>);
  // An object of something else, such as options, is not an object of tensors.
  if (!all.some(([, each]) => typeof each === "object" && each !== null)) return checked(what, value as unknown as Tensor);
  return Object.fromEntries(all.map(([name, each]) => [name, checked(`${what} "${name}"`, each)]));
}

/** The same for sample weights, which may be missing for some outputs. */
export function checkedWeights(what: string, value: SampleWeights): SampleWeights {
  const each = (name: string, weights: Tensor | null | undefined) => (weights ? checked(name, weights) : null);
  if (Array.isArray(value)) {
    const plain = value.some((entry) => typeof entry === "number" || Array.isArray(entry));
    return plain ? checked(what, value as never) : value.map((entry, index) => each(`${what}[${index}]`, entry));
  }
  if (typeof value !== "object" || isOne(value)) return checked(what, value as Tensor);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [name, each(`${what} "${name}"`, entry)]));
}

/** The tensors of a model or a data set: the tensor itself if there is one, otherwise the list. */
export const oneOrAll = <T extends FloatTensor | FloatTensor[]>(tensors: FloatTensor[]): T =>
  (tensors.length === 1 ? tensors[0] : tensors) as T;
