// The engine's worker: answers calls. The engine itself is opened when `ready` asks for it; tables and texts need none.
// Calls that take long let others in between, so that a model can be asked while it is trained.

import type { FloatTensor, Tensor, Workers } from "../api/types.ts";
import { WITHOUT_ENGINE, type DatasetSource, type Reply, type Request, type Samples } from "../protocol.ts";
import { Placement, openEngine, type Engine } from "./backend.ts";
import { Run } from "./fit.ts";
import { found, type Handlers } from "./handlers.ts";
import { serveAsHelper, type ToMember } from "./member.ts";
import { fromTensors, inOrder, samplesInOrder, type Signature } from "./samples.ts";
import { stepsOf, workersFor, workersToRun } from "./share.ts";
import { evaluate, joined, predictTogether, rows, samplesOf, type Range, type Share, type Turn } from "./split.ts";
import { tableHandlers } from "./tables.ts";
import { Team } from "./team.ts";
import { textHandlers } from "./text.ts";
import type { Wasm, WasmDataset, WasmModel } from "./wasm.ts";
import { WORK_SLICE, breathe } from "./yield.ts";

/** The last try to open the engine; calls that need it wait for it, and fail where it did. */
let opening: Promise<Engine> | undefined;
let engine: Engine;
let wasm: Wasm;
const placement = new Placement(
  () => engine,
  (id, notice) => {
    const run = [...runs.values()].find((run) => run.model === id);
    if (run) run.lost(notice);
    else console.warn(notice);
  },
);
const models = new Map<number, WasmModel>();
/** Names of inputs and outputs: a model that is busy cannot be asked. */
const signatures = new Map<number, Signature>();
const datasets = new Map<number, WasmDataset>();
const runs = new Map<number, Run>();
const teams = new Map<number, Team>();

/** The helpers of a model, none of them started. */
function teamOf(id: number, model: WasmModel): Team {
  const team = teams.get(id) ?? new Team({ wasm, wasmUrl: engine.url }, model);
  teams.set(id, team);
  return team;
}

const signature = (id: number): Signature => found(signatures, id, "model");

/** Takes in a new model. */
function add(id: number, model: WasmModel): void {
  models.set(id, model);
  signatures.set(id, { inputNames: model.inputNames, outputNames: model.outputNames });
}

/** Runs `use` on samples for a model; those that came as tensors are freed afterwards. `call` names the call in errors. */
async function withSamples<T>(
  call: string,
  model: number,
  samples: Samples,
  use: (data: WasmDataset) => T | Promise<T>,
): Promise<T> {
  if (typeof samples === "number") return use(found(datasets, samples, "data set"));
  const data = fromTensors(wasm, samplesInOrder(call, samples, signature(model)));
  try {
    return await use(data);
  } finally {
    data.free();
  }
}

function createDataset(source: DatasetSource): WasmDataset {
  switch (source.kind) {
    case "tensors":
      return fromTensors(wasm, source);
    case "idx":
      return wasm.Dataset.fromIdx(source.images, source.labels);
    case "strokes":
      return wasm.Dataset.strokes(source.count, source.seed);
  }
}

/** Predicts samples of a data set batch after batch, letting other calls in between. */
async function predictRange(
  model: WasmModel,
  modelId: number,
  dataId: number,
  [from, to]: Range,
  batchSize: number,
): Promise<FloatTensor[]> {
  const outputs: FloatTensor[][] = [];
  let started = performance.now();
  for (let start = from; start < to; start += batchSize) {
    // Looked up each time: either may be disposed of in between.
    found(models, modelId, "model");
    const data = found(datasets, dataId, "data set");
    const end = Math.min(start + batchSize, to);
    outputs.push(await placement.do(modelId, model, () => model.predictDataset(data, start, end, batchSize)));
    if (performance.now() - started > WORK_SLICE) {
      await breathe();
      started = performance.now();
    }
  }
  return joined(outputs);
}

/** Runs `use` with a model's team where so much work is shared; not while the model is trained, which has the helpers. */
async function withTeam<T>(
  id: number,
  workers: Workers,
  samples: number,
  batchSize: number,
  use: (share: Share | undefined) => Promise<T>,
): Promise<T> {
  const model = found(models, id, "model");
  const training = [...runs.values()].some((run) => run.model === id);
  const batches = Math.ceil(samples / batchSize);
  const count = training || placement.of(id).backend !== "cpu" ? 1 : workersToRun(workers, model, batches, batchSize, teams.get(id)?.size ?? 1);
  if (count < 2) return use(undefined);
  const team = teamOf(id, model);
  await team.gather("run", count);
  try {
    return await use(team.size > 1 ? { team, workers: Math.min(count, team.size) } : undefined);
  } finally {
    team.rest("run");
  }
}

