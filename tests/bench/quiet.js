// Which rounds of a row count. The multiply-add limit is measured between the rounds: where it is low, another program had
// a part of the processor.

/** A round is quiet when the limit before and after it is at least this share of the best one. */
export const QUIET = 0.8;

/** No row has more than this many times the rounds asked for. */
export const PATIENCE = 4;

/** Fewer rounds than this have no quartiles worth the name. */
const FEW = 3;

/** Between the sorted values at this share of the way. */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/** `{ milliseconds, lower, upper, fastest, rounds }`: the median, the quartiles, the least and the number of times. */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [lower, milliseconds, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return { milliseconds, lower, upper, fastest: sorted[0], rounds: sorted.length };
}

/** For each round whether it is quiet. `speeds` are the limits, one more than rounds. */
export const quietRounds = (speeds, best) =>
  speeds.slice(1).map((after, round) => Math.min(speeds[round], after) >= QUIET * best);

/**
 * A candidate's summary over the quiet rounds, or over all rounds where too few are quiet. `times` has a time for each
 * round, `undefined` where the candidate sat one out.
 */
export function quietSummary(times, quiet) {
  const all = times.filter((time) => time !== undefined);
  const counted = times.filter((time, round) => time !== undefined && quiet[round]);
  return summary(counted.length >= Math.min(FEW, all.length) ? counted : all);
}
