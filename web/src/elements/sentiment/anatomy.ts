// The layers of a model that the timeline shows: the embedding, and the recurrent layer that reads it.

import type { LayerInfo, Model, WeightTensor } from "../../api/index.ts";

/** The recurrent layer of a model. */
export interface Recurrent {
  name: string;
  /** The Keras class, such as "LSTM"; of a bidirectional layer that of its inner layers. */
  className: string;
  /** The config of the layer, or of the inner layer that reads forward. */
  config: Record<string, unknown>;
  units: number;
  bidirectional: boolean;
  /** True if it puts out its state after each word, false if only after the last. */
  sequences: boolean;
  /** The layer whose output it reads. */
  input: string;
}

export interface Anatomy {
  embedding: { name: string; size: number } | undefined;
  recurrent: Recurrent | undefined;
  /** True if words that are 0, which fill short texts, are skipped. */
  masked: boolean;
  /** The last layer. */
  output: string;
  /** The kernel of the last layer, if each of its weights belongs to one unit of the recurrent layer. */
  weightOfUnits: string | undefined;
}

const RECURRENT = new Set(["LSTM", "GRU", "SimpleRNN"]);

/** Layers that pass on one number for each unit, in their order. */
const KEEPS_UNITS = new Set(["Dropout", "GlobalMaxPooling1D", "GlobalAveragePooling1D"]);

/** Layers that pass their input on in a prediction. */
const PASSES = new Set(["Dropout", "SpatialDropout1D", "GaussianNoise", "GaussianDropout"]);

/** The config of a layer within a layer, as Keras writes it. */
const inner = (config: Record<string, unknown>, name: string) => config[name] as { class_name: string; config: Record<string, unknown> };

function recurrentOf(all: readonly LayerInfo[], maxlen: number): Recurrent | undefined {
  const at = all.findIndex(({ className, config }) => RECURRENT.has(className) || (className === "Bidirectional" && RECURRENT.has(inner(config, "layer").class_name)));
  const layer = all[at];
  if (!layer) return undefined;
  const bidirectional = layer.className === "Bidirectional";
  const { class_name: className, config } = bidirectional ? inner(layer.config, "layer") : { class_name: layer.className, config: layer.config };
  // Both directions can be told apart only side by side.
  if (bidirectional && layer.config.merge_mode !== "concat") return undefined;
  if (!bidirectional && config.go_backwards === true) return undefined;
  const input = all[at - 1];
  // A layer before may have changed the steps, so that they are no words any more.
  if (!input || input.outputShape[1] !== maxlen) return undefined;
  return { name: layer.name, className, config, units: Number(config.units), bidirectional, sequences: config.return_sequences === true, input: input.name };
}

/** The anatomy of a model whose layers follow one another. */
export async function anatomyOf(model: Model, maxlen: number): Promise<Anatomy> {
  const all = (await model.layers()).filter(({ className }) => className !== "InputLayer");
  const embedding = all.find(({ className }) => className === "Embedding");
  const recurrent = recurrentOf(all, maxlen);
  const last = all.at(-1)!;
  const from = all.findIndex(({ name }) => name === recurrent?.name);
  const between = all.slice(from + 1, -1);
  const direct = from >= 0 && last.className === "Dense" && between.every(({ className }) => KEEPS_UNITS.has(className));
  const before = all.slice(all.indexOf(embedding!) + 1, from);
  return {
    embedding: embedding && { name: embedding.name, size: Number(embedding.config.output_dim) },
    recurrent,
    masked: embedding?.config.mask_zero === true && before.every(({ className }) => PASSES.has(className)),
    output: last.name,
    weightOfUnits: direct ? last.weights[0] : undefined,
  };
}

/** A weight of a model by its name. */
export const weightOf = (weights: readonly WeightTensor[], name: string | undefined): WeightTensor | undefined =>
  name === undefined ? undefined : weights.find((one) => one.name === name);
