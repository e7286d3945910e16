// The coach: one line under the stage that speaks when it matters and offers the remedy as a button.

import { translator, type Lang } from "./i18n.ts";
import type { Training } from "./training.ts";

const text = translator({
  diverging: ["The loss grows: the steps are too big.", "损失在变大：步长太大了。"],
  tryRate: ["Try learning rate {rate}", "把学习率改为 {rate}"],
  overfitting: [
    "Overfitting: since epoch {epoch} the loss on held-back examples grows. The network learns its examples by heart.",
    "从第 {epoch} 轮起，验证损失开始变差：网络在死记训练样本（过拟合）。",
  ],
  moreData: ["Use more examples", "增加样本"],
  stopNow: ["Stop here", "现在停止"],
  chance: [
    "After {epochs} {epochs?epoch:epochs} it is still guessing: {accuracy}% is what chance gives.",
    "训练了 {epochs} 轮，准确率 {accuracy}% 仍与瞎猜差不多。",
  ],
  mistakes: ["See its mistakes", "看看它错在哪里"],
  done: ["{accuracy}% right on examples it has never seen.", "在从未见过的样本上，正确率为 {accuracy}%。"],
} as const);

/** What the coach says. */
export interface Advice {
  text: string;
  /** `warn` for what goes wrong, `good` for what went well. */
  tone?: "warn" | "good";
  /** What the visitor can do about it with one click. */
  remedy?: { label: string; take(): void };
}

/** What the coach looks at: the facts of a training. */
export interface Facts {
  /** True while it trains. */
  active: boolean;
  /** True once it was tested at the end. */
  done: boolean;
  /** The training loss over the steps. */
  loss: readonly (number | null)[];
  /** The validation loss after each epoch. */
  validation: readonly number[];
  /** Epochs that are complete. */
  epochs: number;
  /** The last accuracy on data that were held back, 0 to 1. */
  accuracy: number | undefined;
  /** The accuracy of guessing, 0 to 1: 1 / classes. */
  chance: number;
  /** The current learning rate, if it can be changed. */
  rate: number | undefined;
}

/** The facts of a training that it tells itself. */
export function factsOf({ curve, active, phase, epoch, before }: Training<unknown>): Omit<Facts, "chance" | "rate"> {
  const validation = curve.loss[2].slice(before).filter((value) => value !== null);
  return {
    active,
    done: phase === "done",
    loss: curve.loss[1].slice(before),
    validation,
    epochs: active ? epoch : validation.length,
    accuracy: curve.accuracy[2].findLast((value) => value !== null) ?? undefined,
  };
}

/** What the coach can do. */
export interface Remedies {
  setRate?(rate: number): void;
  addData?(): void;
  stop?(): void;
  /** Shows what the trained network gets wrong. */
  mistakes?(): void;
}

/** The loss must have grown by this factor over its start, and be worse than guessing, to count as diverging. */
const DIVERGED = 1.5;

/** Validation must be worse than its best by this factor, for this many epochs, to count as overfitting. */
const WORSE = 1.03;
const WORSE_FOR = 2;

/** Up to this multiple of chance an accuracy counts as guessing. */
const GUESSING = 1.4;

const percent = (share: number, digits = 0): string => (100 * share).toFixed(digits);

/** The learning rate to try after one that was too big. */
const smaller = (rate: number): number => Number((rate / 10).toPrecision(1));

/** The most important advice about a training, if there is any. */
export function coach(lang: Lang, facts: Facts, remedies: Remedies = {}): Advice | undefined {
  const { loss, validation, rate } = facts;
  const first = loss.find((value) => value !== null);
  const last = loss.at(-1);
  const broken = loss.length > 0 && (last === null || !Number.isFinite(last));
  if (first != null && (broken || (loss.length > 20 && last! > DIVERGED * first && last! > -Math.log(facts.chance)))) {
    const next = rate && smaller(rate);
    return {
      text: text(lang, "diverging"),
      tone: "warn",
      ...(next && remedies.setRate ? { remedy: { label: text(lang, "tryRate", { rate: next }), take: () => remedies.setRate!(next) } } : {}),
    };
  }
  const best = Math.min(...validation);
  const bestAt = validation.indexOf(best);
  const later = validation.slice(bestAt + 1);
  if (later.length >= WORSE_FOR && later.every((value) => value > WORSE * best)) {
    const remedy = facts.active && remedies.stop
      ? { label: text(lang, "stopNow"), take: remedies.stop }
      : remedies.addData && { label: text(lang, "moreData"), take: remedies.addData };
    return { text: text(lang, "overfitting", { epoch: bestAt + 1 }), tone: "warn", ...(remedy ? { remedy } : {}) };
  }
  if (facts.accuracy !== undefined && facts.epochs > 0 && facts.accuracy < GUESSING * facts.chance && facts.chance < 0.6) {
    return { text: text(lang, "chance", { epochs: facts.epochs, accuracy: percent(facts.accuracy) }), tone: "warn" };
  }
  if (facts.done && facts.accuracy !== undefined) {
    const remedy = remedies.mistakes && { label: text(lang, "mistakes"), take: remedies.mistakes };
    return { text: text(lang, "done", { accuracy: percent(facts.accuracy, 1) }), tone: "good", ...(remedy ? { remedy } : {}) };
  }
  return undefined;
}
