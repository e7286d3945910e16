// How sure the digits model may be: what `pupil calibrate digits` stored with it, as crates/cli/src/digits/calibration.rs
// computes it.

/** What is stored in a model's metadata under `calibration`. */
interface Calibration {
  temperature: number;
  layer: string;
  threshold: number;
  detector: {
    kernel: number[][];
    scale: number[];
    bias: number[];
    output: number[];
    output_bias: number;
  };
}

/** What to show for a drawing. */
export interface Shown {
  probabilities: Float32Array;
  /** True if the drawing looks like nothing that the model was trained on. */
  strange: boolean;
}

/** The least probability whose logarithm is taken: the smallest normal 32-bit float. */
const LEAST = 2 ** -126;

let known: { text: string; calibration: Calibration | undefined } | undefined;

/** The calibration in a text; undefined if the text is another one's, as a model file of a visitor may have. */
function read(text: string): Calibration | undefined {
  if (known?.text === text) return known.calibration;
  let calibration: Calibration | undefined;
  try {
    const found = JSON.parse(text) as Calibration;
    const { kernel, scale, bias, output, output_bias: last } = found.detector;
    const fits = [scale, bias, output].every((list) => list.length === kernel.length);
    const numbers = [found.temperature, found.threshold, last, ...scale, ...bias, ...output].every(Number.isFinite);
    if (fits && numbers && found.temperature > 0) calibration = found;
  } catch {
    // Not JSON, or without a detector.
  }
  known = { text, calibration };
  return calibration;
}

/** The logit of "this is a digit", from a network with one hidden layer. */
function score({ kernel, scale, bias, output, output_bias: last }: Calibration["detector"], features: ArrayLike<number>): number {
  return kernel.reduce((sum, weights, unit) => {
    const product = weights.reduce((total, weight, i) => total + weight * features[i]!, 0);
    return sum + output[unit]! * Math.max(0, product * scale[unit]! + bias[unit]!);
  }, last);
}

/** The softmax of the logits divided by `temperature`. A logarithm of a probability is a logit minus a constant. */
function tempered(probabilities: ArrayLike<number>, temperature: number): number[] {
  const logits = Array.from(probabilities, (p) => Math.log(Math.max(p, LEAST)) / temperature);
  const most = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - most));
  const sum = powers.reduce((a, b) => a + b);
  return powers.map((power) => power / sum);
}

/**
 * What to show for a drawing, from the texts stored with the model, the outputs of its layers and its probabilities. If the
 * drawing is a digit, with probability r, the probabilities at the model's temperature hold (Guo et al. 2017); otherwise
 * all classes are as likely: `r * tempered + (1 - r) / classes`. Without a calibration the probabilities stay as they are.
 */
export function calibrated(
  metadata: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, { data: ArrayLike<number> }>>,
  probabilities: Float32Array,
): Shown {
  const calibration = metadata.calibration === undefined ? undefined : read(metadata.calibration);
  const features = calibration && outputs[calibration.layer]?.data;
  if (!calibration || !features || calibration.detector.kernel.some(({ length }) => length !== features.length)) {
    return { probabilities, strange: false };
  }
  const logit = score(calibration.detector, features);
  const digit = 1 / (1 + Math.exp(-logit));
  const other = (1 - digit) / probabilities.length;
  const shown = tempered(probabilities, calibration.temperature).map((p) => digit * p + other);
  return { probabilities: Float32Array.from(shown), strange: logit < calibration.threshold };
}
