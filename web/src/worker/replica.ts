// A replica: a worker of the engine's worker, with a copy of a model that trains with it. group.ts is the main
// replica's side of the exchange.

import type { FromReplica, Job, Part, ToReplica } from "./messages.ts";
import { fromTensors } from "./samples.ts";
import { evaluated } from "./split.ts";
import type { Wasm, WasmModel } from "./wasm.ts";

const post = (message: FromReplica, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

/** A copy of the model, and its current step. */
class ReplicaModel {
  readonly #model: WasmModel;
  readonly #length: number;
  #number: number;
  #step: { batch: number; numbers: Float32Array | undefined } | undefined;
  /** The replicas whose part of this step is missing. */
  #missing = new Set<number>();
  /** Buffers from the others, which go back to them with the next step, so that a step allocates nothing. */
  readonly #spare = new Map<number, Float32Array>();
  /**
   * Parts and steps that arrived early: the main replica may be two steps ahead of a replica that waits for another
   * one.
   */
  readonly #early: Part[] = [];
  readonly #next: [step: number, shard: Float32Array][] = [];

  constructor(
    model: WasmModel,
    readonly rank: number,
    readonly size: number,
    step: number,
    readonly ports: Map<number, MessagePort>,
  ) {
    this.#model = model;
    this.#number = step;
    this.#length = size > 1 ? model.joinGroup(rank, size) : 0;
    for (const port of ports.values()) port.onmessage = ({ data }: MessageEvent<Part>) => guard(() => this.take(data));
  }

  /** Computes the gradients of a shard and sends them to all others. */
  step(step: number, shard: Float32Array): void {
    if (this.#step) {
      this.#next.push([step, shard]);
      return;
    }
    this.#number = step;
    this.#step = { batch: shard[0]!, numbers: undefined };
    this.#model.shardGradients(shard);
    for (let other = 0; other < this.size; other += 1) {
      if (other === this.rank) continue;
      const part = this.#spare.get(other) ?? new Float32Array(this.#length);
      this.#spare.delete(other);
      this.#model.exchange(part);
      const own: Part = { step, from: this.rank, part };
      if (other === 0) post({ replica: "part", ...own }, [part.buffer]);
      else this.ports.get(other)?.postMessage(own, [part.buffer]);
      this.#missing.add(other);
    }
    for (const part of this.#early.splice(0)) this.take(part);
  }

  /** Takes in a part. The last part completes the step. */
  take(part: Part): void {
    if (part.step !== this.#number || !this.#step) {
      if (part.step > this.#number) this.#early.push(part);
      return;
    }
    this.#model.exchange(part.part, part.from);
    this.#spare.set(part.from, part.part);
    this.#step.numbers ??= part.numbers;
    this.#missing.delete(part.from);
    if (this.#missing.size > 0) return;
    const { batch, numbers } = this.#step;
    this.#model.apply(numbers!, batch);
    this.#step = undefined;
    const next = this.#next.shift();
    if (next) this.step(...next);
  }

  async do(id: number, job: Job, wasm: Wasm): Promise<void> {
    const { batchSize } = job;
    if (job.kind === "predict") {
      const result = await this.#model.predict(job.x, batchSize);
      post({ replica: "done", id, result }, result.map(({ data }) => data.buffer as ArrayBuffer));
      return;
    }
    const data = fromTensors(wasm, job.samples);
    try {
      post({ replica: "done", id, result: await evaluated(this.#model, data, batchSize) });
    } finally {
      data.free();
    }
  }

  free(): void {
    for (const port of this.ports.values()) port.close();
    this.#model.free();
  }
}

let wasm: Wasm | undefined;
let model: ReplicaModel | undefined;

/** Sends a failure to the main replica, which replaces this one. */
async function guard(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    post({ replica: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

async function answer(message: ToReplica): Promise<void> {
  switch (message.replica) {
    case "start": {
      const { lock, module, memoryLimit } = message;
      // Held as long as this worker lives, so that the main replica learns of its end, whatever the cause.
      if (navigator.locks) {
        await new Promise<void>((held) => {
          void navigator.locks.request(lock, () => {
            held();
            return new Promise(() => {});
          });
        });
      }
      const loaded = (await import(message.wasm)) as Wasm;
      await loaded.default(module && { module_or_path: module });
      loaded.setMemoryLimit(memoryLimit);
      wasm = loaded;
      post({ replica: "ready" });
      return;
    }
    case "join": {
      if (!wasm) throw new Error("the replica was not started");
      model?.free();
      model = undefined;
      const { step, rank, size, ports } = message;
      model = new ReplicaModel(wasm.Model.load(message.file), rank, size, step, new Map(ports));
      post({ replica: "joined", step });
      return;
    }
    case "step":
      model?.step(message.step, message.shard);
      return;
    case "part":
      model?.take(message);
      return;
    case "job":
      if (wasm) await model?.do(message.id, message.job, wasm);
  }
}

/** Handles this worker's messages; each waits for the one before. */
export function serveAsReplica(first: ToReplica): void {
  let queue = guard(() => answer(first));
  self.onmessage = ({ data }: MessageEvent<ToReplica>) => {
    queue = queue.then(() => guard(() => answer(data)));
  };
}
