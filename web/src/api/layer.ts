// Layers as values, and the symbolic tensors that functional models are made of.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { known, snakeOptions, type KerasObject } from "./keras.ts";

/** A layer: its Keras class and the options that were given. */
export type LayerConfig = KerasObject;

/** A layer of a model: a layer, or another model. */
export type LayerLike = LayerConfig | ModelLike;

/** What a model offers when it becomes a layer of another model; see `Model`. */
export interface ModelLike {
  /** The name of the layer that it becomes. */
  readonly name: string;
  /** Its Keras config. */
  toJSON(): object;
}

/** The inputs of a layer: one tensor, or several for layers that join them, such as `layers.add()`. */
export type LayerInputs = SymbolicTensor | SymbolicTensor[];

/** What a call of a layer states besides its inputs. */
export interface CallOptions {
  /** For layers of attention: true if a step attends only to itself and to earlier steps; false by default. */
  useCausalMask?: boolean;
  /**
   * For `multiHeadAttention` and `groupQueryAttention`: 1 where a step of the query may attend to a key, else 0. Its shape is
   * `(steps, keys)`.
   */
  attentionMask?: SymbolicTensor;
  /**
   * For layers of attention: true for a second output, the share that each step gives to each key; false by default.
   * {@link Layer.applyAll} returns it.
   */
  returnAttentionScores?: boolean;
  /**
   * For recurrent layers: the states before the first step, zeros by default. Each has the shape `(units)`; an LSTM has two,
   * `Bidirectional` those of both directions.
   */
  initialState?: SymbolicTensor | SymbolicTensor[];
  /** For `reversibleEmbedding`: true to go from vectors to a score for each row; false by default. */
  reverse?: boolean;
  /** For `softmax`: 1 where a number counts, else 0. Its shape broadcasts to the input's. */
  mask?: SymbolicTensor;
}

/** The names of a call's options. */
const CALL_OPTIONS = ["useCausalMask", "attentionMask", "returnAttentionScores", "initialState", "mask", "reverse"] as const;

/** One call of a layer. @internal */
export interface Use {
  /** The call's options under Keras's names. */
  readonly options?: Record<string, unknown>;
}

/** A tensor of a functional model before it has numbers: the output of a layer. */
export class SymbolicTensor {
  /** @internal */
  constructor(
    /** The layer whose output it is. */
    readonly layer: LayerLike,
    /** The layer's inputs; undefined for an input of the model. */
    readonly inputs: LayerInputs | undefined,
    /** The index among the layer's outputs. */
    readonly index: number = 0,
    /** The call of the layer that it comes from: the same object for all outputs of one call. @internal */
    readonly use: Use = {},
  ) {}
}

/** The index of the first value that is no symbolic tensor; -1 if all are. */
export const noTensor = (values: unknown[]): number => values.findIndex((value) => !(value instanceof SymbolicTensor));

/** A layer, for a model or to be called with {@link apply}. */
export class Layer implements LayerConfig {
  /** The given options, with Keras's names. */
  readonly config: Record<string, unknown>;

  /**
   * @param options Keras's options, in camelCase or snake_case. Undefined options are left out.
   * @throws Error when the options are not an object, or one of them is a function.
   */
  constructor(
    /** The Keras class. */
    readonly class_name: string,
    options: object = {},
  ) {
    this.config = snakeOptions(class_name, options);
  }

  /**
   * Calls the layer with a tensor, or with several, and returns its output; of several outputs the first. All calls of the same
   * layer object in a model share its weights. Shapes are checked when the model is first used.
   *
   * @throws Error when an input is not a symbolic tensor, or an option is not known.
   */
  apply(inputs: LayerInputs, options: CallOptions = {}): SymbolicTensor {
    return this.applyAll(inputs, options)[0]!;
  }

