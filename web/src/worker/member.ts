// A helper: a worker of the engine's worker, with a copy of a model that trains with it. What is told between them is
// in this file's types; team.ts has the leader's side.

import type { FloatTensor, Tensor } from "../api/types.ts";
import { fromTensors, type OrderedSamples } from "./samples.ts";
import { evaluated } from "./split.ts";
import type { Wasm, WasmModel } from "./wasm.ts";

/** What the leader says to a helper. `turn` counts steps; what belongs to one given up is passed over. */
export type ToMember =
  | { helper: "start"; wasm: string; module: WebAssembly.Module | undefined; lock: string }
  /** A copy of the model; and to train with it, the place in the team and the other helpers' ports by their rank. */
  | { helper: "join"; turn: number; file: Uint8Array; rank: number; size: number; ports: [number, MessagePort][] }
  /** A shard as the engine made it: the size of the batch comes first. */
  | { helper: "step"; turn: number; given: Float32Array }
  | ({ helper: "part" } & Part)
  | { helper: "job"; id: number; job: Job };

/** A piece of a prediction or an evaluation. */
export type Job =
  | { kind: "predict"; x: readonly Tensor[]; batchSize: number }
  | { kind: "evaluate"; samples: OrderedSamples; batchSize: number };

/** What loss and metrics of batches came to, and the samples of each. */
export type Evaluated = [values: Float32Array, samples: number][];

/** What a member tells the others of its shard; the leader, too, what all take the step with. */
export interface Part {
  turn: number;
  from: number;
  part: Float32Array;
  numbers?: Float32Array;
}

export type FromMember =
  | { helper: "ready" }
  | { helper: "joined"; turn: number }
  | ({ helper: "part" } & Part)
  | { helper: "done"; id: number; result: FloatTensor[] | Evaluated }
  | { helper: "failed"; message: string };

const post = (message: FromMember, transfer: Transferable[] = []) => self.postMessage(message, { transfer });

/** A copy of the model, and the step under way. */
class Member {
  readonly #model: WasmModel;
  readonly #length: number;
  #turn: number;
  #step: { batch: number; numbers: Float32Array | undefined } | undefined;
  /** Whom this turn's part is missing of. */
  #missing = new Set<number>();
  /** Buffers that came from the others go back to them with the next step: nothing is allocated then. */
  readonly #spare = new Map<number, Float32Array>();
  /** Parts and steps that came before their turn: the leader may be two turns ahead of one that waits for another helper. */
  readonly #early: Part[] = [];
  readonly #next: [turn: number, given: Float32Array][] = [];

  constructor(
    model: WasmModel,
    readonly rank: number,
    readonly size: number,
    turn: number,
    readonly ports: Map<number, MessagePort>,
  ) {
    this.#model = model;
    this.#turn = turn;
    this.#length = size > 1 ? model.join(rank, size) : 0;
    for (const port of ports.values()) port.onmessage = ({ data }: MessageEvent<Part>) => guard(() => this.hear(data));
  }

  step(turn: number, given: Float32Array): void {
    if (this.#step) {
      this.#next.push([turn, given]);
      return;
    }
    this.#turn = turn;
    this.#step = { batch: given[0]!, numbers: undefined };
    this.#model.gradients(given);
    for (let other = 0; other < this.size; other += 1) {
      if (other === this.rank) continue;
      const part = this.#spare.get(other) ?? new Float32Array(this.#length);
      this.#spare.delete(other);
      this.#model.tell(part);
      const told: Part = { turn, from: this.rank, part };
      if (other === 0) post({ helper: "part", ...told }, [part.buffer]);
      else this.ports.get(other)?.postMessage(told, [part.buffer]);
      this.#missing.add(other);
    }
    for (const part of this.#early.splice(0)) this.hear(part);
  }

  hear(part: Part): void {
    if (part.turn !== this.#turn || !this.#step) {
      if (part.turn > this.#turn) this.#early.push(part);
      return;
    }
    this.#model.tell(part.part, part.from);
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
      post({ helper: "done", id, result }, result.map(({ data }) => data.buffer as ArrayBuffer));
      return;
    }
    const data = fromTensors(wasm, job.samples);
    try {
      post({ helper: "done", id, result: await evaluated(this.#model, data, batchSize) });
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
let member: Member | undefined;

/** Tells the leader of a failure, which then goes on with another helper. */
async function guard(work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    post({ helper: "failed", message: error instanceof Error ? error.message : String(error) });
  }
}

async function answer(message: ToMember): Promise<void> {
  switch (message.helper) {
    case "start": {
      const { lock, module } = message;
      // Held for as long as this worker lives: the leader hears of its end whatever it was.
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
      wasm = loaded;
      post({ helper: "ready" });
      return;
    }
    case "join": {
      if (!wasm) throw new Error("the helper was not started");
      member?.free();
      member = undefined;
      const { turn, rank, size, ports } = message;
      member = new Member(wasm.Model.load(message.file), rank, size, turn, new Map(ports));
      post({ helper: "joined", turn });
      return;
    }
    case "step":
      member?.step(message.turn, message.given);
      return;
    case "part":
      member?.hear(message);
      return;
    case "job":
      if (wasm) await member?.do(message.id, message.job, wasm);
  }
}

/** Takes over this worker's messages; each waits for the one before. */
export function serveAsHelper(first: ToMember): void {
  let queue = guard(() => answer(first));
  self.onmessage = ({ data }: MessageEvent<ToMember>) => {
    queue = queue.then(() => guard(() => answer(data)));
  };
}
