import { PupilError } from "./error.ts";
import type { History, Logs } from "./types.ts";

/** The logs of each epoch of a history. In the history itself, a name may have fewer values than there are epochs. */
const rows = new WeakMap<History, Logs[]>();

/** Adds an epoch to a history. */
export function record(history: History, epoch: number, logs: Logs): void {
  history.epoch.push(epoch);
  for (const [name, value] of Object.entries(logs)) (history.history[name] ??= []).push(value);
  const known = rows.get(history) ?? [];
  known.push(logs);
  rows.set(history, known);
}

/**
 * A history as the text of a table: names in the first line, then one line for each epoch, with `NA` for missing
 * values. `separator` is a comma by default.
 *
 * @throws Error when a name has fewer values than there are epochs and the history does not come from `fit`.
 */
export function historyToCSV(history: History, separator = ","): string {
  const { epoch, history: columns } = history;
  const names = Object.keys(columns);
  const known = rows.get(history);
  const short = names.find((name) => columns[name]?.length !== epoch.length);
  if (short !== undefined && known?.length !== epoch.length) {
    const [values, epochs] = [columns[short]?.length, epoch.length];
    throw new PupilError(`historyToCSV: "${short}" has ${values} values for ${epochs} epochs, and it is not known for which`);
  }
  const value = (name: string, at: number) => (known ? known[at]?.[name] : columns[name]?.[at]) ?? "NA";
  const lines = epoch.map((number, at) => [number, ...names.map((name) => value(name, at))]);
  return [["epoch", ...names], ...lines].map((line) => `${line.join(separator)}\n`).join("");
}
