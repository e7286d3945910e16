import type { History, Logs } from "./types.ts";

/** Adds an epoch to a history. */
export function record(history: History, epoch: number, logs: Logs): void {
  history.epoch.push(epoch);
  for (const [name, value] of Object.entries(logs)) (history.history[name] ??= []).push(value);
}

/** A history as the text of a table: a line an epoch, names in the first line. `separator` is a comma by default. */
export function historyToCSV({ epoch, history }: History, separator = ","): string {
  const columns = [["epoch", ...epoch], ...Object.entries(history).map(([name, values]) => [name, ...values])];
  const line = (at: number) => `${columns.map((column) => column[at] ?? "").join(separator)}\n`;
  return Array.from({ length: epoch.length + 1 }, (_, at) => line(at)).join("");
}
