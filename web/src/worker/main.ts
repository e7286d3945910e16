// The engine's worker: answers calls. The engine itself is opened by `ready`; tables and texts do not need it. Long
// calls let others in between, so that a model can be asked while it trains.

import { WITHOUT_ENGINE, type Reply, type Request } from "../protocol/index.ts";
import { openEngine, type Engine } from "./engine.ts";
import { failureOf, type Handlers } from "./handlers.ts";
import type { ToReplica } from "./messages.ts";
import { modelHandlers } from "./models.ts";
import { serveAsReplica } from "./replica.ts";
import { tableHandlers } from "./tables.ts";
import { textHandlers } from "./text.ts";
import { buffersOf } from "./transfer.ts";

/** The last try to open the engine. Calls that need the engine wait for it, and fail if it failed. */
let opening: Promise<Engine> | undefined;
let engine: Engine | undefined;

function post(reply: Reply): void {
  self.postMessage(reply, { transfer: buffersOf(reply) });
}

const handlers: Handlers = {
  ...textHandlers(),
  ...tableHandlers(),
  ...modelHandlers(() => engine!, post),
  async ready(options) {
    opening = openEngine(options);
    engine = await opening;
    const { wasm, adapter, reason } = engine;
    return { simd: wasm.simd(), version: wasm.version(), layerDefaults: wasm.layerDefaults(), missingNames: wasm.missingNames(), adapter, reason };
  },
};

self.onmessage = async ({ data }: MessageEvent<Request | ToReplica>) => {
  if ("replica" in data) return serveAsReplica(data);
  const { id, method, args } = data;
  try {
    const handler = handlers[method] as (args: unknown, id: number) => unknown;
    if (!engine && !WITHOUT_ENGINE.has(method)) await opening;
    post({ id, result: await handler(args, id) });
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) {
      // After a trap the module's memory cannot be trusted. An error outside of the call makes the page start a new
      // worker.
      setTimeout(() => {
        throw error;
      });
      return;
    }
    post({ id, error: failureOf(error) });
  }
};
