import type { Calls, ErrorCode, Failure, Method } from "../protocol/index.ts";

/** The functions that answer the calls of the methods `M`. */
export type Handlers<M extends Method = Method> = {
  [K in M]: (args: Calls[K]["args"], id: number) => Calls[K]["result"] | Promise<Calls[K]["result"]>;
};

/** An error with a code, as the engine's errors have one. */
export const coded = (code: ErrorCode, message: string): Error => Object.assign(new Error(message), { code });

/** The error of a call on an object that no longer exists. */
export const gone = (what: string): Error =>
  coded("disposed", `the ${what} is gone: it was disposed, or the engine was restarted`);

/** An error in the form for the page. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof Error)) return { code: "invalid", message: String(error) };
  const { message, code = "invalid", layer } = error as Error & Partial<Failure>;
  return { code, message, layer };
}

/** The object with this id. */
export function found<T>(map: Map<number, T>, id: number, what: string): T {
  const value = map.get(id);
  if (value === undefined) throw gone(what);
  return value;
}
