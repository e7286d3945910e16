import type { Calls, Method } from "../protocol.ts";

/** What answers the calls of the methods `M`. */
export type Handlers<M extends Method = Method> = {
  [K in M]: (args: Calls[K]["args"], id: number) => Calls[K]["result"] | Promise<Calls[K]["result"]>;
};

/** What lives under a number. */
export function found<T>(map: Map<number, T>, id: number, what: string): T {
  const value = map.get(id);
  if (value === undefined) throw new Error(`the ${what} is gone: it was disposed, or the engine was restarted`);
  return value;
}

/** What gives a module of the engine's, loaded at the first call. */
export function lazily<M extends { default(): Promise<unknown> }>(what: string, address: () => string): () => Promise<M> {
  let loading: Promise<M> | undefined;
  const load = async (): Promise<M> => {
    const url = address();
    try {
      const module = (await import(url)) as M;
      await module.default();
      return module;
    } catch (error) {
      // The network may be back the next time.
      loading = undefined;
      throw new Error(`the ${what} module could not be loaded from ${url}: ${(error as Error).message}`);
    }
  };
  return () => (loading ??= load());
}
