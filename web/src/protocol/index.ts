// The messages between the page and the engine's worker. A call has an id and gets exactly one answer; runs
// (`fit`) also report on the way, every report carrying its run's id, which is the call's. Each kind of calls has its file.

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

/** What each call takes and gives. */
export interface Calls extends ModelCalls, RunCalls, DataCalls, TableCalls, TextCalls {}

export type Method = keyof Calls;

/** The calls that can be answered before the engine is open; all others come after `ready` and wait for it. */
export const WITHOUT_ENGINE: ReadonlySet<Method> = new Set<Method>(["ready", ...TABLE_METHODS, ...TEXT_METHODS]);

/** Page to worker. */
export type Request = { [M in Method]: { id: number; method: M; args: Calls[M]["args"] } }[Method];

/** Worker to page. */
export type Reply = { id: number; result: unknown } | { id: number; error: Failure } | RunReport;
