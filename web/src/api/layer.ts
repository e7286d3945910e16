// A layer as a value, and what it gives when it is put behind others: symbolic tensors, of which functional models
// are made.

import { snakeOptions, type KerasObject } from "./keras.ts";

/** A layer: its Keras class and the options that were given. */
export type LayerConfig = KerasObject;

/** What can stand as a layer in a model: a layer, or another model. */
export type LayerLike = LayerConfig | ModelLike;

/** What models offer to other models; see `Model`. */
export interface ModelLike {
  readonly name: string;
  toJSON(): object;
}

/** One or several tensors that a layer is put behind; several for those that join them, as `layers.add()`. */
export type LayerInputs = SymbolicTensor | SymbolicTensor[];

/** A place in a functional model: what a layer gives there. It holds no numbers. */
export class SymbolicTensor {
  /** @internal */
  constructor(
    readonly layer: LayerLike,
    /** As they were given; undefined for an input. */
    readonly inputs: LayerInputs | undefined,
  ) {}
}

/** A layer that can be put into models, or behind others with {@link apply}. */
export class Layer implements LayerConfig {
  readonly config: Record<string, unknown>;

  /** @param options Keras's, in camelCase or snake_case; those that are undefined are left out. */
  constructor(
    readonly class_name: string,
    options: object = {},
  ) {
    this.config = snakeOptions(options);
  }

  /**
   * Puts the layer behind a tensor, or behind several. Every use of the same layer object in a model has the same
   * weights. Shapes are looked at when the model is first used.
   *
   * @throws Error when something else than symbolic tensors is given.
   */
  apply(inputs: LayerInputs): SymbolicTensor {
    return applied(this, this.class_name, inputs);
  }
}

/** What `layer` gives behind `inputs`; `what` names it in the error. */
export function applied(layer: LayerLike, what: string, inputs: LayerInputs): SymbolicTensor {
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  const wrong = list.find((tensor) => !(tensor instanceof SymbolicTensor));
  if (list.length === 0 || wrong !== undefined || list.includes(undefined)) {
    const got = list.length === 0 ? "an empty list" : wrong === null ? "null" : typeof wrong;
    throw new Error(`${what}: apply got ${got}; expected what input() or apply() gave, or a list of such`);
  }
  return new SymbolicTensor(layer, inputs);
}

/**
 * The input of a functional model: `shape` is one sample's. `name` is `input_layer` by default, `dtype` is
 * `"float32"`.
 *
 * @throws Error when the shape is no list of whole numbers of at least 1.
 */
export function input(options: { shape: number[]; name?: string; dtype?: "float32" | "int32" }): SymbolicTensor {
  const { shape, name, dtype } = options ?? {};
  if (!Array.isArray(shape) || !shape.every((n) => Number.isInteger(n) && n >= 1)) {
    throw new Error(`input: shape is ${JSON.stringify(shape)}; expected a list of whole numbers of at least 1`);
  }
  return new SymbolicTensor(new Layer("InputLayer", { batchShape: [null, ...shape], name, dtype }), undefined);
}
