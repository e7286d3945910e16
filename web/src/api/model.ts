import type { ModelDescription, ModelPart } from "../protocol/index.ts";
import type { BatchSource } from "./batches.ts";
import { shown, whole } from "./check.ts";
import { call, newId, ready, withRareLayers, workerGeneration } from "./engine.ts";
import { compileArguments } from "./compile.ts";
import { functionalConfig, outputsOf } from "./complete.ts";
import { PupilError } from "./error.ts";
import { known, plain, type KerasObject } from "./keras.ts";
import type { Hooks, RateScheduler } from "./callbacks.ts";
import type { TrainingOptions } from "./fit-options.ts";
import { isDataset, plan, samples, train, workerCount } from "./fit.ts";
import { loadOptions, weightsFrom, type LoadOptions } from "./load-options.ts";
import { applied, type LayerInputs, type SymbolicTensor } from "./layer.ts";
import { batchSize, lookAt, named, seedOf, type GradientList, type GradientOptions, type LookOptions } from "./look.ts";
import type { Described } from "./notebook.ts";
import { partsOf, type ModelFile } from "./parts.ts";
import { checked, checkedAll, oneOrAll } from "./tensor.ts";
import { hasTexts, numbersOf } from "./texts.ts";
import type {
  Activations,
  BackendInUse,
  CompileConfig,
  CompileOptions,
  DatasetLike,
  EvaluateOptions,
  FloatTensor,
  Gradients,
  History,
  Inputs,
  LayerInfo,
  Logs,
  ModelShapes,
  ProfileRow,
  SampleWeights,
  SaveFormat,
  Tensor,
  TensorsLike,
  WeightTensor,
  WeightsFrom,
  Workers,
  WorkersInUse,
} from "./types.ts";

const abandoned = new FinalizationRegistry<{ model: number; generation: number }>(({ model, generation }) => {
  if (generation === workerGeneration()) void call("disposeModel", { model }).catch(() => {});
});

/** Your own hooks for the option `callbacks` of `fit`. */
export interface Callback extends Hooks<Model> {}

/** One of Keras's callbacks, which the engine runs, a scheduler of learning rates, or your own hooks. */
export type AnyCallback = KerasObject | RateScheduler | Callback;

/** How to train. The defaults are Keras's. */
export interface FitOptions extends TrainingOptions<Model> {}

/** The parts of a functional model. */
export interface ModelOptions {
  /** The inputs, made by {@link input}: one, or a list of several in the model's order. */
  inputs: SymbolicTensor | SymbolicTensor[];
  /** The outputs of the last layers' `apply`: one, or a list of several in the model's order. */
  outputs: SymbolicTensor | SymbolicTensor[];
  /** `"functional"` by default. */
  name?: string;
  /** Seed of the initial weights; 0 by default. */
  seed?: number;
}

/** How to save a model. */
export interface SaveOptions {
  /** True to save the optimizer's state, too; true by default. */
  includeOptimizer?: boolean;
  /** `"safetensors"` by default. */
  format?: SaveFormat;
}

/** A model from its Keras config, or from a function that makes the config when the model is first used. */
export interface ModelSource {
  /** Keras's config as an object, or a function that returns it. */
  config: object | (() => object);
  /** `"functional"` by default. */
  name?: string;
  /** Seed of the initial weights, a whole number; 0 by default. */
  seed?: number;
}

/**
 * Layers connected in any way without a cycle, as Keras's functional `Model`. It lives in the engine's worker.
 *
 * A model can be a layer of another model: in a `Sequential`, or with {@link apply}. The other model has its own
 * weights, with initial values; copy this model's with `setWeights`.
 */
