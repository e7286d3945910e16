// Answers the calls of models, runs and data sets.

import type { DataCalls, ModelCalls, ModelPart, Reply, RunCalls } from "../protocol/index.ts";
import { Datasets } from "./data.ts";
import { wholeEngine, type Engine } from "./engine.ts";
import type { Formats } from "./files.ts";
import { coded, found, type Handlers } from "./handlers.ts";
import { Hosted } from "./hosted.ts";
import { beside, lazily } from "./modules.ts";
import type { Wasm, WasmDataset, WasmModel } from "./wasm.ts";

type Methods = Exclude<keyof ModelCalls, "ready"> | keyof RunCalls | keyof DataCalls;

let opening: Promise<Formats> | undefined;

/** Files of other programs; the code for them is loaded at the first one. */
const formats = (): Promise<Formats> =>
  (opening ??= import("./files.ts").then(
    ({ Formats }) => new Formats((what, file) => lazily(what, beside(file))),
    (error: Error) => {
      // The network may be back at the next try.
      opening = undefined;
      throw coded("load", `the code for files of other programs could not be loaded: ${error.message}`);
    },
  ));

/** True for safetensors, which the engine reads itself: a length of 64 bits, then JSON. */
const isOwn = ([file, ...others]: ModelPart[]): boolean =>
  others.length === 0 && file!.bytes[8] === 0x7b && file!.bytes[7] === 0 && file!.bytes[6] === 0;

/**
 * False for a config that must be translated: of Keras 1 or 2, or with operations such as `x * 2`. Configs that were
 * built in JavaScript have neither.
 */
const isToday = (config: object): boolean =>
  !/"keras_version":"[012]|"batch_input_shape"|"keras\.src\.ops|"TFOpLambda"/.test(JSON.stringify(config));

/** True if an error is about a name that only the larger module knows. */
function isMissing({ wasm }: { readonly wasm: Wasm }, { message }: { message: string }): boolean {
  const said = message.toLowerCase();
  return wasm.missingNames().some((name) => said.includes(`"${name.toLowerCase()}"`));
}