/** Runs `use` with a handle of its own on a model, which may be disposed of meanwhile; where it is to run. */
async function withModel<T>(id: number, use: (model: WasmModel) => T | Promise<T>): Promise<T> {
  const model = found(models, id, "model").share();
  try {
    await placement.use(id, model);
    return await use(model);
  } finally {
    model.free();
  }
}

/** The same for one call, when all earlier ones on the model are done. */
function inTurn<T>(id: number, use: (model: WasmModel) => T | Promise<T>): Promise<T> {
  return withModel(id, (model) => placement.do(id, model, () => use(model)));
}

const handlers: Handlers = {
  ...textHandlers(),
  ...tableHandlers(),
  async ready({ backend, float16 }) {
    opening = openEngine(backend, float16);
    engine = await opening;
    wasm = engine.wasm;
    const { adapter, reason } = engine;
    return { simd: wasm.simd(), version: wasm.version(), layerDefaults: wasm.layerDefaults(), adapter, reason };
  },
  createModel({ model, config, seed }) {
    add(model, wasm.Model.fromJson(config, seed));
  },
  loadModel({ model, bytes }) {
    const loaded = wasm.Model.load(bytes);
    add(model, loaded);
    return { config: loaded.toJson(), compiled: loaded.compiled, metadata: loaded.metadata };
  },
  disposeModel({ model }) {
    for (const run of runs.values()) if (run.model === model) run.control("stop");
    teams.get(model)?.dispose();
    teams.delete(model);
    placement.forget(model);
    models.get(model)?.free();
    models.delete(model);
    signatures.delete(model);
  },
  describe: ({ model }) =>
    inTurn(model, (target) => {
      const { inputNames, outputNames, inputShapes, outputShapes } = target;
      const first = { inputShape: inputShapes[0] ?? [], outputShape: outputShapes[0] ?? [] };
      const shapes = { ...first, inputShapes, outputShapes, inputNames, outputNames };
      return { summary: target.summary(), kerasCode: target.kerasCode(), shapes };
    }),
  compile({ model, options }) {
    placement.compiled(model);
    return inTurn(model, (target) => target.compile(options));
  },
  backend: ({ model }) => inTurn(model, () => placement.of(model)),
  getLearningRate: ({ model }) => inTurn(model, (target) => target.learningRate),
  setLearningRate: ({ model, rate }) => inTurn(model, (target) => target.setLearningRate(rate)),
  async fit({ model, train, validation, options, paused, waits, saves, workers }, id) {
    const target = found(models, model, "model").share();
    const turn: Turn = (work) => placement.do(model, target, work);
    const save = saves === undefined ? undefined : () => target.save(saves.includeOptimizer, saves.metadata);
    let samples: number | undefined;
    const lead = async (batch: number) => {
      const steps = stepsOf(options, samples, batch);
      // A model that is trained twice at once stays where it is.
      const alone = [...runs.values()].filter((run) => run.model === model).length === 1;
      if (alone) await placement.choose(model, target, batch, steps, workers);
      if (placement.of(model).backend !== "cpu") return { team: undefined, reason: "the GPU trains" };
      const { count, reason } = await turn(() => workersFor(workers, target, batch, steps));
      if (count === 1) return { team: undefined, reason };
      const team = teamOf(model, target);
      await team.gather("train", count);
      return { team, reason };
    };
    const run = new Run(id, model, { paused, waits, save, lead, turn, backend: () => placement.of(model) });
    runs.set(id, run);
    try {
      await placement.use(model, target);
      const withValidation = (use: (check: WasmDataset | undefined) => Promise<{ aborted: boolean }>) =>
        validation === undefined ? use(undefined) : withSamples("fit: validationData", model, validation, use);
      if (train === "batches") {
        return await withValidation(async (check) =>
          run.run(await turn(() => target.fitBatches(check?.share(), options)), post),
        );
      }
      return await withSamples("fit", model, train, (data) => {
        samples = data.length;
        return withValidation(async (check) => {
          const start = () => (check ? target.fitWithValidation(data, check, options) : target.fit(data, options));
          return run.run(await turn(start), post);
        });
      });
    } finally {
      runs.delete(id);
      target.free();
    }
  },
  control({ run, action }) {
    runs.get(run)?.control(action);
  },
  feed({ run, feed }) {
    const target = runs.get(run);
    if (!target) return;
    if ("end" in feed) target.feed(feed.end);
    else target.feed(fromTensors(wasm, samplesInOrder("fit: batch", feed.batch, signature(target.model))));
  },
  async evaluate({ model, data, batchSize, workers }) {
    return withModel(model, (target) =>
      withSamples("evaluate", model, data, (samples) =>
        withTeam(model, workers, samples.length, batchSize, (share) =>
          evaluate(target, samples, batchSize, share, (piece) => fromTensors(wasm, piece), (work) =>
            placement.do(model, target, work),
          ),
        ),
      ),
    );
  },
  async predict({ model, x, batchSize, workers }) {
    if (typeof x === "number") {
      const { length } = found(datasets, x, "data set");
      const xOf = (range: Range) => samplesOf(found(datasets, x, "data set"), range).x;
      return withModel(model, (target) => {
        const own = (range: Range) => predictRange(target, model, x, range, batchSize);
        return withTeam(model, workers, length, batchSize, (share) =>
          share ? predictTogether(share, length, batchSize, xOf, own) : own([0, length]),
        );
      });
    }
    return withModel(model, async (target) => {
      const inputs = inOrder("predict: x", x, "input", signature(model));
      const length = inputs[0]?.shape[0] ?? 0;
      const own = (part: readonly Tensor[]) => placement.do(model, target, () => target.predict(part, batchSize));
      const ownRows = (range: Range) => own(rows(inputs, range));
      return withTeam(model, workers, length, batchSize, (share) =>
        share ? predictTogether(share, length, batchSize, (range) => rows(inputs, range), ownRows) : own(inputs),
      );
    });
  },
  trainOnBatch: ({ model, data }) =>
    inTurn(model, (target) => withSamples("trainOnBatch", model, data, (batch) => target.trainOnBatch(batch))),
  profile: ({ model, batchSize, rounds, predict }) =>
    inTurn(model, (target) => target.profile(batchSize, rounds, predict)),
  layers: ({ model }) => inTurn(model, (target) => target.layers()),
  setTrainable: ({ model, layer, trainable }) =>
    inTurn(model, async (target) => {
      await target.setTrainable(layer, trainable);
      return target.toJson();
    }),
  activations: ({ model, x, layer, seed, batchSize }) =>
    inTurn(model, (target) =>
      target.activations(inOrder("activations: x", x, "input", signature(model)), layer, seed, batchSize),
    ),
  gradCam: ({ model, x, layer, classIndex, batchSize }) =>
    inTurn(model, (target) =>
      target.gradCam(inOrder("gradCam: x", x, "input", signature(model)), layer, classIndex, batchSize),
    ),
  getWeights: ({ model }) => inTurn(model, (target) => target.getWeights()),
  setWeights: ({ model, weights }) => inTurn(model, (target) => target.setWeights(weights)),
  save: ({ model, includeOptimizer, metadata }) =>
    inTurn(model, (target) => target.save(includeOptimizer, metadata)),
  createDataset({ dataset, source }) {
    const data = createDataset(source);
    datasets.set(dataset, data);
    return { length: data.length, xShapes: data.xShapes, yShapes: data.yShapes };
  },
  gather({ dataset, indices }) {
    const { x, y } = found(datasets, dataset, "data set").gather(indices);
    return { x, y };
  },
  targets({ dataset }) {
    return found(datasets, dataset, "data set").targets();
  },
  disposeDataset({ dataset }) {
    datasets.get(dataset)?.free();
    datasets.delete(dataset);
  },
  prepareDigit: ({ ink, width, height }) => wasm.prepareDigit(ink, width, height),
};

function post(reply: Reply): void {
  self.postMessage(reply);
}

self.onmessage = async ({ data }: MessageEvent<Request | ToMember>) => {
  if ("helper" in data) return serveAsHelper(data);
  const { id, method, args } = data;
  try {
    const handler = handlers[method] as (args: unknown, id: number) => unknown;
    if (!wasm && !WITHOUT_ENGINE.has(method)) await opening;
    post({ id, result: await handler(args, id) });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      // The module's memory cannot be trusted after a trap. Failing outside of the call makes the page start anew.
      setTimeout(() => {
        throw error;
      });
      return;
    }
    post({ id, error: error instanceof Error ? error.message : String(error) });
  }
};
