// Checks results: an engine that is fast and wrong does not count.

/** The largest difference of probabilities between engines, which sum in different orders. */
const PROBABILITY = 1e-4;

/** The largest relative difference of first losses. */
const LOSS = 1e-3;

const largest = (numbers) => numbers.reduce((a, b) => (b <= a ? a : b), 0);

/** What is wrong with a candidate's result, if anything; `ours` is Pupil's result for the row. */
export function fault(row, result, ours) {
  const { first, last } = result;
  switch (row.kind) {
    case "product":
      // Rounding errors add up like a random walk.
      return last <= 1e-6 * row.k ** 0.5 + 1e-6 ? undefined : `the product is off by ${last}`;
    case "train": {
      if (!(last < first)) return `the loss does not fall: ${first} to ${last}`;
      const off = Math.abs(first - ours.first) / ours.first;
      return off <= LOSS ? undefined : `the first loss is ${first}, ours ${ours.first}`;
    }
    case "predict": {
      if (!last.every((value) => value > 0 && value < 1)) return "some probabilities are not between 0 and 1";
      const { classes } = row;
      if (classes > 1) {
        for (let i = 0; i < last.length / classes; i += 1) {
          const sum = last.slice(i * classes, (i + 1) * classes).reduce((a, b) => a + b, 0);
          if (!(Math.abs(sum - 1) < PROBABILITY)) return `probabilities ${i} add up to ${sum}`;
        }
      }
      if (last.length !== ours.last.length) return `${last.length} numbers, ours ${ours.last.length}`;
      const off = largest([...last].map((value, i) => Math.abs(value - ours.last[i])));
      return off <= PROBABILITY ? undefined : `probabilities are off by ${off}`;
    }
    default:
      return undefined;
  }
}
