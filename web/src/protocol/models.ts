// Calls that make, compile, use, inspect and save models.

import type { KerasObject } from "../api/keras.ts";
import type {
  Activations,
  Backend,
  BackendInUse,
  CompileConfig,
  FloatTensor,
  Gradients,
  Inputs,
  LayerInfo,
  Logs,
  ModelShapes,
  ProfileRow,
  SaveFormat,
  Tensor,
  Tensors,
  WeightTensor,
  WeightsFrom,
  Workers,
} from "../api/types.ts";
import type { Samples } from "./data.ts";

/** The engine's options. */
export interface EngineArguments {
  backend: Backend;
  float16: boolean;
  /** In bytes. */
  memoryLimit: number;
}

export interface ModelCalls {
  /** Opens the engine. */
  ready: { args: EngineArguments; result: EngineDescription };
  createModel: { args: { model: number; config: object; seed: number }; result: void };
  /** The files of one model, most often a single one. */
  loadModel: {
    args: { model: number; files: ModelPart[]; inputShapes: number[][]; weightsFrom?: WeightsFrom };
    result: LoadedModel;
  };
  disposeModel: { args: { model: number }; result: void };
  describe: { args: { model: number }; result: ModelDescription };
  /** The options have Keras's names. */
  compile: { args: { model: number; options: object }; result: void };
  backend: { args: { model: number }; result: BackendInUse };
  getLearningRate: { args: { model: number }; result: number };
  setLearningRate: { args: { model: number; rate: number }; result: void };
  evaluate: { args: { model: number; data: Samples; batchSize: number; workers: Workers }; result: Logs };
  predict: {
    args: { model: number; x: Tensors | number; batchSize: number; workers: Workers };
    /** One tensor for each output. */
    result: FloatTensor[];
  };
  /** The numbers of inputs that hold texts, in the model's order; inputs of numbers stay as they are. */
  textsToNumbers: { args: { model: number; what: string; x: Inputs }; result: Tensor[] };
  trainOnBatch: { args: { model: number; data: Samples }; result: Logs };
  profile: { args: { model: number; batchSize: number; rounds: number; predict: boolean }; result: ProfileRow[] };
  layers: { args: { model: number }; result: LayerInfo[] };
  /** Returns the model's config after the change. */
  setTrainable: { args: { model: number; layer: string; trainable: boolean }; result: KerasObject };
  activations: {
    /** All layers if the list is empty. */
    args: { model: number; x: Tensors; layers: readonly string[]; seed: number | undefined; batchSize: number };
    result: Activations;
  };
  gradients: {
    /** With `fromOutputs`, the targets are the gradients of the outputs. Without a batch size, all samples are one batch. */
    args: {
      model: number;
      data: Samples;
      seed: number | undefined;
      inputs: boolean;
      fromOutputs: boolean;
      batchSize: number | undefined;
    };
    result: Gradients;
  };
  applyGradients: {
    args: { model: number; gradients: (Tensor | null)[]; updates: (Tensor | null)[] };
    result: void;
  };
  gradCam: {
    args: { model: number; x: Tensors; layer: string; classIndex: number; batchSize: number };
    result: FloatTensor;
  };
  getWeights: { args: { model: number }; result: WeightTensor[] };
  /** Returns what was done with the weights, one sentence each. */
  loadWeights: { args: { model: number; files: ModelPart[]; weightsFrom?: WeightsFrom }; result: string[] };
  setWeights: { args: { model: number; weights: Tensor[] }; result: void };
  /** The defaults of all layer classes, from the larger module. */
  rareDefaults: { args: object; result: EngineDescription["layerDefaults"] };
  /** The config of a known network, such as MobileNetV2. */
  knownNetwork: { args: { name: string; options: object }; result: KerasObject };
  /** The arrays of files of numbers, by their names. It needs no engine. */
  readArrays: { args: { files: ModelPart[] }; result: Record<string, Tensor> };
  /** An event file of TensorBoard. It needs no engine. */
  eventFile: { args: { values: EventValue[] }; result: Uint8Array };
  save: {
    args: { model: number; includeOptimizer: boolean; metadata: Metadata; format: SaveFormat };
    result: Uint8Array;
  };
}

/** A value in an event file of TensorBoard. */
export interface EventValue {
  /** In seconds since 1970. */
  time: number;
  step: number;
  tag: string;
  value: number;
}

/** Texts stored with a model in its file. */
export type Metadata = Record<string, string>;

export interface EngineDescription {
  simd: string;
  version: string;
  /** For each layer class, all options with Keras's defaults. */
  layerDefaults: Record<string, Record<string, unknown>>;
  /** The names of layers, losses, metrics and optimizers that only the larger module has. */
  missingNames: string[];
  adapter: string | null;
  reason: string | undefined;
}

export interface LoadedModel {
  config: KerasObject;
  metadata: Metadata;
  /** What a user should know about how the file was read, one sentence each. */
  notes: string[];
}

/** A file of a model. */
export interface ModelPart {
  /** Its name, with the folders before it if it has some. */
  name: string;
  /** What is in it. */
  bytes: Uint8Array;
}

export interface ModelDescription {
  summary: string;
  kerasCode: string;
  /** Null for a model that is not compiled. */
  compile: CompileConfig | null;
  shapes: ModelShapes;
}
