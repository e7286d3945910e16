// What the worker uses of the module that wasm-bindgen makes of crates/web/engine.

import type { LogisticOptions } from "../api/linear-types.ts";
import type { ColumnHistogram, ColumnSummary, CsvDialect, PrepareOptions, TableColumn } from "../api/table-types.ts";
import type { KerasObject } from "../api/keras.ts";
import type {
  Curve,
  EngineDescription,
  EngineOptions,
  FitState,
  LinearSolution,
  Metadata,
  PreparedTable,
  SequenceList,
  TablePredictions,
} from "../protocol/index.ts";
import type {
  CompileConfig,
  FloatTensor,
  Gradients,
  IntTensor,
  LayerInfo,
  Logs,
  ProfileRow,
  Tensor,
  WeightTensor,
} from "../api/types.ts";

export interface WasmDataset {
  readonly length: number;
  /** The shapes of each input's samples, and of each output's targets. */
  readonly xShapes: number[][];
  readonly yShapes: number[][];
  gather(indices: Uint32Array): { x: FloatTensor[]; y: FloatTensor[]; weights: (FloatTensor | null)[] };
  targets(): FloatTensor[];
  /** Another handle on the same data. */
  share(): WasmDataset;
  free(): void;
}

export interface WasmFitStep {
  /** `end` when the batches from outside ended, without a batch; `done` when training is over. */
  phase: "train" | "validate" | "end" | "done";
  /** True if training is over with this step, so that the next one is `done`. */
  last?: boolean;
  epoch: number;
  step: number;
  steps: number;
  size: number;
  logs: Logs;
  /** The number of the epoch's samples in `logs`. */
  counted: number;
  epochEnd?: Logs;
  /** True if a callback asks for the model to be saved as it is now. */
  checkpoint?: boolean;
}

export interface WasmFit {
  step(): Promise<WasmFitStep>;
  /** True if {@link gather} with a batch or {@link endOfData} must come first. */
  readonly wantsBatch: boolean;
  /**
   * Gathers the batch of the next step, or takes the given one and its handle. Resolves to its number of samples, which
   * is 0 if the next step does not train.
   */
  gather(batch?: WasmDataset): Promise<number>;
  /** The same without waiting, for replicas. */
  divide(): number;
  /** What a replica needs for its shard of that batch or, with `nextBatch`, of the next; undefined if not known. */
  shard(rank: number, size: number, nextBatch: boolean): Float32Array | undefined;
  /** Computes the gradients of the main replica's shard; returns the numbers with which all replicas do the step. */
  gradients(): Float32Array;
  /** Does the step from the parts of all replicas. */
  apply(): WasmFitStep;
  /** Waits for the results of all steps so far. */
  drain(): Promise<{ logs: Logs; counted: number }>;
  /** Ends an epoch of batches from outside whose number was not given. */
  endOfData(): Promise<WasmFitStep>;
  /** Ends the training as if its last epoch was over: restores the best weights, or applies moving averages. */
  finish(): Promise<void>;
  free(): void;
}

export interface WasmEvaluation {
  step(): Promise<{ done: boolean; logs: Logs }>;
  /** The values of the last batch. */
  readonly values: Float32Array;
  /** Adds a batch that another worker evaluated. */
  add(values: Float32Array, samples: number): Logs;
  free(): void;
}

