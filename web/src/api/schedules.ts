// Learning rates that change with the steps done, for an optimizer's `learningRate`.

import { keras, type KerasObject } from "./keras.ts";

interface Decay {
  initialLearningRate: number;
  decaySteps: number;
}

export interface RateDecayOptions extends Decay {
  decayRate: number;
  /** Whether the rate falls only every `decaySteps`; false by default. */
  staircase?: boolean;
}

export interface PolynomialDecayOptions extends Decay {
  /** 0.0001 by default. */
  endLearningRate?: number;
  /** 1 by default: a straight line. */
  power?: number;
  /** Whether it starts again at the end, over ever longer ways; false by default. */
  cycle?: boolean;
}

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
  polynomialDecay: (options: PolynomialDecayOptions): KerasObject => keras("PolynomialDecay", options),
  cosineDecay: (options: CosineDecayOptions): KerasObject => keras("CosineDecay", options),
  /** `values[k]` up to step `boundaries[k]`; one value more than boundaries. */
  piecewiseConstantDecay: (options: { boundaries: number[]; values: number[] }): KerasObject =>
    keras("PiecewiseConstantDecay", options),
};
