// The messages between the page and the engine's worker. A call has an id and gets exactly one answer. Runs (`fit`)
// also send reports, which carry the id of the run's call. Each kind of calls has its own file.

import type { DataCalls } from "./data.ts";
import type { Failure } from "./failure.ts";
import type { ModelCalls } from "./models.ts";
import type { RunCalls, RunReport } from "./runs.ts";
import { TABLE_METHODS, type TableCalls } from "./tables.ts";
import { TEXT_METHODS, type TextCalls } from "./text.ts";

export type * from "./data.ts";
export * from "./failure.ts";
export type * from "./models.ts";
export type * from "./runs.ts";
export type * from "./tables.ts";
export type * from "./text.ts";

/** The arguments and the result of each call. */
export interface Calls extends ModelCalls, RunCalls, DataCalls, TableCalls, TextCalls {}

export type Method = keyof Calls;

/** The calls that need no engine. All others wait for `ready`. */
export const WITHOUT_ENGINE: ReadonlySet<Method> = new Set<Method>(["ready", "readArrays", "eventFile", ...TABLE_METHODS, ...TEXT_METHODS]);

/** Page to worker. */
export type Request = { [M in Method]: { id: number; method: M; args: Calls[M]["args"] } }[Method];

/** Worker to page. */
export type Reply = { id: number; result: unknown } | { id: number; error: Failure } | RunReport;
