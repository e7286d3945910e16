import type { Calls, Method } from "../protocol.ts";

/** What answers the calls of the methods `M`. */
export type Handlers<M extends Method = Method> = {
  [K in M]: (args: Calls[K]["args"], id: number) => Calls[K]["result"] | Promise<Calls[K]["result"]>;
};

/** The error of a call on something that is no longer there. */
export const gone = (what: string): Error => new Error(`the ${what} is gone: it was disposed, or the engine was restarted`);

/** What lives under a number. */
export function found<T>(map: Map<number, T>, id: number, what: string): T {
  const value = map.get(id);
  if (value === undefined) throw gone(what);
  return value;
}
