// Learning rates that change with the number of steps, for an optimizer's `learningRate`.

import { keras, type KerasObject } from "./keras.ts";

/** Options of schedules that decay from an initial rate. */
interface Decay {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Steps of the whole decay, or of one of its periods. */
  decaySteps: number;
}

/** Options of `schedules.exponentialDecay` and `schedules.inverseTimeDecay`. */
export interface RateDecayOptions extends Decay {
  /** The rate of the decay in `decaySteps`; see the formulas of the schedules. */
  decayRate: number;
  /** True if the rate changes only every `decaySteps`; false by default. */
  staircase?: boolean;
}

/** Options of `schedules.polynomialDecay`. */
export interface PolynomialDecayOptions extends Decay {
  /** 0.0001 by default. */
  endLearningRate?: number;
  /** 1 by default: a straight line. */
  power?: number;
  /** True to start again at the end, with longer and longer periods; false by default. */
  cycle?: boolean;
}

/** Options of `schedules.cosineDecay`. */
export interface CosineDecayOptions extends Decay {
  /** The final rate as a share of the initial one; 0 by default. */
  alpha?: number;
  /** The rate at the end of a linear warmup from `initialLearningRate`, before the decay; none by default. */
  warmupTarget?: number;
  /** Steps of the warmup; 0 by default. */
  warmupSteps?: number;
}

/** Options of `schedules.cosineDecayRestarts`. */
export interface CosineDecayRestartsOptions {
  /** The rate at step 0. */
  initialLearningRate: number;
  /** Steps of the first period. */
  firstDecaySteps: number;
  /** Each period is this many times as long as the one before; 2 by default. */
  tMul?: number;
  /** Each period starts at this share of the rate at which the one before started; 1 by default. */
  mMul?: number;
  /** The rate at the end of a period as a share of the initial one; 0 by default. */
  alpha?: number;
}

/** Learning rate schedules: `optimizers.sgd({ learningRate: schedules.cosineDecay({ .. }) })`. */
export const schedules = {
  /** `initialLearningRate * decayRate ^ (step / decaySteps)`. */
  exponentialDecay: (options: RateDecayOptions): KerasObject => keras("ExponentialDecay", options),
  /** `initialLearningRate / (1 + decayRate * step / decaySteps)`. */
  inverseTimeDecay: (options: RateDecayOptions): KerasObject => keras("InverseTimeDecay", options),
  /** `(initialLearningRate - endLearningRate) * (1 - step / decaySteps) ^ power + endLearningRate`. */
  polynomialDecay: (options: PolynomialDecayOptions): KerasObject => keras("PolynomialDecay", options),
  /** Half a cosine from the initial rate to `alpha` times it, over `decaySteps`. */
  cosineDecay: (options: CosineDecayOptions): KerasObject => keras("CosineDecay", options),
  /** Half a cosine again and again, in periods that grow (Loshchilov & Hutter 2016). */
  cosineDecayRestarts: (options: CosineDecayRestartsOptions): KerasObject => keras("CosineDecayRestarts", options),
  /** `values[k]` up to step `boundaries[k]`; there is one value more than boundaries. */
  piecewiseConstantDecay: (options: { boundaries: number[]; values: number[] }): KerasObject =>
    keras("PiecewiseConstantDecay", options),
};
