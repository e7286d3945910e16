// A layer as a value, and what it gives when it is put behind others: symbolic tensors, of which functional models
// are made.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { snakeOptions, type KerasObject } from "./keras.ts";

/** A layer: its Keras class and the options that were given. */
export type LayerConfig = KerasObject;

/** What can stand as a layer in a model: a layer, or another model. */
export type LayerLike = LayerConfig | ModelLike;

/** What models offer to other models; see `Model`. */
export interface ModelLike {
  /** What the layer that it becomes is called. */
  readonly name: string;
  /** Its Keras config. */
  toJSON(): object;
}

/** One or several tensors that a layer is put behind; several for those that join them, as `layers.add()`. */
export type LayerInputs = SymbolicTensor | SymbolicTensor[];

/** A place in a functional model: what a layer gives there. It holds no numbers. */
export class SymbolicTensor {
  /** @internal */
  constructor(
    /** What gives it. */
    readonly layer: LayerLike,
    /** As they were given; undefined for an input. */
    readonly inputs: LayerInputs | undefined,
    /** Which of the layer's outputs it is. */
    readonly index: number = 0,
    /** The use of the layer that it comes from: the same object for all outputs of one use. @internal */
    readonly use: object = {},
  ) {}
}

/** A layer that can be put into models, or behind others with {@link apply}. */
export class Layer implements LayerConfig {
  /** The options that were given, under Keras's names. */
  readonly config: Record<string, unknown>;

  /**
   * @param options Keras's, in camelCase or snake_case; those that are undefined are left out.
   * @throws Error when they are no object, or one of them is a function.
   */
  constructor(
    /** The Keras class. */
    readonly class_name: string,
    options: object = {},
  ) {
    this.config = snakeOptions(class_name, options);
  }

  /**
   * Puts the layer behind a tensor, or behind several. Every use of the same layer object in a model has the same
   * weights. Shapes are looked at when the model is first used.
   *
   * @throws Error when something else than symbolic tensors is given.
   */
  apply(inputs: LayerInputs): SymbolicTensor {
    return applied(this, this.class_name, inputs, 1)[0]!;
  }
}

/** The outputs, so many, of `layer` behind `inputs`; `what` names it in the error. */
export function applied(layer: LayerLike, what: string, inputs: LayerInputs, outputs: number): SymbolicTensor[] {
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  const wrong = list.findIndex((tensor) => !(tensor instanceof SymbolicTensor));
  if (list.length === 0 || wrong >= 0) {
    const got = shown(wrong < 0 ? inputs : list[wrong]);
    throw new PupilError(`${what}: apply got ${got}; expected what input() or apply() gave, or a list of such`);
  }
  const use = {};
  return Array.from({ length: outputs }, (_, index) => new SymbolicTensor(layer, inputs, index, use));
}

/**
 * The layer, or the model that stands as one.
 *
 * @throws Error when it is something else; `what` names its place.
 */
export function checkedLayer(what: string, layer: unknown): LayerLike {
  const { class_name, config, toJSON } = (layer ?? {}) as Partial<KerasObject & ModelLike>;
  const written = typeof class_name === "string" && typeof config === "object" && config !== null;
  if (typeof layer === "object" && (written || typeof toJSON === "function")) return layer as LayerLike;
  throw new PupilError(`${what} is ${shown(layer)}; expected a layer, such as layers.dense({ units: 1 }), or a model`);
}

/** The shape of a batch of samples of this shape; `what` names the call in the error. */
export function batchShape(what: string, shape: unknown): (number | null)[] {
  if (Array.isArray(shape) && shape.every((n) => Number.isInteger(n) && n >= 1)) return [null, ...shape];
  throw new PupilError(`${what}: shape is ${JSON.stringify(shape)}; expected a list of whole numbers of at least 1`);
}

/**
 * The input of a functional model: `shape` is one sample's. `name` is `input_layer` by default, `dtype` is
 * `"float32"`.
 *
 * @throws Error when the shape is no list of whole numbers of at least 1.
 */
export function input(options: { shape: number[]; name?: string; dtype?: "float32" | "int32" }): SymbolicTensor {
  const { shape, name, dtype } = options ?? {};
  return new SymbolicTensor(new Layer("InputLayer", { batchShape: batchShape("input", shape), name, dtype }), undefined);
}
