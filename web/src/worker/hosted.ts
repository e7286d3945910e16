// A model in the worker and everything that belongs to it: the engine's handle, the lock, the device, replicas,
// training.

import type { Activations, FloatTensor, Inputs, Tensor, Tensors, TextTensor, Workers } from "../api/types.ts";
import type { Action, Feed, FitArguments, ModelDescription } from "../protocol/index.ts";
import type { Engine } from "./engine.ts";
import { Run, type Lead, type Post } from "./fit.ts";
import { ReplicaGroup } from "./group.ts";
import { gone } from "./handlers.ts";
import { Lock } from "./lock.ts";
import { Placement } from "./placement.ts";
import { fromTensors, inOrder, samplesInOrder, type Signature } from "./samples.ts";
import { stepsOf, workersFor, workersToRun } from "./share.ts";
import { evaluate, joined, predictTogether, rows, samplesOf, type Range, type Share } from "./split.ts";
import { textFront } from "./text.ts";
import type { Wasm, WasmDataset, WasmModel } from "./wasm.ts";
import { WORK_SLICE, breathe } from "./yield.ts";

/** A model. Nothing else holds its handle. */
export class Hosted {
  readonly #engine: Engine;
  readonly #model: WasmModel;
  readonly #lock = new Lock();
  readonly placement: Placement;
  /** The module that the model is in. */
  get wasm(): Wasm {
    return this.#engine.wasm;
  }

  /** Stored here, because a busy model cannot be asked. */
  readonly signature: Signature;
  /** The names of all layers, once they were asked for. */
  #layers: readonly string[] | undefined;
  #group: ReplicaGroup | undefined;
  #run: Run | undefined;
  /** The number of running calls. The handle is freed after they end. */
  #calls = 0;
  #disposed = false;

  constructor(engine: Engine, model: WasmModel) {
    this.#engine = engine;
    this.#model = model;
    this.signature = { inputNames: model.inputNames, outputNames: model.outputNames };
    this.placement = new Placement(engine, model, (work) => this.#exclusive(work));
  }

  /** Does work on the model after all earlier work is done, and notes if the model's device was lost meanwhile. */
  readonly #exclusive = <T>(work: () => T | Promise<T>): Promise<T> =>
    this.#lock.run(async () => {
      try {
        return await work();
      } finally {
        const notice = this.#model.takeNotice();
        if (notice) {
          this.placement.lost(notice);
          if (this.#run) this.#run.lost(notice);
          else console.warn(notice);
        }
      }
    });

  /** Keeps the model for a call, even after {@link dispose}, and first makes sure that it is on the right device. */
  async #use<T>(work: (model: WasmModel) => Promise<T>): Promise<T> {
    if (this.#disposed) throw gone("model");
    this.#calls += 1;
    try {
      await this.placement.ensure();
      return await work(this.#model);
    } finally {
      this.#calls -= 1;
      this.#release();
    }
  }

  /** Makes one call of the engine. */
  call<T>(work: (model: WasmModel) => T | Promise<T>): Promise<T> {
    return this.#use((model) => this.#exclusive(() => work(model)));
  }

  #release(): void {
    if (!this.#disposed || this.#calls > 0) return;
    this.#calls = Infinity;
    void (this.#group?.dispose() ?? Promise.resolve()).then(() => this.#model.free());
  }

  /** Ends a running training. Calls that were made before are still answered. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#run?.control("stop");
    void this.#group?.dispose();
    this.#release();
  }

  describe(): Promise<ModelDescription> {
    return this.call((model) => {
      const { inputNames, outputNames, inputShapes, outputShapes } = model;
      const first = { inputShape: inputShapes[0] ?? [], outputShape: outputShapes[0] ?? [] };
      const shapes = { ...first, inputShapes, outputShapes, inputNames, outputNames };
      return { summary: model.summary(), kerasCode: model.kerasCode(), compile: model.compileConfig(), shapes };
    });
  }

  compile(options: object): Promise<void> {
    this.placement.compiled();
    return this.call((model) => model.compile(options));
  }

  /** The group of the model's replicas; none of them is started. */
  #replicas(): ReplicaGroup {
    return (this.#group ??= new ReplicaGroup(this.#engine, this.#model));
  }

  /** Decides who trains on batches of `batch` samples. Starts replicas if they are worth it. */
  #lead(samples: number | undefined, { options, workers }: FitArguments, batch: number): Promise<Lead> {
    return this.#use(async (model) => {
      const steps = stepsOf(options, samples, batch);
      await this.placement.choose(batch, steps, workers);
      if (this.placement.current.backend !== "cpu") return { group: undefined, reason: "the GPU trains" };
      const { count, reason } = await this.#exclusive(() => workersFor(workers, model, batch, steps));
      if (count === 1 || this.#disposed) return { group: undefined, reason };
      const group = this.#replicas();
      await group.gather("train", count);
      return { group, reason };
    });
  }

  /** Trains. The caller frees `data` and `validation`. */
  async fit(
    id: number,
    args: FitArguments,
    data: WasmDataset | undefined,
    validation: WasmDataset | undefined,
    post: Post,
  ): Promise<{ aborted: boolean }> {
    if (this.#run) throw new Error("fit: the model is being trained already; stop that run first");
    const { options, paused, waits, saves } = args;
    const run = new Run(id, {
      paused,
      waits,
      save: saves && (() => this.#model.save(saves.includeOptimizer, saves.metadata)),
      lead: (batch) => this.#lead(data?.length, args, batch),
      exclusive: this.#exclusive,
      backend: () => this.placement.current,
    });
    // Set before anything is waited for, so that the run can be stopped.
    this.#run = run;
    try {
      return await this.#use(async (model) => {
        const fit = await this.#exclusive(() => model.fit(data?.share(), validation?.share(), options));
        return run.run(fit, post);
      });
    } finally {
      this.#run = undefined;
    }
  }

