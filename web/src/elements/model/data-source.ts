// Where samples come from: files that a visitor gave, with the choices that they leave open.

import type { TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import type { Goal, Samples } from "./data-samples.ts";
import type { ModelInput } from "./ways.ts";

/** What the samples are for. */
export interface Use {
  lang: Lang;
  input: ModelInput;
  goal: Goal;
  /** The names of the model's classes, if they are known. */
  classes: readonly string[] | undefined;
}

/** How reading goes. */
export interface Reading {
  signal: AbortSignal;
  /** Called with the number of samples that are read. */
  report(done: number, total: number): void;
}

/** Files with samples. */
export interface DataSource {
  /** What the visitor knows it by. */
  readonly name: string;
  /** The choices that the files leave open; `changed` is called after each, and the samples are read again. */
  pickers(changed: () => void): TemplateResult | "";
  /** @throws Error that says what does not fit, in the visitor's language. */
  read(reading: Reading): Promise<Samples>;
  dispose(): void;
}

/** The most numbers of all samples together: one gigabyte of floats would not leave room to train. */
export const MOST_NUMBERS = 96 << 20;

/** The indices of at most `most` of `count` things, spread evenly. */
export const spread = (count: number, most: number): number[] =>
  count <= most ? Array.from({ length: count }, (_, at) => at) : Array.from({ length: most }, (_, at) => Math.floor((at * count) / most));

/** Classes by name in alphabetical order, and the index of each sample's class. */
export function classesIn(labels: readonly string[]): { kind: "classes"; names: string[]; indices: Int32Array } {
  const numeric = labels.every((label) => Number.isFinite(Number(label)));
  const order = (a: string, b: string) => (numeric ? Number(a) - Number(b) : a < b ? -1 : 1);
  const names = [...new Set(labels)].sort(order);
  const index = new Map(names.map((name, at) => [name, at]));
  return { kind: "classes", names, indices: Int32Array.from(labels, (label) => index.get(label)!) };
}
