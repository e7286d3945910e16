// What an answer comes to: positive, negative or undecided, and why undecided.

import { logOdds, type Explanation } from "./explain.ts";
import { LEAST_LEFT } from "./stand-out.ts";

/** So close to one half, the model has no opinion. */
const UNDECIDED = 0.05;

/** Why an answer is undecided: no word is known, the answer is near one half, or no word stands out. */
export type Doubt = "noneKnown" | "nearHalf" | "noneStandsOut";

export interface Verdict {
  side: "positive" | "negative" | "undecided";
  doubt?: Doubt;
}

/** The verdict; undefined if no word was read. */
export function verdictOf({ parts, probability, left }: Explanation): Verdict | undefined {
  if (!parts.some(({ kind }) => kind === "known" || kind === "unknown")) return undefined;
  if (!parts.some(({ kind }) => kind === "known")) return { side: "undecided", doubt: "noneKnown" };
  if (Math.abs(probability - 0.5) < UNDECIDED) return { side: "undecided", doubt: "nearHalf" };
  const agrees = left === undefined || (Math.sign(left) === Math.sign(logOdds(probability)) && Math.abs(left) >= LEAST_LEFT);
  if (!agrees) return { side: "undecided", doubt: "noneStandsOut" };
  return { side: probability > 0.5 ? "positive" : "negative" };
}
