// Learning rates that change with the steps done, for an optimizer's `learningRate`.

import { keras, type KerasObject } from "./keras.ts";

/** What schedules take that go down from a first rate. */
interface Decay {
  /** The rate of step 0. */
  initialLearningRate: number;
  /** The steps of the decay, or of one of its units. */
  decaySteps: number;
}

/** Of {@link schedules}' `exponentialDecay` and `inverseTimeDecay`. */
export interface RateDecayOptions extends Decay {
  /** How far it falls in `decaySteps`. */
  decayRate: number;
  /** Whether the rate falls only every `decaySteps`; false by default. */
  staircase?: boolean;
}

/** Of {@link schedules}' `polynomialDecay`. */
export interface PolynomialDecayOptions extends Decay {
  /** 0.0001 by default. */
  endLearningRate?: number;
  /** 1 by default: a straight line. */
  power?: number;
  /** Whether it starts again at the end, over ever longer ways; false by default. */
  cycle?: boolean;
}

/** Of {@link schedules}' `cosineDecay`. */
export interface CosineDecayOptions extends Decay {
  /** The last rate as a share of the first; 0 by default. */
  alpha?: number;
  /** Where a straight rise from `initialLearningRate` ends before the decay; none by default. */
  warmupTarget?: number;
  /** Steps of that rise; 0 by default. */
  warmupSteps?: number;
}

/** Learning rate schedules: `optimizers.sgd({ learningRate: schedules.cosineDecay({ .. }) })`. */
export const schedules = {
  /** `initialLearningRate * decayRate ^ (step / decaySteps)`. */
  exponentialDecay: (options: RateDecayOptions): KerasObject => keras("ExponentialDecay", options),
  /** `initialLearningRate / (1 + decayRate * step / decaySteps)`. */
  inverseTimeDecay: (options: RateDecayOptions): KerasObject => keras("InverseTimeDecay", options),
  /** `(initialLearningRate - endLearningRate) * (1 - step / decaySteps) ^ power + endLearningRate`. */
  polynomialDecay: (options: PolynomialDecayOptions): KerasObject => keras("PolynomialDecay", options),
  /** Half a cosine from the first rate to `alpha` times it, over `decaySteps`. */
  cosineDecay: (options: CosineDecayOptions): KerasObject => keras("CosineDecay", options),
  /** `values[k]` up to step `boundaries[k]`; one value more than boundaries. */
  piecewiseConstantDecay: (options: { boundaries: number[]; values: number[] }): KerasObject =>
    keras("PiecewiseConstantDecay", options),
};
