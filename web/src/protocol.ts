// The messages between the page and the engine's worker. A call has an id and gets exactly one answer; runs
// (`fit`) also report on the way, every report carrying its run's id, which is the call's.

import type {
  Backend,
  BackendInUse,
  BatchReport,
  FloatTensor,
  IntTensor,
  Logs,
  ModelShapes,
  ProfileRow,
  SampleWeights,
  Tensor,
  Tensors,
  WeightTensor,
  Workers,
  WorkersInUse,
} from "./api/types.ts";

/** What a call takes and gives. */
export interface Calls {
  /** Opens the engine. */
  ready: {
    args: { backend: Backend; float16: boolean };
    result: { simd: string; version: string; layerDefaults: string; adapter: string | null; reason: string | undefined };
  };
  createModel: { args: { model: number; config: string; seed: number }; result: void };
  loadModel: { args: { model: number; bytes: Uint8Array }; result: { config: string; compiled: boolean; metadata: string } };
  disposeModel: { args: { model: number }; result: void };
  describe: { args: { model: number }; result: ModelDescription };
  compile: { args: { model: number; options: string }; result: void };
  backend: { args: { model: number }; result: BackendInUse };
  getLearningRate: { args: { model: number }; result: number };
  setLearningRate: { args: { model: number; rate: number }; result: void };
  fit: { args: FitArguments; result: { aborted: boolean } };
  control: { args: { run: number; action: Action }; result: void };
  /** Answers a run that wants a batch. */
  feed: { args: { run: number; feed: Feed }; result: void };
  evaluate: { args: { model: number; data: Samples; batchSize: number; workers: Workers }; result: Logs };
  predict: {
    args: { model: number; x: Tensors | number; batchSize: number; workers: Workers };
    /** One for each output. */
    result: FloatTensor[];
  };
  trainOnBatch: { args: { model: number; data: Samples }; result: Logs };
  profile: { args: { model: number; batchSize: number; rounds: number; predict: boolean }; result: ProfileRow[] };
  layers: { args: { model: number }; result: string };
  setTrainable: { args: { model: number; layer: string; trainable: boolean }; result: string };
  activations: {
    args: { model: number; x: Tensors; layer: string; seed: number | undefined; batchSize: number };
    result: FloatTensor;
  };
  gradCam: {
    args: { model: number; x: Tensors; layer: string; classIndex: number; batchSize: number };
    result: FloatTensor;
  };
  getWeights: { args: { model: number }; result: WeightTensor[] };
  setWeights: { args: { model: number; weights: Tensor[] }; result: void };
  save: { args: { model: number; includeOptimizer: boolean; metadata: string }; result: Uint8Array };
  createDataset: { args: { dataset: number; source: DatasetSource }; result: DatasetDescription };
  gather: { args: { dataset: number; indices: Uint32Array }; result: { x: FloatTensor[]; y: FloatTensor[] } };
  targets: { args: { dataset: number }; result: FloatTensor[] };
  disposeDataset: { args: { dataset: number }; result: void };
  createText: { args: { id: number; kind: TextObject; options: string }; result: void };
  disposeText: { args: { id: number }; result: void };
  tokenizerJson: { args: { id: number }; result: string };
  fitOnTexts: { args: { id: number; texts: string[] }; result: void };
  wordIndex: { args: { id: number }; result: Map<string, number> };
  textsToSequences: { args: { id: number; texts: string[] }; result: SequenceList };
  sequencesToTexts: { args: { id: number; sequences: SequenceList }; result: string[] };
  textsToMatrix: { args: { id: number; texts: string[]; mode: string }; result: FloatTensor };
  sequencesToMatrix: { args: { id: number; sequences: SequenceList; mode: string }; result: FloatTensor };
  adaptText: { args: { id: number; texts: string[] }; result: void };
  vocabulary: { args: { id: number }; result: string[] };
  idfWeights: { args: { id: number }; result: Float32Array };
  setVocabulary: { args: { id: number; tokens: string[]; weights: Float32Array | undefined }; result: void };
  vectorize: { args: { id: number; texts: string[] }; result: IntTensor | FloatTensor };
  padSequences: { args: PadArguments; result: IntTensor };
  toCategorical: { args: { labels: Int32Array; classes: number | undefined }; result: FloatTensor };
  confusionMatrix: { args: { truth: Uint32Array; predicted: Uint32Array; classes: number }; result: Uint32Array };
  createTable: { args: TableSource; result: { rows: number; columns: string } };
  disposeTable: { args: { id: number }; result: void };
  tableCells: { args: { id: number; start: number; count: number }; result: string };
  describeTable: { args: { id: number }; result: string };
  tableHistogram: { args: { id: number; column: string; bins: number }; result: string };
  tableValues: { args: { id: number; column: string }; result: Float64Array | (string | boolean | null)[] };
  prepareTable: { args: { id: number; options: string }; result: { about: string; train: TablePart; test: TablePart } };
  predictTable: { args: { id: number; name: string; model: string }; result: TablePredictions };
  fitLinear: { args: { x: Matrix; y: Float64Array; fitIntercept: boolean }; result: string };
  predictLinear: { args: { x: Matrix; coef: Float64Array; intercept: number }; result: Float64Array };
  predictProba: { args: { x: Matrix; coef: Float64Array; intercept: Float64Array }; result: Float64Array };
  createFit: { args: { id: number; fit: FitSource }; result: string };
  /** Steps until so many are done, the fit is, or it is time to let other calls in. */
  stepFit: { args: { id: number; times: number }; result: { losses: Float64Array; state: string } };
  setFitRate: { args: { id: number; rate: number }; result: void };
  disposeFit: { args: { id: number }; result: void };
  regressionScores: { args: { truth: Float64Array; predicted: Float64Array }; result: string };
  rocCurve: { args: { truth: Uint8Array; scores: Float64Array }; result: string };
  prepareDigit: { args: { ink: Uint8Array; width: number; height: number }; result: Float32Array };
}