export class Model {
  /** The model's name in its config and in errors. */
  readonly name: string;
  /**
   * Texts that are stored with the model in its file, each under a name of your choice: a tokenizer as JSON, names of
   * classes, .. `save` writes them and {@link loadModel} reads them. The name `pupil` is reserved.
   */
  metadata: Record<string, string> = {};
  /** What you should know about how the model's file was read, one sentence each; mostly empty. */
  notes: readonly string[] = [];
  readonly #seed: number;
  #config: object | (() => object);
  /** The number of outputs it has as a layer of another model. */
  #outputs: () => number;
  #id = newId();
  #created: Promise<unknown> | undefined;
  #generation = 0;
  #run: number | undefined;
  #paused = false;
  #workers: WorkersInUse = { count: 1 };
  #disposed = false;

  /**
   * The model from `inputs` to `outputs`. Options of layers and shapes are checked when it is first used.
   *
   * @throws Error when there is no input or no output, the inputs do not lead to the outputs, two layers have the same
   * name, an option is not known, or the seed is not a whole number of at least 0.
   */
  constructor(options: ModelOptions | ModelSource) {
    const names = ["inputs", "outputs", "config", "name", "seed"] as const;
    const given = known<Partial<ModelOptions & ModelSource>>("Model", options, names);
    this.name = given.name ?? "functional";
    this.#seed = whole("Model: seed", given.seed ?? 0, 0);
    if (given.config !== undefined) {
      const { config } = given;
      this.#config = config;
      this.#outputs = () => (typeof config === "function" ? 1 : outputsOf(config));
    } else {
      const config = functionalConfig(given.inputs, given.outputs);
      this.#config = () => config(this.name);
      const { outputs } = given;
      const count = Array.isArray(outputs) ? outputs.length : 1;
      this.#outputs = () => count;
    }
  }

  /**
   * A model from a Keras 3 or tf.keras 2 config of a sequential or a functional model: an object or its JSON text. A
   * wrong config fails when the model is first used.
   */
  static fromJSON(config: object | string, options: { seed?: number } = {}): Model {
    return new Model(read(config, options));
  }

  /**
   * A model from the bytes of a file of any kind that `loadModel` reads.
   *
   * @throws Error when it is not such a file.
   */
  static async fromFile(bytes: Uint8Array): Promise<Model> {
    return Model.load(new Model({ config: {} }), unnamed(bytes));
  }

  /**
   * A model from several files that belong together, each with its name.
   *
   * @throws Error when there is no model among them, or a part is missing.
   */
  static async fromFiles(files: readonly ModelPart[], options: LoadOptions = {}): Promise<Model> {
    return Model.load(new Model({ config: {} }), [...files], options);
  }

