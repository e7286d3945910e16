// Known networks.

import { call } from "./engine.ts";
import { known, snakeOptions } from "./keras.ts";
import { Model } from "./model.ts";

/** Options of all known networks. */
export interface ApplicationOptions {
  /** The model's name. */
  name?: string;
  /** Seed of the random weights; 0 by default. */
  seed?: number;
}

/** Options of networks of pictures. */
export interface PictureNetworkOptions extends ApplicationOptions {
  /**
   * Height, width and channels of pictures; null for a side that is not known. By default 224 by 224 in colour (for
   * `resNet8` and `resNet20` 32 by 32), and without the top pictures of any size.
   */
  inputShape?: [height: number | null, width: number | null, channels: number];
  /** False to leave the classes out, for a top of your own; true by default. */
  includeTop?: boolean;
  /** Without the top: how the positions become one vector of a number for each channel; null, the default, keeps them. */
  pooling?: "avg" | "max" | null;
  /** The number of classes; 1000 by default, and 10 for `resNet8` and `resNet20`. */
  classes?: number;
  /** The activation of the classes; `"softmax"` by default. */
  classifierActivation?: string | null;
}

/** Options of `mobileNetV2`. */
export interface MobileNetV2Options extends PictureNetworkOptions {
  /** The factor of the numbers of filters; 1 by default. Teachable Machine has 0.35. */
  alpha?: number;
}

/** Options of `mobileNet`. */
export interface MobileNetOptions extends MobileNetV2Options {
  /** The outputs of each channel of the depthwise convolutions; 1 by default. */
  depthMultiplier?: number;
  /** The share that training drops before the classes; 0.001 by default. */
  dropout?: number;
}

/** Options of `gpt`. */
export interface GptOptions extends ApplicationOptions {
  /** The number of tokens. */
  vocabulary: number;
  /** The number of blocks; 4 by default. */
  blocks?: number;
  /** The attention heads of each block; 4 by default. */
  heads?: number;
  /** The length of the vectors; 128 by default. It is a multiple of `heads`. */
  width?: number;
  /** The number of tokens in a sample; 64 by default. */
  positions?: number;
  /** The share that training drops; 0 by default. */
  dropout?: number;
}

const PICTURES = ["name", "seed", "inputShape", "includeTop", "pooling", "classes", "classifierActivation"] as const;

/** Makes a function for a network with these options. */
function network<O extends ApplicationOptions>(name: string, what: string, options: readonly (keyof O & string)[]): (given?: O) => Promise<Model> {
  return async (given) => {
    const { seed, ...rest } = known<O>(what, given, options);
    const config = await call("knownNetwork", { name, options: snakeOptions(what, rest) });
    return Model.fromJSON(config, { seed });
  };
}

/**
 * Known networks, as in Keras's `applications`, with Keras's names of layers. Their weights are random; those of a file
 * come with `loadWeights`. Each function returns a promise of a model, which fails when an option is not known or has a
 * value that is not allowed.
 */
export const applications = {
  /** MobileNet (Howard et al. 2017). Pixels are from -1 to 1. */
  mobileNet: network<MobileNetOptions>("MobileNet", "mobileNet", [...PICTURES, "alpha", "depthMultiplier", "dropout"]),
  /** MobileNetV2 (Sandler et al. 2018). Pixels are from -1 to 1. */
  mobileNetV2: network<MobileNetV2Options>("MobileNetV2", "mobileNetV2", [...PICTURES, "alpha"]),
  /** EfficientNetB0 (Tan & Le 2019). Pixels are from 0 to 255. */
  efficientNetB0: network<PictureNetworkOptions>("EfficientNetB0", "efficientNetB0", PICTURES),
  /** A residual network of 8 layers for pictures of 32 by 32 (He et al. 2016). */
  resNet8: network<PictureNetworkOptions>("ResNet8", "resNet8", PICTURES),
  /** A residual network of 20 layers for pictures of 32 by 32 (He et al. 2016). */
  resNet20: network<PictureNetworkOptions>("ResNet20", "resNet20", PICTURES),
  /**
   * A decoder that gives the probabilities of the next token at each position (Radford et al. 2018). Its two inputs are
   * the tokens and their positions 0, 1, .., both of shape `(samples, positions)`.
   */
  gpt: network<GptOptions>("GPT", "gpt", ["name", "seed", "vocabulary", "blocks", "heads", "width", "positions", "dropout"]) as (
    options: GptOptions,
  ) => Promise<Model>,
};