/** Samples with targets: a data set in the worker by its id, or tensors. */
export type Samples = number | BatchSamples;

export interface BatchSamples {
  x: Tensors;
  y: Tensors;
  sampleWeight?: SampleWeights;
}

/** A batch of the page's, or that there are no more in this epoch, or in this training. */
export type Feed = { batch: BatchSamples } | { end: "epoch" | "all" };

/**
 * What a run is told: `stop` breaks it off, `finish` ends it as if its last epoch was over, `go` lets it on after an
 * epoch that it `waits` at.
 */
export type Action = "pause" | "resume" | "step" | "stop" | "finish" | "go";

/** What of text preprocessing lives in the worker. */
export type TextObject = "tokenizer" | "vectorization";

/** Sequences as their numbers, one after the other, and their lengths. */
export interface SequenceList {
  numbers: Int32Array;
  lengths: Uint32Array;
}

export interface PadArguments {
  sequences: SequenceList;
  maxlen: number | undefined;
  padding: string;
  truncating: string;
  value: number;
}

/** Numbers row after row. */
export interface Matrix {
  data: Float64Array;
  rows: number;
}

export interface TableSource {
  id: number;
  name: string;
  bytes: Uint8Array;
  delimiter: string | undefined;
  header: boolean | undefined;
}

/** Rows of a table by their numbers, their features and their targets. */
export interface TablePart {
  rows: Uint32Array;
  x: Float64Array;
  y: Float64Array;
}

export interface TablePredictions {
  rows: Uint32Array;
  /** A number for each row, or a probability for each row and class. */
  values: Float64Array;
  classes: string[] | null;
}

/** A fit to be driven step by step; with a learning rate it is gradient descent. */
export type FitSource =
  | { kind: "linear"; x: Matrix; y: Float64Array; learningRate: number }
  | { kind: "logistic"; x: Matrix; y: Uint32Array; classes: number; options: string; learningRate: number | undefined };

export type DatasetSource =
  | { kind: "tensors"; x: readonly Tensor[]; y: readonly Tensor[]; weights: readonly (Tensor | null)[] }
  | { kind: "idx"; images: Uint8Array; labels: Uint8Array }
  | { kind: "strokes"; count: number; seed: number };

export interface DatasetDescription {
  length: number;
  /** Of each input. */
  xShapes: number[][];
  /** Of each output. */
  yShapes: number[][];
}

export interface ModelDescription {
  summary: string;
  kerasCode: string;
  shapes: ModelShapes;
}

export interface FitArguments {
  model: number;
  /** Samples, or batches that the run asks for. */
  train: Samples | "batches";
  validation?: Samples;
  /** The engine's options as JSON. */
  options: string;
  paused: boolean;
  workers: Workers;
  /** Whether it waits at the end of every epoch until it is told to go on. */
  waits: boolean;
  /** What files at checkpoints hold: the optimizer's state, and the texts beside the model (JSON); undefined where none are wanted. */
  saves: { includeOptimizer: boolean; metadata: string } | undefined;
}

export type Method = keyof Calls;

/** The calls of models. */
export const MODEL_METHODS = [
  "createModel", "loadModel", "disposeModel", "describe", "compile", "backend", "getLearningRate", "setLearningRate",
  "evaluate", "predict", "trainOnBatch", "profile", "layers", "setTrainable", "activations", "gradCam", "getWeights",
  "setWeights", "save",
] as const satisfies Method[];

/** The calls of training runs. */
export const RUN_METHODS = ["fit", "control", "feed"] as const satisfies Method[];

/** The calls of data sets and pictures. */
export const DATA_METHODS = [
  "createDataset", "gather", "targets", "disposeDataset", "prepareDigit",
] as const satisfies Method[];

/** The calls of tables and linear models, which have a module of their own. */
export const TABLE_METHODS = [
  "createTable", "disposeTable", "tableCells", "describeTable", "tableHistogram", "tableValues", "prepareTable",
  "predictTable", "fitLinear", "predictLinear", "predictProba", "createFit", "stepFit", "setFitRate", "disposeFit",
  "regressionScores", "rocCurve",
] as const satisfies Method[];

/** The calls of text preprocessing, likewise. */
export const TEXT_METHODS = [
  "createText", "disposeText", "tokenizerJson", "fitOnTexts", "wordIndex", "textsToSequences", "sequencesToTexts",
  "textsToMatrix", "sequencesToMatrix", "adaptText", "vocabulary", "idfWeights", "setVocabulary", "vectorize",
  "padSequences", "toCategorical", "confusionMatrix",
] as const satisfies Method[];

/** The calls that can be answered before the engine is open; all others come after `ready` and wait for it. */
export const WITHOUT_ENGINE: ReadonlySet<Method> = new Set<Method>(["ready", ...TABLE_METHODS, ...TEXT_METHODS]);

/** A batch, or the end of the page's batches; and after an epoch's last one what the epoch came to. */
export interface RunBatch extends Omit<BatchReport, "phase"> {
  phase: BatchReport["phase"] | "end";
  epochEnd?: Logs;
  /** The model as it was then, at a checkpoint. */
  file?: Uint8Array;
  /** Whether this was the training's last one. */
  last?: boolean;
}

/** Page to worker. */
export type Request = { [M in Method]: { id: number; method: M; args: Calls[M]["args"] } }[Method];

/** Worker to page. */
export type Reply =
  | { id: number; result: unknown }
  | { id: number; error: string }
  | { run: number; batches: RunBatch[]; want?: true; workers?: WorkersInUse; backend?: BackendInUse; notices?: string[] };