  control(action: Action): void {
    this.#run?.control(action);
  }

  /** Gives the running training what it asked for. */
  feed(feed: Feed): void {
    if (!this.#run) return;
    if ("end" in feed) this.#run.feed(feed.end);
    else this.#run.feed(fromTensors(this.#engine.wasm, samplesInOrder("fit: batch", feed.batch, this.signature)));
  }

  /** Runs `use` with replicas if the work is worth sharing. A training has the replicas for itself. */
  async #shared<T>(
    workers: Workers,
    samples: number,
    batchSize: number,
    use: (share: Share | undefined) => Promise<T>,
  ): Promise<T> {
    const batches = Math.ceil(samples / batchSize);
    const alone = this.#run !== undefined || this.placement.current.backend !== "cpu";
    const running = this.#group?.size ?? 1;
    const count = alone ? 1 : workersToRun(workers, this.#model, batches, batchSize, running);
    if (count < 2) return use(undefined);
    const group = this.#replicas();
    await group.gather("run", count);
    try {
      return await use(group.size > 1 ? { group, workers: Math.min(count, group.size) } : undefined);
    } finally {
      group.rest("run");
    }
  }

  evaluate(data: WasmDataset, batchSize: number, workers: Workers) {
    const make = (samples: Parameters<typeof fromTensors>[1]) => fromTensors(this.#engine.wasm, samples);
    return this.#use((model) =>
      this.#shared(workers, data.length, batchSize, (share) =>
        evaluate(model, data, batchSize, share, make, this.#exclusive),
      ),
    );
  }

  predict(x: readonly Tensor[], batchSize: number, workers: Workers): Promise<FloatTensor[]> {
    return this.#use((model) => {
      const samples = x[0]?.shape[0] ?? 0;
      const own = (part: readonly Tensor[]) => this.#exclusive(() => model.predict(part, batchSize));
      const ownRows = (range: Range) => own(rows(x, range));
      return this.#shared(workers, samples, batchSize, (share) =>
        share ? predictTogether(share, samples, batchSize, (range) => rows(x, range), ownRows) : own(x),
      );
    });
  }

  predictData(data: WasmDataset, batchSize: number, workers: Workers): Promise<FloatTensor[]> {
    return this.#use((model) => {
      const own = (range: Range) => this.#predictRange(model, data, range, batchSize);
      const xOf = (range: Range) => samplesOf(data, range).x;
      return this.#shared(workers, data.length, batchSize, (share) =>
        share ? predictTogether(share, data.length, batchSize, xOf, own) : own([0, data.length]),
      );
    });
  }

  /** Predicts samples of a data set batch by batch, and lets other calls run in between. */
  async #predictRange(model: WasmModel, data: WasmDataset, [from, to]: Range, batchSize: number): Promise<FloatTensor[]> {
    const outputs: FloatTensor[][] = [];
    let started = performance.now();
    for (let start = from; start < to; start += batchSize) {
      if (this.#disposed) throw gone("model");
      const end = Math.min(start + batchSize, to);
      outputs.push(await this.#exclusive(() => model.predictDataset(data, start, end, batchSize)));
      if (performance.now() - started > WORK_SLICE) {
        await breathe();
        started = performance.now();
      }
    }
    return joined(outputs);
  }

  /** The outputs of layers, or of all if the list is empty. */
  activations(
    x: readonly Tensor[],
    layers: readonly string[],
    seed: number | undefined,
    batchSize: number,
  ): Promise<Activations> {
    return this.call(async (model) => {
      const names = layers.length ? layers : (this.#layers ??= model.layers().map(({ name }) => name));
      const outputs = await model.look(x, names, seed, undefined, batchSize);
      return Object.fromEntries(names.map((name, index) => [name, outputs[index]!]));
    });
  }

  /** The numbers of inputs that hold texts, in the model's order. */
  async numbers(what: string, x: Inputs): Promise<Tensor[]> {
    const layers = await this.call((model) => model.textLayers());
    const inputs = inOrder(what, x as Tensors, "input", this.signature) as readonly (Tensor | TextTensor)[];
    const numbers: Tensor[] = [];
    for (const [index, input] of inputs.entries()) {
      if (!("texts" in input)) {
        numbers.push(input);
        continue;
      }
      const layer = layers[index];
      if (!layer) throw new Error(`${what} holds texts for the input "${this.signature.inputNames[index]}", which takes numbers`);
      const front = await textFront(layer);
      try {
        const made = front.call(input.texts);
        // A lookup gives one number for each text, in the shape of the texts.
        numbers.push(made.shape.length === 1 ? { data: made.data, shape: input.shape } : made);
      } finally {
        front.free();
      }
    }
    return numbers;
  }

  /** Tensors in the order of the model's inputs; `call` names the call in errors. */
  inputs(call: string, x: Parameters<typeof inOrder>[1]): Tensor[] {
    return inOrder(`${call}: x`, x, "input", this.signature);
  }
}
