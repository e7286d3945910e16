// A scaler of scikit-learn that came with a model: numbers in their own units become the model's numbers.

/** A scaler for a row of numbers. */
export interface Scaler {
  /** Its class in scikit-learn. */
  name: string;
  /** For each number the range in which most training samples lie, and a usual value. */
  low: number[];
  high: number[];
  middle: number[];
  /** The number at this place of the row, scaled. */
  scale(value: number, at: number): number;
}

/** How many standard deviations the range of a StandardScaler reaches to each side. */
const REACH = 3;

const numbers = (value: unknown, count: number): number[] | undefined =>
  Array.isArray(value) && value.length === count && value.every((one) => typeof one === "number" && Number.isFinite(one)) ? value : undefined;

/** A StandardScaler: (x - mean) / scale. */
function standard(mean: number[], scale: number[]): Scaler {
  return {
    name: "StandardScaler",
    low: mean.map((value, at) => value - REACH * scale[at]!),
    high: mean.map((value, at) => value + REACH * scale[at]!),
    middle: mean,
    scale: (value, at) => (value - mean[at]!) / scale[at]!,
  };
}

/** A MinMaxScaler: the range of the training samples becomes `range`. A range of no width counts as 1, as in scikit-learn. */
function minMax(min: number[], max: number[], [from, to]: number[]): Scaler {
  const width = (at: number) => max[at]! - min[at]! || 1;
  return {
    name: "MinMaxScaler",
    low: min,
    high: max,
    middle: min.map((value, at) => (value + max[at]!) / 2),
    scale: (value, at) => from! + ((value - min[at]!) / width(at)) * (to! - from!),
  };
}

/** The scaler in a model's metadata, if it is one for rows of `count` numbers. */
export function scalerOf(text: string | undefined, count: number): Scaler | undefined {
  let given: Record<string, unknown>;
  try {
    given = JSON.parse(text ?? "{}");
  } catch {
    return undefined;
  }
  const list = (key: string, length = count) => numbers(given[key], length);
  const [mean, scale, min, max, range] = [list("mean"), list("scale"), list("min"), list("max"), list("feature_range", 2) ?? [0, 1]];
  if (given.class_name === "StandardScaler" && mean && scale) return standard(mean, scale.map((value) => value || 1));
  if (given.class_name === "MinMaxScaler" && min && max) return minMax(min, max, range);
  return undefined;
}
