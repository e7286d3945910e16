// How the visitor's classes are taught: the jobs of the lesson's training.

import { losses, optimizers, type Model, type Tensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Job } from "../shared/training.ts";
import { answers } from "./answers.ts";
import { isHeld, type Collection, type PhotoClass, type Photos, type Shot } from "./collection.ts";
import {
  columns,
  forFeatures,
  forStandardised,
  headModel,
  scaleOf,
  setHead,
  standardised,
  withHead,
  type Extractor,
  type Features,
  type HeadWeights,
  type Scale,
} from "./extractor.ts";
import type { Settings } from "./form.ts";
import { fromScratch, varied } from "./networks.ts";
import { readPicture } from "./pictures.ts";
import { judged, type Results } from "./results.ts";

/** What a head learned from, to go on with it and to restore it. */
export interface HeadState {
  scale: Scale;
  /** The classes of its outputs. */
  ids: number[];
  /** The photos that it learned from. */
  learned: number[];
  /** The extractor that it belongs to. */
  base: string;
}

/** A model that was trained here, with its classes. */
export interface Own {
  model: Model;
  classes: string[];
  side: number;
  /** If the model is the extractor with a head that learns by itself. */
  head?: HeadState & { model: Model; weights?: HeadWeights };
}

/** A text that differs for other weights of the extractor. */
export function baseOf({ layer, weights }: Extractor): string {
  let sum = 0;
  for (const { data } of weights) for (let i = 0; i < data.length; i += 1) sum += data[i]!;
  return `${layer} ${weights.length} ${sum}`;
}

/** Gives the whole model the weights that its head has now. */
export async function settle({ model, head }: Own, extractor: Extractor): Promise<void> {
  if (!head) return;
  const weights = forFeatures(await head.model.getWeights(), head.scale);
  await setHead(model, extractor, weights);
  head.weights = weights;
}

/** The extractor with a head that was stored. */
export async function assembled(head: Model, state: HeadState, classes: string[], extractor: Extractor): Promise<Own> {
  const own: Own = { model: await withHead(extractor, classes.length), classes: [...classes], side: extractor.side, head: { ...state, model: head } };
  own.model.metadata = { classes: JSON.stringify(classes) };
  await settle(own, extractor);
  return own;
}

/** What a job needs. */
export interface Lesson {
  collection: Collection;
  lang: Lang;
  settings: Settings;
  signal: AbortSignal;
  /** The number of photos that are read, or whose features are computed. */
  progress(done: number): void;
  /** The new model is there, in place of the one before. */
  made(own: Own): void;
}

/** The photos that a class had when a training began. */
type Taken = Pick<PhotoClass, "id" | "name"> & { shots: Shot[] };

/** Trains a head on the features of all photos. It begins with what the head before knows. */
export async function headJob(
  { collection, lang, settings, signal, progress, made }: Lesson,
  extractor: Extractor,
  features: Features,
  before: Own | undefined,
): Promise<Job<Results>> {
  const taken: Taken[] = collection.trainable(lang).map(({ id, name, shots }) => ({ id, name, shots: [...shots] }));
  const all = taken.flatMap(({ shots }, truth) => shots.map((shot, index) => ({ shot, truth, held: isHeld(index, settings.holdOut) })));
  const rows = await features.of(all.map(({ shot }) => shot), extractor, lang, signal, progress);
  const of = (held: boolean) => all.map((one, at) => ({ ...one, row: rows[at]! })).filter((one) => one.held === held);
  const [train, test] = [of(false), of(true)];
  const scale = scaleOf(train.map(({ row }) => row), extractor.width);
  const samples = (photos: typeof train): [x: Tensor, y: Tensor] => [
    standardised(photos.map(({ row }) => row), scale),
    { data: Float32Array.from(photos, ({ truth }) => truth), shape: [photos.length] },
  ];
  const [x, y] = samples(train);
  const classes = taken.map(({ name }) => name);
  const start = startOf(before, taken, test.map(({ shot }) => shot.id));
  let own: Own | undefined;
  return {
    make: async () => {
      const head = headModel(extractor.width, classes.length, train.length);
      if (start) {
        const { kernel, bias } = forStandardised(start, scale);
        await head.setWeights([{ data: kernel, shape: [extractor.width, classes.length] }, { data: bias, shape: [classes.length] }]);
      }
      const state = { scale, ids: taken.map(({ id }) => id), learned: train.map(({ shot }) => shot.id), base: baseOf(extractor) };
      own = await assembled(head, state, classes, extractor);
      made(own);
      return head;
    },
    compile: {
      optimizer: optimizers.adam({ learningRate: settings.learningRate }),
      loss: losses.sparseCategoricalCrossentropy(),
      metrics: ["accuracy"],
    },
    samples: train.length,
    epochs: settings.epochs,
    fit: (head, hooks) =>
      head.fit(x, y, {
        epochs: settings.epochs,
        batchSize: Math.min(settings.batchSize, train.length),
        seed: settings.seed,
        workers: 1,
        ...(test.length ? { validationData: samples(test) } : {}),
        ...hooks,
      }),
    test: async (head) => {
      await settle(own!, extractor);
      if (!test.length) return judged(own!.model, classes, []);
      const { data } = await head.predict(samples(test)[0]);
      const said = answers(data, test.length, classes.length);
      return judged(
        own!.model,
        classes,
        test.map(({ shot, truth }, i) => ({ truth, said: said[i]!, picture: () => readPicture(shot.file, shot.name, extractor.side, lang) })),
      );
    },
  };
}

/** The weights to begin with, unless they come from a photo that is now a test. */
function startOf(before: Own | undefined, taken: readonly Taken[], tests: readonly number[]): HeadWeights | undefined {
  const head = before?.head;
  if (!head?.weights) return undefined;
  const learned = new Set(head.learned);
  if (tests.some((id) => learned.has(id))) return undefined;
  return columns(head.weights, taken.map(({ id }) => head.ids.indexOf(id)));
}

/** Trains a network on the pixels of photos, which are varied anew in every epoch. `photos` were read for it. */
export function pixelJob(
  { settings, made }: Pick<Lesson, "settings" | "made">,
  extractor: Extractor | undefined,
  photos: Photos,
  side: number,
  key: string,
): Job<Results> {
  const { way, epochs, batchSize, learningRate, seed, augmentation } = settings;
  const { classes, train, validation, held } = photos;
  return {
    make: async () => {
      const model =
        way === "tutorial" || way === "small"
          ? fromScratch(way, side, classes.length, augmentation, seed)
          : await varied(extractor!, classes.length, augmentation, seed);
      model.metadata = { classes: JSON.stringify(classes), lesson: key };
      made({ model, classes, side });
      return model;
    },
    compile: {
      optimizer: optimizers.adam({ learningRate }),
      loss: classes.length === 2 ? "binary_crossentropy" : "sparse_categorical_crossentropy",
      metrics: ["accuracy"],
    },
    samples: train.length,
    epochs,
    fit: (model, hooks) =>
      model.fit(train, {
        epochs,
        batchSize: Math.min(batchSize, train.length),
        seed,
        ...(validation ? { validationData: validation } : {}),
        ...hooks,
      }),
    test: async (model) => {
      if (!validation) return judged(model, classes, []);
      const { data } = await model.predict(validation, { batchSize: 16 });
      const said = answers(data, held.length, classes.length);
      return judged(model, classes, held.map(({ picture, truth }, i) => ({ truth, said: said[i]!, picture: () => Promise.resolve(picture) })));
    },
  };
}