  /** Fills a new model from its files. */
  protected static async load<M extends Model>(model: M, files: ModelPart[], options: LoadOptions = {}): Promise<M> {
    const given = { model: model.#id, files, ...loadOptions(options) };
    const loading = call("loadModel", given, { keras: true });
    model.#register(loading);
    const loaded = await loading;
    const { config, metadata, notes } = loaded;
    model.#config = config;
    model.#outputs = () => outputsOf(config);
    model.metadata = metadata;
    model.notes = notes;
    (model as { name: string }).name = String(config.config.name ?? model.name);
    return model;
  }

  /** The model's Keras config, as Keras's `to_json` writes it. So `JSON.stringify(model)` is a Keras config. */
  toJSON(): object {
    return typeof this.#config === "function" ? (this.#config as () => object)() : this.#config;
  }

  /**
   * Calls the model with a tensor, or with one for each of its inputs, as a layer of a functional model. Returns a
   * tensor or, for a model with several outputs, a list: `const [y, z] = model.apply<SymbolicTensor[]>(x)`. All calls
   * share its weights.
   */
  apply<T extends SymbolicTensor | SymbolicTensor[] = SymbolicTensor>(inputs: LayerInputs): T {
    const outputs = applied(this, `model "${this.name}"`, inputs, this.#outputs());
    return (outputs.length === 1 ? outputs[0] : outputs) as T;
  }

  /** True if the worker has the model, so that its layers can no longer change. */
  protected get inUse(): boolean {
    return this.#created !== undefined;
  }

  #register(created: Promise<unknown>): void {
    this.#created = created;
    this.#generation = workerGeneration();
    abandoned.register(this, { model: this.#id, generation: this.#generation }, this);
    // If the worker's model was never made, do not free it: that would ask for an engine that could not load.
    created.catch(() => abandoned.unregister(this));
  }

  /** The id of the worker's model, which is made at first use. */
  async #model(): Promise<number> {
    if (this.#disposed) throw new PupilError("the model was disposed", "disposed");
    if (!this.#created) {
      await ready();
      const config = await withRareLayers(() => plain("Model", this.toJSON()));
      // Loading the engine takes a while, so the model may have been disposed since.
      if (this.#disposed) throw new PupilError("the model was disposed", "disposed");
      const keras = typeof this.#config !== "function";
      if (!this.#created) this.#register(call("createModel", { model: this.#id, config, seed: this.#seed }, { keras }));
    }
    if (this.lost) {
      throw new PupilError("the engine was restarted; this model is gone, load it again from a file", "engine-lost");
    }
    await this.#created;
    return this.#id;
  }

  /** True if the engine was restarted after a crash, so that the worker's model is lost: make or load it again. */
  get lost(): boolean {
    return this.#created !== undefined && this.#generation !== workerGeneration();
  }

  /**
   * Sets optimizer, loss and metrics; the weights stay. For a model with several outputs, losses, their weights and
   * metrics can be a list in the model's order, or an object with the outputs' names: `{ loss: { age: "mse", name:
   * "sparse_categorical_crossentropy" } }`.
   *
   * @throws Error when one of them is not known, has a wrong option, or does not fit the outputs.
   */
  async compile(options: CompileOptions): Promise<void> {
    const given = compileArguments(options);
    return call("compile", { model: await this.#model(), options: given });
  }

  /** Optimizer, losses and metrics in Keras's form; null if the model is not compiled. */
  async getCompileConfig(): Promise<CompileConfig | null> {
    return (await this.#describe()).compile;
  }

  /**
   * The learning rate of the next step.
   *
   * @throws Error when the model is not compiled.
   */
  async getLearningRate(): Promise<number> {
    return call("getLearningRate", { model: await this.#model() });
  }

  /** Changes the learning rate from the next step on. */
  async setLearningRate(rate: number): Promise<void> {
    return call("setLearningRate", { model: await this.#model(), rate });
  }

  /**
   * Trains on `x` and `y`, on a Dataset, or on your own batches: `fit(x, y, options)`, `fit(dataset, options)` or
   * `fit(batches, options)`, where `batches` is an iterable, an async iterable, or a (generator) function that returns
   * one; see {@link BatchSource}. For several inputs or outputs, `x` and `y` are lists in the model's order, or objects
   * with names: `fit([a, b], [y, z])`, `fit({ a, b }, { y, z })`. A model that begins with a layer of texts takes lists of
   * strings: `fit(["good", "bad"], y)`. During the training the model can predict; see also
   * {@link pause}.
   *
   * @throws Error when data or options do not fit the model (then nothing is trained), the signal's reason, or what a
   * callback or the batches threw, which stops the training.
   */
  fit(x: Inputs, y: TensorsLike, options?: FitOptions): Promise<History>;
  /** As above, with data that have their own targets: a Dataset, or your own batches. */
  fit(data: DatasetLike | BatchSource, options?: FitOptions): Promise<History>;
  async fit(inputs: Inputs | DatasetLike | BatchSource, y?: TensorsLike | FitOptions, options?: FitOptions): Promise<History> {
    const x = await this.#numbers<TensorsLike | DatasetLike | BatchSource>("fit: x", inputs);
    const validation: unknown = options?.validationData;
    if (Array.isArray(validation) && hasTexts(validation[0])) {
      const [texts, ...rest] = validation as [Inputs, TensorsLike];
      const numbers = (await this.#numbers("fit: validationData", texts)) as TensorsLike;
      options = { ...options, validationData: [numbers, ...rest] };
    }
    const asked = plan(x, y, options);
    asked.signal?.throwIfAborted();
    const model = await this.#model();
    if (this.#run !== undefined) throw new PupilError("fit: the model is being trained already; stop that run first");
    const run = newId();
    this.#run = run;
    try {
      this.#workers = { count: 1 };
      return await train(asked, this, model, run, () => this.#paused, (workers) => (this.#workers = workers));
    } finally {
      this.#run = undefined;
      this.#paused = false;
    }
  }

  /**
   * What the model runs on now, and why. With {@link ready}'s backend `"auto"` it starts on the CPU, and a training
   * that is not short moves it to a GPU if that is faster.
   */
  async getBackend(): Promise<BackendInUse> {
    return call("backend", { model: await this.#model() });
  }

  /**
   * How many workers train the model, or trained it last. If they are fewer than you asked for, or than `"auto"` would
   * take, `reason` says why.
   */
  get workers(): WorkersInUse {
    return { ...this.#workers };
  }

  /** Pauses the running training, or the next one at its start. */
  pause(): void {
    this.#paused = true;
    this.#control("pause");
  }

  /** Continues after {@link pause}. */
  resume(): void {
    this.#paused = false;
    this.#control("resume");
  }

  /** Does exactly one batch of a paused training. */
  stepOnce(): void {
    this.#control("step");
  }

  #control(action: "pause" | "resume" | "step"): void {
    if (this.#run !== undefined) void call("control", { run: this.#run, action }).catch(() => {});
  }

  /** Inputs whose texts are numbers, as the model's layers of texts say. */
  #numbers<X>(what: string, x: X | Inputs): Promise<X | TensorsLike> {
    return numbersOf<X>(what, () => this.#model(), x);
  }

  /**
   * Loss and metrics over samples and targets, given as for {@link fit}, or over a Dataset.
   *
   * @throws Error when the model is not compiled or the data do not fit it.
   */
  evaluate(x: Inputs, y: TensorsLike, options?: EvaluateOptions): Promise<Logs>;
  /** As above, over a Dataset. */
  evaluate(data: DatasetLike, options?: EvaluateOptions): Promise<Logs>;
  async evaluate(inputs: Inputs | DatasetLike, y?: TensorsLike | EvaluateOptions, options?: EvaluateOptions): Promise<Logs> {
    const x = await this.#numbers<TensorsLike | DatasetLike>("evaluate: x", inputs);
    const asked = isDataset(x) ? ((options ?? y) as EvaluateOptions | undefined) : options;
    const given = known("evaluate", asked, ["batchSize", "sampleWeight", "workers"]);
    const data = samples("evaluate", x, isDataset(x) ? undefined : (y as TensorsLike), given.sampleWeight);
    const workers = workerCount("evaluate", given.workers);
    const args = { model: await this.#model(), data, batchSize: batchSize("evaluate", given.batchSize), workers };
    return call("evaluate", args, { keep: [this, x] });
  }

  /**
   * The outputs for samples, or for a Dataset's samples, `batchSize` (32 by default) at a time. Many samples are shared
   * among `workers`, by default as many as make it faster; the outputs are the same to the bit. A model with one output
   * returns a tensor, a model with several outputs a list in the model's order: `const [y, z] = await
   * model.predict<FloatTensor[]>([a, b])`.
   */
  async predict<T extends FloatTensor | FloatTensor[] = FloatTensor>(
    inputs: Inputs | DatasetLike,
    options: { batchSize?: number; workers?: Workers } = {},
  ): Promise<T> {
    const x = await this.#numbers<TensorsLike | DatasetLike>("predict: x", inputs);
    const input = isDataset(x) ? x.id : checkedAll("predict: x", x);
    const given = known("predict", options, ["batchSize", "workers"]);
    const [size, workers] = [batchSize("predict", given.batchSize), workerCount("predict", given.workers)];
    const args = { model: await this.#model(), x: input, batchSize: size, workers };
    return oneOrAll<T>(await call("predict", args, { keep: [this, x] }));
  }

  /**
   * Does one training step; returns loss and metrics before it. `sampleWeight` is how much each sample counts.
   *
   * @throws Error when the model is not compiled or the data do not fit it.
   */
  async trainOnBatch(inputs: Inputs, y: TensorsLike, options: { sampleWeight?: SampleWeights } = {}): Promise<Logs> {
    const x = await this.#numbers<TensorsLike>("trainOnBatch: x", inputs);
    const data = samples("trainOnBatch", x, y, known("trainOnBatch", options, ["sampleWeight"]).sampleWeight);
    return call("trainOnBatch", { model: await this.#model(), data });
  }

  /**
   * Where the time of a training step goes or, with `of: "predict"`, of a prediction: a row for each operation of each
   * layer, in the order in which they run. Times are means over `rounds` (10 by default), after two rounds that do not
   * count. `batchSize` is 32 by default. It runs on separate memory, all zeros, so the model stays as it is. It
   * measures the CPU's kernels, even for a model on a GPU.
   *
   * @throws Error when a training step is asked for and the model is not compiled.
   */
  async profile(options: { batchSize?: number; rounds?: number; of?: "train" | "predict" } = {}): Promise<ProfileRow[]> {
    const { rounds = 10, of = "train", ...given } = known("profile", options, ["batchSize", "rounds", "of"]);
    whole("profile: rounds", rounds, 1);
    if (of !== "train" && of !== "predict") throw new PupilError(`profile: of is ${shown(of)}; expected "train" or "predict"`);
    const size = batchSize("profile", given.batchSize);
    const args = { model: await this.#model(), batchSize: size, rounds, predict: of === "predict" };
    return call("profile", args, { keep: [this] });
  }

  /** The weights in Keras order. */
  async getWeights(): Promise<WeightTensor[]> {
    return call("getWeights", { model: await this.#model() });
  }

  /** Replaces all weights. No weight changes if number, shapes or values do not fit. */
  async setWeights(weights: Tensor[]): Promise<void> {
    if (!Array.isArray(weights)) throw new PupilError(`setWeights: weights is ${shown(weights)}; expected a list of tensors`);
    weights.forEach((weight, index) => checked(`weight ${index}`, weight));
    return call("setWeights", { model: await this.#model(), weights });
  }

  /**
   * Replaces all weights by those of a file: Keras's `.weights.h5` or `.h5`, a safetensors file of PyTorch, or the file of
   * a whole model of the same layers. No weight changes if they do not fit. {@link notes} says what was done with weights
   * of PyTorch.
   *
   * @throws Error when the file cannot be read, or its weights do not fit the layers; the message names the layer.
   */
  async loadWeights(source: ModelFile, options: { weightsFrom?: WeightsFrom } = {}): Promise<void> {
    const from = weightsFrom("loadWeights", options);
    const { files } = await partsOf("loadWeights", source);
    const notes = await call("loadWeights", { model: await this.#model(), files, ...from });
    // A file of the same layers says nothing new.
    if (notes.length) this.notes = notes;
  }

  /** The layers in the order of their weights. The layers of an inner model follow it, named `model/layer`. */
  async layers(): Promise<LayerInfo[]> {
    return call("layers", { model: await this.#model() });
  }

  /**
   * The layer with this name.
   *
   * @throws Error that lists the names when there is none.
   */
  async getLayer(name: string): Promise<LayerInfo> {
    const all = await this.layers();
    const found = all.find((layer) => layer.name === name);
    if (found) return found;
    const names = all.map((layer) => layer.name).join(", ");
    throw new PupilError(`getLayer: there is no layer ${JSON.stringify(name)}; there are: ${names}`, "invalid", name);
  }

  /**
   * Sets whether training changes the weights of a layer (`false` freezes it); for an inner model, of all its layers. A
   * layer of an inner model is named `model/layer`. The optimizer of a compiled model starts again.
   *
   * @throws Error when there is no layer with this name.
   */
  async setTrainable(layer: string, trainable: boolean): Promise<void> {
    const name = named("setTrainable", layer);
    const model = await this.#model();
    this.#config = await call("setTrainable", { model, layer: name, trainable });
  }

  /**
   * The output of a layer for samples: `activations(x, "conv2d")`. With a list of names it is a list of outputs, and
   * without names an object with the outputs of all layers, in the order of {@link layers}; both run the model once. A
   * layer of an inner model is named `model/layer`. Of a layer with several outputs it is the first, of a layer that is
   * used several times the output of its last use. During a training it runs between two batches.
   *
   * `batchSize` is 32 by default. With a `seed` these are the outputs in a training step: dropout and augmentation are
   * active, with random numbers from the seed.
   *
   * @throws Error when there is no layer with this name or the samples do not fit the model.
   */
  activations(x: TensorsLike, layer: string, options?: LookOptions): Promise<FloatTensor>;
  /** As above, for several layers. */
  activations(x: TensorsLike, layers: readonly string[], options?: LookOptions): Promise<FloatTensor[]>;
  /** As above, for all layers. */
  activations(x: TensorsLike, options?: LookOptions): Promise<Activations>;
  async activations(
    x: TensorsLike,
    of?: string | readonly string[] | LookOptions,
    options?: LookOptions,
  ): Promise<FloatTensor | FloatTensor[] | Activations> {
    const { layers, seed, size, pick } = lookAt(of, options);
    const args = { x: checkedAll("activations: x", x), layers, seed, batchSize: size };
    return pick(await call("activations", { model: await this.#model(), ...args }, { keep: [this] }));
  }

  /**
   * The loss of samples, as `compile` set it, and its gradient with respect to each weight. They are what a training
   * step computes before the optimizer clips and uses the gradients. Nothing is trained; {@link applyGradients} does the
   * step. Samples, targets and `sampleWeight` are given as for {@link fit}.
   *
   * With `inputs: true` the result also has the gradients with respect to the inputs. With `outputGradients`, and null as
   * `y`, there is no loss: they are the gradients of a number of your own with respect to the outputs, and the result has
   * its gradients with respect to the weights (the vector-Jacobian product). So a model that need not be compiled passes
   * on what `inputs` of another model gave, as in a GAN.
   *
   * All samples are one batch by default. With a smaller `batchSize` the result is the mean over the batches, weighted
   * by their samples. By default layers compute as in a prediction: without dropout, and `BatchNormalization` uses its
   * moving statistics. With a `seed` they compute as in a training step, with random numbers from the seed.
   *
   * @throws Error when the model is not compiled or the data do not fit it.
   */
  async gradients(x: TensorsLike, y: TensorsLike | null, options: GradientOptions = {}): Promise<Gradients> {
    const names = ["batchSize", "seed", "sampleWeight", "inputs", "outputGradients"] as const;
    const { outputGradients: given, ...rest } = known("gradients", options, names);
    if (given && (y || rest.sampleWeight)) {
      throw new PupilError(`gradients: ${y ? "y" : "sampleWeight"} is given beside outputGradients, which take the loss's place`);
    }
    const data = given
      ? { x: checkedAll("gradients: x", x), y: checkedAll("gradients: outputGradients", given) }
      : samples("gradients", x, y ?? undefined, rest.sampleWeight);
    const size = rest.batchSize === undefined ? undefined : batchSize("gradients", rest.batchSize);
    const how = { seed: seedOf("gradients", rest.seed), inputs: Boolean(rest.inputs), fromOutputs: Boolean(given), batchSize: size };
    return call("gradients", { model: await this.#model(), data, ...how }, { keep: [this] });
  }

  /**
   * Does one step of the optimizer with what {@link gradients} returned, changed or not, or with a list of gradients: one
   * for each weight, and null for weights that are not trained. All else is as in {@link trainOnBatch}: clipping, weight
   * decay, the schedule of the learning rate, moving averages of weights, constraints. With `updates`, layers' own values
   * change too, such as the moving statistics of `BatchNormalization`.
   *
   * @throws Error when the model is not compiled or a gradient does not fit its weight; no weight changes then.
   */
  async applyGradients(given: GradientList | { gradients: GradientList; updates?: GradientList }): Promise<void> {
    const isWhole = typeof given === "object" && given !== null && "gradients" in given;
    const { gradients, updates = [] } = isWhole ? given : { gradients: given };
    const list = (name: string, tensors: GradientList): (Tensor | null)[] => {
      if (!Array.isArray(tensors)) {
        throw new PupilError(`applyGradients: ${name} is ${shown(tensors)}; expected a list, as gradients returns it`);
      }
      const all = tensors as GradientList;
      return all.map((tensor, index) => (tensor ? checked(`applyGradients: ${name}[${index}]`, tensor) : null));
    };
    const args = { gradients: list("gradients", gradients), updates: list("updates", updates) };
    return call("applyGradients", { model: await this.#model(), ...args });
  }

  /**
   * Which parts of pictures support a class: maps `(samples, height, width)` of numbers of at least 0 (Grad-CAM,
   * Selvaraju et al. 2017). `layer` is by default the last one with outputs `(height, width, channels)`. `classIndex`
   * is by default 1 for a model whose output is one number (0 is its opposite), and 0 for others. Of several outputs,
   * the first is used.
   *
   * @throws Error when no layer outputs pictures, there is no such layer or class, or the samples do not fit the model.
   */
  async gradCam(
    x: TensorsLike,
    options: { layer?: string; classIndex?: number; batchSize?: number } = {},
  ): Promise<FloatTensor> {
    const input = checkedAll("gradCam: x", x);
    const given = known("gradCam", options, ["layer", "classIndex", "batchSize"]);
    const layer = given.layer ?? (await this.layers()).findLast(({ outputShape }) => outputShape.length === 4)?.name;
    if (layer === undefined) throw new PupilError("gradCam: no layer puts out (height, width, channels)");
    const { outputShape } = await this.shapes();
    const { classIndex = outputShape.at(-1) === 1 ? 1 : 0 } = given;
    whole("gradCam: classIndex", classIndex, 0);
    const size = batchSize("gradCam", given.batchSize);
    const args = { model: await this.#model(), x: input, layer: named("gradCam", layer), classIndex, batchSize: size };
    return call("gradCam", args, { keep: [this] });
  }

  async #describe(): Promise<ModelDescription> {
    return call("describe", { model: await this.#model() });
  }

  /** Shapes and names of inputs and outputs; null stands for the number of samples. */
  async shapes(): Promise<ModelShapes> {
    return (await this.#describe()).shapes;
  }

  /** The table that Keras's `summary()` prints. `printFn` is called with it, too; by default the console prints it. */
  async summary(options: { printFn?: (text: string) => void } = {}): Promise<string> {
    const { printFn = console.log } = known("summary", options, ["printFn"]);
    const { summary } = await this.#describe();
    printFn(summary);
    return summary;
  }

  /**
   * The model as Python code for Keras: the layers' arguments that shape their outputs, and the names that Keras would
   * not give by itself. With several outputs, it also names the layers that give them, for losses and metrics by name.
   * Initializers, regularizers and constraints are left out; `toJSON` has everything.
   */
  async kerasCode(): Promise<string> {
    return (await this.#describe()).kerasCode;
  }

  /**
   * A Python script that goes on with Keras: it loads the file that `save({ format: "keras" })` gives, checks one
   * prediction against this model's, and shows how to evaluate and to train further.
   *
   * @param options `file` is the name of that file, `"model.keras"` by default.
   */
  async toPython(options: { file?: string } = {}): Promise<string> {
    const [{ script }, described] = await Promise.all([import("./notebook.ts"), this.#described()]);
    return script(described, fileName("toPython", options));
  }

  /** The same as a Jupyter notebook: the text of an `.ipynb` file, for Colab and other larger machines. */
  async toNotebook(options: { file?: string } = {}): Promise<string> {
    const [{ notebook }, described] = await Promise.all([import("./notebook.ts"), this.#described()]);
    return notebook(described, fileName("toNotebook", options));
  }

  async #described(): Promise<Described> {
    const { shapes, kerasCode: code, compile } = await this.#describe();
    const predict = async (x: Tensor[]) => [await this.predict<FloatTensor | FloatTensor[]>(x.length === 1 ? x[0]! : x)].flat();
    return { shapes, layers: await this.layers(), code, compiled: compile !== null, predict };
  }

  /**
   * The model with its weights as the bytes of a file.
   *
   * By default the file is `.safetensors`, which also has {@link metadata}. With `format` it is a file for Keras
   * (`"keras"`, `"h5"`, `"weights.h5"`), for TensorFlow.js (`"tfjs"`, a zip archive of `model.json` and `weights.bin`) or
   * for other runtimes (`"onnx"`). Those have no metadata.
   *
   * For a compiled model `"safetensors"` and `"keras"` have the optimizer's state, so that training continues from the
   * file as if it had never stopped. `includeOptimizer: false` leaves the state out, which saves two thirds of the size
   * with Adam.
   *
   * @throws Error when the format has no such layer or option; the message names it.
   */
  async save(options: SaveOptions = {}): Promise<Uint8Array> {
    const { includeOptimizer = true, format = "safetensors" } = known("save", options, ["includeOptimizer", "format"]);
    if (!FORMATS.includes(format)) {
      throw new PupilError(`save: option "format" is ${shown(format)}; expected one of ${FORMATS.join(", ")}`);
    }
    return call("save", { model: await this.#model(), includeOptimizer, metadata: plain("save", this.metadata), format });
  }

  /** Frees the worker's memory at once. This is optional: the memory is freed with this object. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    abandoned.unregister(this);
    if (this.#created && this.#generation === workerGeneration()) {
      void call("disposeModel", { model: this.#id }).catch(() => {});
    }
  }
}

/** The file's name among the options of the call `what`. */
function fileName(what: string, options: { file?: string }): string {
  const { file = "model.keras" } = known(what, options, ["file"]);
  if (typeof file !== "string") throw new PupilError(`${what}: option "file" is ${shown(file)}; expected a name`);
  return file;
}

const FORMATS: readonly SaveFormat[] = ["safetensors", "keras", "h5", "weights.h5", "tfjs", "onnx"];

/** A file without a name. */
export function unnamed(bytes: Uint8Array): ModelPart[] {
  if (!(bytes instanceof Uint8Array)) throw new PupilError(`fromFile: bytes is ${shown(bytes)}; expected a Uint8Array`);
  return [{ name: "", bytes }];
}

/** A model from a config, an object or its JSON text. */
export function read(config: object | string, options: { seed?: number }): ModelSource {
  let value = config as { config?: { name?: string } };
  if (typeof config === "string") {
    try {
      value = JSON.parse(config);
    } catch (error) {
      throw new PupilError(`fromJSON: the text is no JSON (${(error as Error).message})`);
    }
  }
  if (typeof value !== "object" || value === null) {
    throw new PupilError(`fromJSON: the config is ${shown(value)}; expected an object, or its JSON`);
  }
  return { ...known("fromJSON", options, ["seed"]), config: value, name: value.config?.name };
}
