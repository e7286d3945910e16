// The engine's modules, made by wasm-bindgen. Each is loaded when it is first needed.

import { coded } from "./handlers.ts";

/** The address of a file of the library, which is beside this worker's. */
export const beside = (file: string): string => new URL(file, import.meta.url).href;

/** How often each address failed to import. */
const failures = new Map<string, number>();

/** Imports a module and starts it. After a failure it can be called again. */
export async function load<M extends { default(): Promise<unknown> }>(url: string): Promise<M> {
  const failed = failures.get(url) ?? 0;
  // Chromium (148) remembers an address that failed to import as long as the worker lives. A fragment makes it another
  // address, which server and caches do not see.
  const address = failed ? `${url}#${failed}` : url;
  let module: M;
  try {
    module = (await import(address)) as M;
  } catch (error) {
    failures.set(url, failed + 1);
    throw error;
  }
  await module.default();
  return module;
}

/** Returns a function that returns a module, which is loaded at the first call. */
export function lazily<M extends { default(): Promise<unknown> }>(what: string, url: string): () => Promise<M> {
  let loading: Promise<M> | undefined;
  return () =>
    (loading ??= load<M>(url).catch((error: Error) => {
      // The network may be back at the next try.
      loading = undefined;
      throw coded("load", `the ${what} module could not be loaded from ${url}: ${error.message}`);
    }));
}