export interface WasmModel {
  /** The device it is on. */
  readonly backend: "cpu" | "webgpu";
  /** Returns once, after a device was lost, a message that says so and what was lost with it. */
  takeNotice(): string | undefined;
  /** Moves it; only in the module with a GPU. */
  useBackend?(backend: "cpu" | "webgpu"): Promise<void>;
  /** Milliseconds of a training step on both devices; only in the module with a GPU. */
  compareBackends?(batchSize: number): Promise<{ cpu: number; webgpu: number }>;
  indivisible(): string | undefined;
  /** The number of samples that each replica should have at least. */
  smallestShard(): number;
  /** Multiplications and additions of a prediction for each sample, and the number of weights. */
  costs(): Float64Array;
  /** The number of changes of weights and optimizer state. */
  readonly changes: number;
  /** Makes it a replica of a group; returns how many numbers replicas exchange in a step. */
  joinGroup(rank: number, size: number): number;
  shardGradients(shard: Float32Array): void;
  /** Copies this replica's part into the buffer or, with `from`, takes in that replica's part. */
  exchange(part: Float32Array, from?: number): void;
  apply(numbers: Float32Array, batch: number): void;
  toConfig(): KerasObject;
  summary(): string;
  kerasCode(): string;
  readonly inputNames: string[];
  readonly outputNames: string[];
  /** For each input the layer that takes its texts; null for an input of numbers. */
  textLayers(): (KerasObject | null)[];
  readonly inputShapes: (number | null)[][];
  readonly outputShapes: (number | null)[][];
  /** Null for a model that is not compiled. */
  compileConfig(): CompileConfig | null;
  compile(options: object): Promise<void>;
  readonly learningRate: number;
  setLearningRate(rate: number): void;
  /** Trains on batches from outside if there is no data set; consumes both handles. */
  fit(train: WasmDataset | undefined, validation: WasmDataset | undefined, options: EngineOptions): WasmFit;
  /** Evaluates the first `steps` batches; all by default. */
  evaluate(data: WasmDataset, batchSize: number, steps?: number): WasmEvaluation;
  /** A tensor for each output. */
  predict(x: readonly Tensor[], batchSize: number): Promise<FloatTensor[]>;
  predictDataset(data: WasmDataset, start: number, end: number, batchSize: number): Promise<FloatTensor[]>;
  /** The outputs of layers, with a seed as in training; with a class, its Grad-CAM from the output of the only layer. */
  look(
    x: readonly Tensor[],
    layers: readonly string[],
    seed: number | undefined,
    classIndex: number | undefined,
    batchSize: number,
  ): Promise<FloatTensor[]>;
  /** With a seed, as in training; `fromOutputs` says that the targets are the gradients of the outputs. */
  gradients(
    data: WasmDataset,
    seed: number | undefined,
    inputs: boolean,
    fromOutputs: boolean,
    batchSize: number,
  ): Promise<Gradients>;
  applyGradients(gradients: readonly (Tensor | null)[], updates: readonly (Tensor | null)[]): Promise<void>;
  layers(): LayerInfo[];
  setTrainable(layer: string, trainable: boolean): Promise<void>;
  trainOnBatch(batch: WasmDataset): Promise<Logs>;
  profile(batchSize: number, rounds: number, predict: boolean): ProfileRow[];
  getWeights(): Promise<WeightTensor[]>;
  setWeights(weights: Tensor[]): Promise<void>;
  /** Texts that were stored with the model in its file. */
  readonly metadata: Metadata;
  /** What a user should know about how the file was read. */
  readonly notes: string[];
  save(includeOptimizer: boolean, metadata: Metadata): Promise<Uint8Array>;
  free(): void;
}

export interface WasmTokenizer {
  toJson(): string;
  fitOnTexts(texts: string[]): void;
  readonly wordIndex: Map<string, number>;
  segment(texts: string[]): string[];
  textsToSequences(texts: string[]): SequenceList;
  textsToMatrix(texts: string[], mode: string): FloatTensor;
  sequencesToTexts(numbers: Int32Array, lengths: Uint32Array): string[];
  sequencesToMatrix(numbers: Int32Array, lengths: Uint32Array, mode: string): FloatTensor;
  free(): void;
}

export interface WasmTextVectorization {
  adapt(texts: string[]): void;
  readonly vocabulary: string[];
  readonly idfWeights: Float32Array;
  setVocabulary(tokens: string[], weights: Float32Array | undefined): void;
  call(texts: string[]): IntTensor | FloatTensor;
  free(): void;
}

export interface Wasm {
  default: ((options?: { module_or_path: unknown }) => Promise<unknown>) & {
    /** Set by wasm-bindgen's loader: the module as this worker compiled it. */
    __wbindgen_wasm_module?: WebAssembly.Module;
  };
  version(): string;
  simd(): string;
  /** The most bytes that models and data sets of this module may take together. */
  setMemoryLimit(bytes: number): void;
  /** Bytes of this module's memory, which never shrinks. */
  memorySize(): number;
  /** Opens a GPU; only in the module with one. */
  openGpu?(float16: boolean): Promise<void>;
  layerDefaults(): EngineDescription["layerDefaults"];
  /** The config of a known network, with options as JSON; only in the larger module. */
  knownNetwork?(name: string, options: string): KerasObject;
  /** The names of layers, losses, metrics and optimizers that only the larger module has; empty in that module. */
  missingNames(): string[];
  prepareDigit(ink: Uint8Array, width: number, height: number): Float32Array;
  Dataset: {
    fromTensors(x: readonly Tensor[], y: readonly Tensor[], weights: readonly (Tensor | null)[]): WasmDataset;
    fromIdx(images: Uint8Array, labels: Uint8Array): WasmDataset;
    strokes(count: number, seed: number): WasmDataset;
  };
  Model: {
    fromConfig(config: object, seed: number): WasmModel;
    load(bytes: Uint8Array): WasmModel;
  };
}

