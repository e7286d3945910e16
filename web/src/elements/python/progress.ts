// A training that runs: Keras's lines, and the curves of its values.

import type { CurveData } from "../shared/curves.ts";

/** What the package `keras` tells of a training, an evaluation or a prediction. */
export interface ProgressEvent {
  /** The number of the call, so that two trainings in one cell are told apart. */
  run: number;
  /** From 1; missing for an evaluation and a prediction. */
  epoch?: number;
  epochs?: number;
  step: number;
  /** How many steps there are; null if it is not known. */
  steps: number | null;
  /** The text after the bar. */
  rest: string;
  values: Record<string, number>;
  end: boolean;
}

/** A line with a bar. */
export interface ProgressLine {
  /** The heading above it, such as "Epoch 1/5". */
  head: string;
  /** Such as "12/63". */
  count: string;
  /** From 0 to 1; undefined if it is not known. */
  done: number | undefined;
  rest: string;
}

/** Points of a curve at most; of more, every second one is left out. */
const MOST_POINTS = 2_000;

/** Lines that are shown of one training: the newest. */
const MOST_LINES = 500;

/** Epochs of a training whose curve also shows what was between their ends. */
const FEW_EPOCHS = 5;

/** A training, an evaluation or a prediction. */
export class Progress {
  readonly run: number;
  readonly lines: ProgressLine[] = [];
  #began = performance.now();
  #points: { at: number; values: Record<string, number> }[] = [];
  #epochs = 0;
  #at = 0;
  #complete = false;

  constructor(run: number) {
    this.run = run;
  }

  take(event: ProgressEvent): void {
    const { epoch, epochs, step, steps, rest, values, end } = event;
    const head = epoch ? `Epoch ${epoch}/${epochs}` : "";
    const line = { head, count: steps ? `${step}/${steps}` : `${step}/Unknown`, done: steps ? Math.min(step / steps, 1) : end ? 1 : undefined, rest };
    const last = this.lines.at(-1);
    if (last?.head === head && (last.done !== 1 || end)) this.lines.pop();
    this.lines.push(line);
    if (this.lines.length > MOST_LINES) this.lines.shift();
    if (!epoch || !epochs) return;
    this.#epochs = epochs;
    this.#at = epoch - 1 + (end ? 1 : (line.done ?? 0));
    this.#complete = end && epoch === epochs;
    // In a training of many epochs the values at the end of each are enough, except of the one that runs.
    if (epochs > FEW_EPOCHS) this.#points = this.#points.filter(({ at }) => at > epoch - 1 || Number.isInteger(at));
    if (end && epochs > FEW_EPOCHS) this.#points = this.#points.filter(({ at }) => Number.isInteger(at));
    if (step > 0) this.#points.push({ at: this.#at, values });
    if (this.#points.length > MOST_POINTS) this.#points = this.#points.filter((point, at) => at % 2 || Number.isInteger(point.at));
  }

  /** The program is over, also where the training was stopped. */
  end(): void {
    this.#complete = true;
  }

  /** Seconds that the training still takes; undefined if it is not known or over. */
  get left(): number | undefined {
    const seconds = (performance.now() - this.#began) / 1000;
    if (!this.#epochs || this.#complete || this.#at <= 0 || seconds < 0.5) return undefined;
    return (seconds / this.#at) * (this.#epochs - this.#at);
  }

  /** The names of the values that have a curve: the loss first. */
  get names(): string[] {
    const names = new Set(this.#points.flatMap(({ values }) => Object.keys(values)));
    const own = [...names].filter((name) => !name.startsWith("val_") && name !== "learning_rate");
    return own.sort((a, b) => Number(b === "loss") - Number(a === "loss"));
  }

  /** A value over the epochs, in training and in validation. */
  curve(name: string): CurveData {
    const value = (values: Record<string, number>, key: string) => (Number.isFinite(values[key]) ? values[key]! : null);
    return [
      this.#points.map(({ at }) => at),
      this.#points.map(({ values }) => value(values, name)),
      this.#points.map(({ values }) => value(values, `val_${name}`)),
    ];
  }
}
