// The visitor's photos, by class.

import { Dataset, type Tensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { random, shuffle } from "../shared/random.ts";
import { readPicture, type Picture } from "./pictures.ts";
import type { Found } from "./sources.ts";
import { text } from "./texts.ts";

/** A photo from the visitor. */
export interface Shot {
  file: Blob;
  name: string;
}

export interface PhotoClass {
  name: string;
  shots: Shot[];
  /** The first few photos, small. */
  thumbs: Picture[];
}

/** Photos that were read at one size, ready for a model. */
export interface Photos {
  classes: string[];
  side: number;
  train: Dataset;
  validation: Dataset;
  /** The validation photos and their classes, to show mistakes. */
  held: { picture: Picture; truth: number }[];
}

const THUMBS = 6;
const THUMB_SIDE = 96;

/** How many photos are read at a time: enough that the worker never waits, and few enough for memory. */
const AT_ONCE = 3;

export class Collection {
  classes: PhotoClass[] = [];
  /** Files that could not be read, with the reasons. */
  bad: string[] = [];
  #thumbing: Promise<void> = Promise.resolve();

  constructor(readonly changed: () => void) {}

  get count(): number {
    return this.classes.reduce((sum, { shots }) => sum + shots.length, 0);
  }

  /** Adds a class without photos. */
  addClass(lang: Lang): void {
    const taken = new Set(this.classes.map(({ name }) => name));
    let number = this.classes.length + 1;
    while (taken.has(text(lang, "classDefault", { number }))) number += 1;
    this.classes.push({ name: text(lang, "classDefault", { number }), shots: [], thumbs: [] });
    this.changed();
  }

  remove(which: PhotoClass): void {
    this.classes = this.classes.filter((one) => one !== which);
  }

  /** Adds photos to a class, or to the classes that their folders name. */
  async add(found: Found[], to: PhotoClass | undefined, lang: Lang): Promise<void> {
    if (found.length === 0) throw new Error(text(lang, "noPictures"));
    for (const { file, name, folder } of found) {
      let target = to;
      if (!target) {
        const wanted = folder ?? text(lang, "classDefault", { number: 1 });
        target = this.classes.find((one) => one.name === wanted);
        if (!target) this.classes.push((target = { name: wanted, shots: [], thumbs: [] }));
      }
      target.shots.push({ file, name: folder ? `${folder}/${name}` : name });
    }
    // Keras numbers classes in alphabetical order.
    if (!to) this.classes.sort((a, b) => (a.name < b.name ? -1 : 1));
    this.changed();
    // One after the other, because two at once would take the same photos.
    this.#thumbing = this.#thumbing.catch(() => {}).then(() => this.#addThumbs(lang));
    await this.#thumbing;
  }

  async #addThumbs(lang: Lang): Promise<void> {
    for (const one of this.classes) {
      for (const shot of one.shots.slice(one.thumbs.length, THUMBS)) {
        const thumb = await this.#read(shot, THUMB_SIDE, lang, one);
        if (thumb) one.thumbs.push(thumb);
        this.changed();
      }
    }
  }

  /** A photo at a size. A photo that cannot be read is listed, and is left out from then on. */
  async #read(shot: Shot, side: number, lang: Lang, of: PhotoClass): Promise<Picture | undefined> {
    try {
      return await readPicture(shot.file, shot.name, side, lang);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") throw error;
      // The thumbnails and a training may both read it.
      if (of.shots.includes(shot)) this.bad.push((error as Error).message);
      of.shots = of.shots.filter((one) => one !== shot);
      return undefined;
    }
  }

  /**
   * Reads all photos at a size, and splits each class into photos to train on and photos to validate with, as `seed`
   * says.
   *
   * @throws Error when there are fewer than two classes, or a class has too few photos.
   */
  async photos(
    options: { side: number; holdOut: number; seed: number; lang: Lang; signal: AbortSignal },
    progress: (done: number) => void,
  ): Promise<Photos> {
    const { side, holdOut, seed, lang, signal } = options;
    const used = this.classes.filter(({ shots }) => shots.length > 0);
    if (used.length < 2) throw new Error(text(lang, "tooFewClasses", { count: used.length }));
    const names = used.map(({ name }) => name);
    const same = names.find((name, index) => names.indexOf(name) !== index);
    if (same !== undefined) throw new Error(text(lang, "sameName", { name: same }));
    const uniform = random(seed);
    const train: { picture: Picture; truth: number }[] = [];
    const held: typeof train = [];
    let done = 0;
    for (const [truth, one] of used.entries()) {
      const shots = [...one.shots];
      const read = new Array<Picture | undefined>(shots.length);
      let next = 0;
      const reader = async () => {
        while (next < shots.length) {
          signal.throwIfAborted();
          const index = next++;
          read[index] = await this.#read(shots[index]!, side, lang, one);
          progress((done += 1));
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, reader));
      const pictures = read.filter((picture) => picture !== undefined);
      if (pictures.length < 2) throw new Error(text(lang, "tooFewPhotos", { name: one.name, count: pictures.length }));
      shuffle(pictures, uniform);
      const kept = Math.min(Math.max(Math.round(holdOut * pictures.length), 1), pictures.length - 1);
      held.push(...pictures.slice(0, kept).map((picture) => ({ picture, truth })));
      train.push(...pictures.slice(kept).map((picture) => ({ picture, truth })));
    }
    return {
      classes: names,
      side,
      train: await dataset(train, side, names.length),
      validation: await dataset(held, side, names.length),
      held,
    };
  }
}

/** Photos as a tensor, 0 to 1. */
export function tensorOf(pictures: readonly Picture[], side: number): Tensor {
  const size = side * side * 3;
  const data = new Uint8Array(pictures.length * size);
  pictures.forEach(({ pixels }, index) => data.set(pixels, index * size));
  return { data, shape: [pictures.length, side, side, 3], scale: 1 / 255 };
}

function dataset(photos: { picture: Picture; truth: number }[], side: number, classes: number): Promise<Dataset> {
  const labels = Float32Array.from(photos, ({ truth }) => truth);
  const shape = classes === 2 ? [photos.length, 1] : [photos.length];
  const pictures = photos.map(({ picture }) => picture);
  return Dataset.fromTensors(tensorOf(pictures, side), { data: labels, shape });
}