/** The texts of a model's input as numbers. */
export interface WasmTextFront {
  call(texts: string[]): IntTensor | FloatTensor;
  /** Returns the layer's options with what it has learned. */
  adapt(texts: string[]): Record<string, unknown>;
  free(): void;
}

/** What the worker uses of the module of crates/web/text. */
export interface WasmText {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  padSequences(
    numbers: Int32Array,
    lengths: Uint32Array,
    maxlen: number | undefined,
    padding: string,
    truncating: string,
    value: number,
  ): IntTensor;
  toCategorical(labels: Int32Array, classes: number | undefined): FloatTensor;
  confusionMatrix(truth: Uint32Array, predicted: Uint32Array, classes: number): Uint32Array;
  Tokenizer: { fromJson(json: string): WasmTokenizer };
  TextVectorization: new (options: object) => WasmTextVectorization;
  TextFront: new (layer: KerasObject) => WasmTextFront;
}

/** What the worker uses of the module of crates/web/arrays. */
export interface WasmArrays {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  /** The name and the text of a model's metadata. */
  readPickle(bytes: Uint8Array): [string, string];
  /** The arrays of a file of numbers. */
  readArrays(name: string, bytes: Uint8Array): { name: string; data: Uint8Array | Float32Array; shape: number[] }[];
}

/** What the worker uses of the module of crates/web/weights. */
export interface WasmWeights {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  /**
   * Finds the weights of a model in safetensors files of another program. `model` is JSON with its config, its layers,
   * and the names and shapes of its weights. Returns a file that `Model.load` reads.
   */
  findWeights(model: string, files: Uint8Array[], from: string): Uint8Array;
}

/** What the worker uses of the modules of crates/web/onnx and crates/web/onnx-writer. */
export interface WasmOnnx {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  /** Reads an ONNX file; returns a file that `Model.load` reads. */
  readModel(bytes: Uint8Array): Uint8Array;
}

export interface WasmOnnxWriter {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  /** Writes a model of {@link WasmModel.save} as ONNX. */
  writeModel(file: Uint8Array): Uint8Array;
}

/** What the worker uses of the module of crates/web/files. */
export interface WasmFiles {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  /** Reads a model of another program; returns a file that `Model.load` reads. */
  readModel(names: string[], bytes: Uint8Array[], shapes: Uint32Array): Uint8Array;
  /**
   * What files say about the model beside them: a JSON list of names and texts of the model's metadata in turns. A text
   * without a name is a note.
   */
  readBeside(names: string[], bytes: Uint8Array[]): string;
  /** Writes a model of {@link WasmModel.save} in another format. */
  writeModel(file: Uint8Array, format: string): Uint8Array;
  /** An event file of TensorBoard. */
  eventFile(times: Float64Array, steps: Float64Array, tags: string[], values: Float32Array): Uint8Array;
}

export interface WasmTable {
  readonly rows: number;
  dialect(): Omit<CsvDialect, "encoding">;
  columns(): TableColumn[];
  cells(start: number, count: number): (number | boolean | string | null)[][];
  describe(): ColumnSummary[];
  histogram(column: string, bins: number): ColumnHistogram;
  values(column: string): Float64Array | (string | boolean | null)[];
  prepare(options: PrepareOptions): PreparedTable;
  predict(name: string, model: string): TablePredictions;
  free(): void;
}

export interface WasmStepFit {
  step(times: number): Float64Array;
  state(): FitState;
  setLearningRate(rate: number): void;
  free(): void;
}

/** What the worker uses of the module of crates/web/tables. */
export interface WasmTables {
  default(options?: { module_or_path: unknown }): Promise<unknown>;
  fitLinear(x: Float64Array, rows: number, y: Float64Array, fitIntercept: boolean): LinearSolution;
  predictLinear(x: Float64Array, rows: number, coef: Float64Array, intercept: number): Float64Array;
  predictProba(x: Float64Array, rows: number, coef: Float64Array, intercept: Float64Array): Float64Array;
  regressionScores(truth: Float64Array, predicted: Float64Array): { r2: number | null; rmse: number | null };
  rocCurve(truth: Uint8Array, scores: Float64Array): Curve;
  guessEncoding(bytes: Uint8Array): string;
  Table: new (
    name: string,
    bytes: Uint8Array,
    delimiter: string | undefined,
    header: boolean | undefined,
    decimal: string | undefined,
  ) => WasmTable;
  Fit: {
    linear(x: Float64Array, rows: number, y: Float64Array, learningRate: number): WasmStepFit;
    logistic(
      x: Float64Array,
      rows: number,
      y: Uint32Array,
      classes: number,
      options: LogisticOptions,
      learningRate: number | undefined,
    ): WasmStepFit;
  };
}
