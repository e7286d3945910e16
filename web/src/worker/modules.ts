// The engine's modules, which wasm-bindgen made: each is loaded when it is first needed.

import { coded } from "./handlers.ts";

/** Where a file of the library lies: beside this worker's. */
export const beside = (file: string): string => new URL(file, import.meta.url).href;

/** How often each address could not be imported. */
const failures = new Map<string, number>();

/** Imports a module and starts it; after a failure it can be asked for again. */
export async function load<M extends { default(): Promise<unknown> }>(url: string): Promise<M> {
  const failed = failures.get(url) ?? 0;
  // Chromium remembers an address that could not be imported for as long as the worker lives (148 does). With a fragment it
  // is another one, of which the server and caches see nothing.
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

/** What gives a module, loaded at the first call. */
export function lazily<M extends { default(): Promise<unknown> }>(what: string, url: string): () => Promise<M> {
  let loading: Promise<M> | undefined;
  return () =>
    (loading ??= load<M>(url).catch((error: Error) => {
      // The network may be back the next time.
      loading = undefined;
      throw coded("load", `the ${what} module could not be loaded from ${url}: ${error.message}`);
    }));
}
