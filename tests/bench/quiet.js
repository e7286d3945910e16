// Decides which rounds of a row count. The multiply-add limit is measured between the rounds: a low limit shows that
// another program used the processor.

/** A round is quiet if the limit before and after it is at least this share of the best limit. */
export const QUIET = 0.8;

/** A row has at most this many times the rounds asked for. */
export const PATIENCE = 4;

/** With fewer rounds than this, quartiles mean nothing. */
const FEW = 3;

/** The interpolated value at a share of the sorted values. */
function quantile(sorted, share) {
  const at = share * (sorted.length - 1);
  const below = Math.floor(at);
  return sorted[below] + (at - below) * ((sorted[below + 1] ?? sorted[below]) - sorted[below]);
}

/**
 * `{ milliseconds, lower, upper, fastest, rounds }`: the median, the quartiles, the smallest time and the number of
 * times.
 */
export function summary(times) {
  const sorted = times.toSorted((a, b) => a - b);
  const [lower, milliseconds, upper] = [0.25, 0.5, 0.75].map((share) => quantile(sorted, share));
  return { milliseconds, lower, upper, fastest: sorted[0], rounds: sorted.length };
}

/** True for each quiet round. `speeds` are the limits, one more than there are rounds. */
export const quietRounds = (speeds, best) =>
  speeds.slice(1).map((after, round) => Math.min(speeds[round], after) >= QUIET * best);

/**
 * A candidate's summary over the quiet rounds, or over all rounds if too few are quiet. `times` has a time for each
 * round, `undefined` for rounds without the candidate.
 */
export function quietSummary(times, quiet) {
  const all = times.filter((time) => time !== undefined);
  const counted = times.filter((time, round) => time !== undefined && quiet[round]);
  return summary(counted.length >= Math.min(FEW, all.length) ? counted : all);
}
