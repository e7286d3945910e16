// Opens the engine: the module with a GPU if a GPU can be used, otherwise the smaller module.

import type { Backend } from "../api/types.ts";
import type { EngineArguments } from "../protocol/index.ts";
import { coded } from "./handlers.ts";
import { Memory } from "./memory.ts";
import { beside, load } from "./modules.ts";
import type { Wasm } from "./wasm.ts";

/** An engine's module, and what models may run on. */
export interface Engine {
  wasm: Wasm;
  url: string;
  /** The GPU's name; null if models run only on the CPU. */
  adapter: string | null;
  /** Why no GPU is used, if so. */
  reason: string | undefined;
  asked: Backend;
  /** True if large activations are stored as 16-bit floats on the GPU. */
  float16: boolean;
  memory: Memory;
}

interface Adapter {
  info?: { vendor?: string; architecture?: string; description?: string; isFallbackAdapter?: boolean };
  isFallbackAdapter?: boolean;
}

interface Gpu {
  requestAdapter(options: { powerPreference: string }): Promise<Adapter | null>;
}

const NAMELESS = "a GPU without a name";

/** The reason why models do not run on an existing GPU. */
export const unusable = (name: string, error: unknown): string =>
  `the GPU ${name === NAMELESS ? "" : `(${name}) `}could not be used: ${(error as Error).message}`;

/** The name of the GPU to use, or the reason why none is worth trying. */
async function findGpu(asked: Backend): Promise<{ name: string; reason?: string }> {
  const none = (reason: string) => ({ name: "", reason });
  if (asked === "cpu") return none("the CPU was asked for");
  const { gpu } = navigator as unknown as { gpu?: Gpu };
  if (!gpu) return none("this browser has no WebGPU");
  const adapter = await gpu.requestAdapter({ powerPreference: "high-performance" }).catch(() => null);
  if (!adapter) return none("this browser has WebGPU but finds no GPU");
  const { isFallbackAdapter = adapter.isFallbackAdapter, vendor, architecture, description } = adapter.info ?? {};
  const name = [vendor, architecture, description].filter(Boolean).join(" ");
  const software = isFallbackAdapter || /swiftshader|llvmpipe|basic render/i.test(name);
  // A software GPU computes correctly, but slower than the CPU's own kernels.
  if (software && asked === "auto") return none(`the only GPU is a program on the CPU (${name || "software"})`);
  return { name: name || NAMELESS };
}

/** The file of the module with all layers and a GPU. */
const WHOLE = "pupil-gpu.js";

/** An engine with all layers: the given one, or the larger module beside it, without a GPU. */
export async function wholeEngine(engine: Engine): Promise<Engine> {
  if (engine.wasm.missingNames().length === 0) return engine;
  const url = beside(WHOLE);
  try {
    const wasm = await load<Wasm>(url);
    return { ...engine, wasm, url, memory: engine.memory.beside(wasm) };
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    throw coded("load", `the engine with all layers could not be started from ${url}: ${(error as Error).message}`);
  }
}

/** Opens the engine: the module with a GPU if one is to be used, otherwise the smaller module. */
export async function openEngine({ backend: asked, float16, memoryLimit }: EngineArguments): Promise<Engine> {
  let { name, reason } = await findGpu(asked);
  if (!reason) {
    const url = beside(WHOLE);
    try {
      const wasm = await load<Wasm>(url);
      await wasm.openGpu!(float16);
      return { wasm, url, adapter: name, reason: undefined, asked, float16, memory: new Memory(wasm, memoryLimit) };
    } catch (error) {
      reason = unusable(name, error);
    }
  }
  const url = beside("pupil-wasm.js");
  try {
    const wasm = await load<Wasm>(url);
    return { wasm, url, adapter: null, reason, asked, float16: false, memory: new Memory(wasm, memoryLimit) };
  } catch (error) {
    // A trap is not a failure to load: see the worker's `onmessage`.
    if (error instanceof WebAssembly.RuntimeError) throw error;
    throw coded("load", `the engine could not be started from ${url}: ${(error as Error).message}`);
  }
}