  /**
   * The same, with all outputs: of a recurrent layer with `returnState` its output and its states after the last step, of a layer
   * of attention with `returnAttentionScores` its output and the scores.
   *
   * @throws Error as {@link apply}.
   */
  applyAll(inputs: LayerInputs, options: CallOptions = {}): SymbolicTensor[] {
    known(`${this.class_name}: apply`, options, CALL_OPTIONS);
    const { attentionMask, initialState, mask, returnAttentionScores } = options;
    for (const [name, value] of Object.entries({ attentionMask, initialState, mask })) {
      const list: unknown[] = Array.isArray(value) ? value : [value];
      const wrong = value === undefined ? -1 : noTensor(list);
      if (wrong >= 0) throw new PupilError(`${this.class_name}: ${name} is ${shown(list[wrong])}; expected what input() or apply() gave`);
    }
    const outputs = returnAttentionScores ? 2 : 1 + statesOf(this);
    return applied(this, this.class_name, inputs, outputs, { options: snakeOptions("apply", options) });
  }
}

/** How many states a layer returns besides its output. */
function statesOf({ class_name, config }: LayerConfig): number {
  if (class_name === "Bidirectional") return 2 * statesOf(config.layer as LayerConfig);
  if (config?.return_state !== true) return 0;
  if (class_name !== "RNN") return statesOfCell(class_name);
  const cell = config.cell as LayerConfig;
  const cells = (cell.config.cells as LayerConfig[] | undefined) ?? [cell];
  return cells.reduce((sum, one) => sum + statesOfCell(one.class_name), 0);
}

/** How many states a cell has: an LSTM's are its output and its memory. */
const statesOfCell = (className: string): number => (className.includes("LSTM") ? 2 : 1);

/** The `outputs` outputs of `layer` for `inputs`; `what` names the layer in the error. */
export function applied(layer: LayerLike, what: string, inputs: LayerInputs, outputs: number, use: Use = {}): SymbolicTensor[] {
  const list: unknown[] = Array.isArray(inputs) ? inputs : [inputs];
  const wrong = noTensor(list);
  if (list.length === 0 || wrong >= 0) {
    const got = shown(wrong < 0 ? inputs : list[wrong]);
    throw new PupilError(`${what}: apply got ${got}; expected what input() or apply() gave, or a list of such`);
  }
  return Array.from({ length: outputs }, (_, index) => new SymbolicTensor(layer, inputs, index, use));
}

/**
 * Checks that a value is a layer, or a model used as a layer.
 *
 * @throws Error when it is something else; `what` names its place.
 */
export function checkedLayer(what: string, layer: unknown): LayerLike {
  const { class_name, config, toJSON } = (layer ?? {}) as Partial<KerasObject & ModelLike>;
  const written = typeof class_name === "string" && typeof config === "object" && config !== null;
  if (typeof layer === "object" && (written || typeof toJSON === "function")) return layer as LayerLike;
  throw new PupilError(`${what} is ${shown(layer)}; expected a layer, such as layers.dense({ units: 1 }), or a model`);
}

/** The batch shape for samples of this shape; `what` names the call in the error. */
export function batchShape(what: string, shape: unknown): (number | null)[] {
  if (Array.isArray(shape) && shape.every((n) => n === null || (Number.isInteger(n) && n >= 1))) return [null, ...shape];
  const expected = "a list of whole numbers of at least 1, or null for a size that is not known";
  throw new PupilError(`${what}: shape is ${JSON.stringify(shape)}; expected ${expected}`);
}

/**
 * An input of a functional model. `shape` is the shape of one sample; `name` is `input_layer` by default, `dtype` is
 * `"float32"`. A size that is not known, such as the length of a text, is null: each call of the model may then have
 * another one.
 *
 * @throws Error when the shape is not a list of whole numbers of at least 1, or null.
 */
export function input(options: { shape: (number | null)[]; name?: string; dtype?: "float32" | "int32" }): SymbolicTensor {
  const { shape, name, dtype } = options ?? {};
  return new SymbolicTensor(new Layer("InputLayer", { batchShape: batchShape("input", shape), name, dtype }), undefined);
}