/** `engine` returns the engine, which is open before the first of these calls; `post` takes reports of runs. */
export function modelHandlers(engine: () => Engine, post: (reply: Reply) => void): Handlers<Methods> {
  const models = new Map<number, Hosted>();
  /** The models of running trainings, by the trainings' ids. */
  const runs = new Map<number, Hosted>();
  const datasets = new Datasets(() => engine().wasm);
  const hosted = (model: number): Hosted => found(models, model, "model");
  let larger: Promise<Engine> | undefined;
  /** The engine with all layers: this one, or the larger module, which is loaded at the first rare layer. */
  const whole = (): Promise<Engine> =>
    (larger ??= wholeEngine(engine()).catch((error: Error) => {
      // The network may be back at the next try.
      larger = undefined;
      throw error;
    }));
  /** Makes a model in the engine, or if it has something that only the larger module has, there. */
  async function host<T>(id: number, make: (Model: Wasm["Model"]) => Promise<{ model: WasmModel } & T>): Promise<T> {
    let home = engine();
    const made = await make(home.wasm.Model)
      .then(({ model, ...rest }) => {
        // A file whose optimizer or loss is missing opens, but not compiled, and with a note.
        const missing = model.notes.find((message) => isMissing(home, { message }));
        if (missing === undefined) return { model, ...rest } as { model: WasmModel } & T;
        model.free();
        throw new Error(missing);
      })
      .catch(async (error: Error) => {
        if (!isMissing(home, error)) throw error;
        home = await whole();
        return make(home.wasm.Model);
      });
    models.set(id, new Hosted(home, made.model));
    return made;
  }
  return {
    async createModel({ model, config, seed }) {
      await host(model, async (Model) => {
        const keras = isToday(config) ? config : await (await formats()).translate(Model, config);
        return { model: Model.fromConfig(keras, seed) };
      });
    },
    async loadModel({ model, files, inputShapes, weightsFrom }) {
      const opened = await host(model, async (Model) => {
        if (!isOwn(files)) return (await formats()).open(Model, files, inputShapes, weightsFrom);
        const own = Model.load(files[0]!.bytes);
        return { model: own, metadata: own.metadata, notes: own.notes };
      });
      return { config: opened.model.toConfig(), metadata: opened.metadata, notes: opened.notes };
    },
    disposeModel({ model }) {
      models.get(model)?.dispose();
      models.delete(model);
    },
    async rareDefaults() {
      const { wasm } = await whole();
      return wasm.layerDefaults();
    },
    async knownNetwork({ name, options }) {
      const { wasm } = await whole();
      return wasm.knownNetwork!(name, JSON.stringify(options));
    },
    describe: ({ model }) => hosted(model).describe(),
    async compile({ model, options }) {
      const target = hosted(model);
      try {
        await target.compile(options);
      } catch (error) {
        if (!isMissing(target, error as Error)) throw error;
        const home = await whole();
        const file = await target.call((moved) => moved.save(false, moved.metadata));
        const next = new Hosted(home, home.wasm.Model.load(file));
        try {
          await next.compile(options);
        } catch (reason) {
          next.dispose();
          throw reason;
        }
        models.set(model, next);
        target.dispose();
      }
    },
    backend: ({ model }) => hosted(model).call(() => hosted(model).placement.current),
    getLearningRate: ({ model }) => hosted(model).call((target) => target.learningRate),
    setLearningRate: ({ model, rate }) => hosted(model).call((target) => target.setLearningRate(rate)),
    async fit(args, id) {
      const target = hosted(args.model);
      const { train, validation } = args;
      const fit = (data: WasmDataset | undefined, check: WasmDataset | undefined) =>
        target.fit(id, args, data, check, post);
      const withValidation = (data: WasmDataset | undefined) =>
        validation === undefined
          ? fit(data, undefined)
          : datasets.use("fit: validationData", validation, target, (check) => fit(data, check));
      runs.set(id, target);
      try {
        return await (train === "batches"
          ? withValidation(undefined)
          : datasets.use("fit", train, target, withValidation));
      } finally {
        runs.delete(id);
      }
    },
    control: ({ run, action }) => runs.get(run)?.control(action),
    feed: ({ run, feed }) => runs.get(run)?.feed(feed),
    async evaluate({ model, data, batchSize, workers }) {
      const target = hosted(model);
      return datasets.use("evaluate", data, target, (samples) => target.evaluate(samples, batchSize, workers));
    },
    async predict({ model, x, batchSize, workers }) {
      const target = hosted(model);
      if (typeof x === "number") return datasets.share(x, target, (data) => target.predictData(data, batchSize, workers));
      return target.predict(target.inputs("predict", x), batchSize, workers);
    },
    textsToNumbers: ({ model, what, x }) => hosted(model).numbers(what, x),
    async trainOnBatch({ model, data }) {
      const target = hosted(model);
      return datasets.use("trainOnBatch", data, target, (batch) =>
        target.call((engine) => engine.trainOnBatch(batch)),
      );
    },
    profile: ({ model, batchSize, rounds, predict }) =>
      hosted(model).call((target) => target.profile(batchSize, rounds, predict)),
    layers: ({ model }) => hosted(model).call((target) => target.layers()),
    setTrainable: ({ model, layer, trainable }) =>
      hosted(model).call(async (target) => {
        await target.setTrainable(layer, trainable);
        return target.toConfig();
      }),
    async activations({ model, x, layers, seed, batchSize }) {
      const target = hosted(model);
      return target.activations(target.inputs("activations", x), layers, seed, batchSize);
    },
    async gradients({ model, data, seed, inputs, fromOutputs, batchSize }) {
      const target = hosted(model);
      return datasets.use("gradients", data, target, (samples) =>
        target.call((engine) => engine.gradients(samples, seed, inputs, fromOutputs, batchSize ?? samples.length)),
      );
    },
    applyGradients: ({ model, gradients, updates }) =>
      hosted(model).call((target) => target.applyGradients(gradients, updates)),
    async gradCam({ model, x, layer, classIndex, batchSize }) {
      const target = hosted(model);
      const inputs = target.inputs("gradCam", x);
      const maps = await target.call((engine) => engine.look(inputs, [layer], undefined, classIndex, batchSize));
      return maps[0]!;
    },
    getWeights: ({ model }) => hosted(model).call((target) => target.getWeights()),
    async loadWeights({ model, files, weightsFrom }) {
      const code = await formats();
      const target = hosted(model);
      return target.call(async (engine) => {
        const { weights, note } = await code.weights(target.wasm.Model, engine, files, weightsFrom);
        await engine.setWeights(weights);
        return note;
      });
    },
    setWeights: ({ model, weights }) => hosted(model).call((target) => target.setWeights(weights)),
    async save({ model, includeOptimizer, metadata, format }) {
      const file = await hosted(model).call((target) => target.save(includeOptimizer, metadata));
      return format === "safetensors" ? file : (await formats()).write(file, format);
    },
    createDataset({ dataset, source }) {
      const { length, xShapes, yShapes } = datasets.create(dataset, source);
      return { length, xShapes, yShapes };
    },
    gather({ dataset, indices }) {
      const { x, y } = datasets.get(dataset).gather(indices);
      return { x, y };
    },
    targets: ({ dataset }) => datasets.get(dataset).targets(),
    disposeDataset: ({ dataset }) => datasets.dispose(dataset),
    readArrays: async ({ files }) => (await formats()).arrays(files),
    eventFile: async ({ values }) => (await formats()).events(values),
    prepareDigit: ({ ink, width, height }) => engine().wasm.prepareDigit(ink, width, height),
  };
}
