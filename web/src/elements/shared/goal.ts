// A goal that a page sets for a training: `goal="accuracy > 0.95"`.

import type { Logs } from "../../api/index.ts";

/** A goal as it is written: a metric, a comparison and a number. */
export interface Goal {
  text: string;
  metric: string;
  operator: ">" | ">=" | "<" | "<=";
  value: number;
}

const COMPARE: Record<Goal["operator"], (a: number, b: number) => boolean> = {
  ">": (a, b) => a > b,
  ">=": (a, b) => a >= b,
  "<": (a, b) => a < b,
  "<=": (a, b) => a <= b,
};

/** Reads a goal such as `val_accuracy >= 95%`; undefined if it is none. */
export function readGoal(text: string): Goal | undefined {
  const found = /^\s*([A-Za-z_]\w*)\s*(>=|<=|>|<)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)\s*(%?)\s*$/i.exec(text);
  if (!found) return undefined;
  const [, metric, operator, number, percent] = found;
  return { text: text.trim(), metric: metric!, operator: operator as Goal["operator"], value: Number(number) / (percent ? 100 : 1) };
}

/** How far a training is from a goal. */
export class GoalProgress {
  /** The best value so far. */
  best: number | undefined;
  /** The first value that was good enough, and its epoch, from 1. */
  reached: { value: number; epoch: number } | undefined;

  constructor(readonly goal: Goal) {}

  /** Takes the values after an epoch, counted from 0; returns whether they are the first ones that are good enough. */
  take(epoch: number, logs: Logs): boolean {
    const { metric, operator, value: wanted } = this.goal;
    const value = logs[metric];
    if (value === undefined || Number.isNaN(value)) return false;
    const better = operator.startsWith(">") ? Math.max : Math.min;
    this.best = this.best === undefined ? value : better(this.best, value);
    if (this.reached || !COMPARE[operator](value, wanted)) return false;
    this.reached = { value, epoch: epoch + 1 };
    return true;
  }
}
