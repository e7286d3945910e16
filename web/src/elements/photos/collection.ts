// The visitor's photos, by class. They are kept in the browser as small copies.

import { Dataset, type Tensor } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { forgetItems, keepItems, keptItems } from "../shared/store.ts";
import { readPicture, smallCopy, type Picture } from "./pictures.ts";
import type { Found } from "./sources.ts";
import { text } from "./texts.ts";

/** A photo of the visitor, as a small copy. */
export interface Shot {
  /** Its number, larger than those of earlier photos. */
  id: number;
  file: Blob;
  name: string;
  /** Its address for `<img>`. */
  url: string;
}

export interface PhotoClass {
  id: number;
  name: string;
  shots: Shot[];
}

/** Photos that were read at one size, ready for a model. */
export interface Photos {
  classes: string[];
  train: Dataset;
  /** Undefined if no photo is held back. */
  validation: Dataset | undefined;
  /** The photos that are held back, and their classes, to test with. */
  held: { picture: Picture; truth: number }[];
}

/** What is stored of a photo. */
interface KeptShot {
  of: number;
  name: string;
  bytes: Uint8Array;
}

/** What is stored under number 0. */
type KeptClasses = { id: number; name: string }[];

/** How many photos are read at a time: enough that the worker never waits, and few enough for memory. */
const AT_ONCE = 3;

/** How many photos are stored at a time. */
const STORED_AT_ONCE = 50;

/** Of `count` photos of a class, how many are held back for testing. A single one is for training. */
export function heldBack(count: number, share: number): number {
  return count < 2 ? 0 : Math.min(Math.max(Math.round(share * count), 1), count - 1);
}

/**
 * True for the photos of a class that are held back, evenly spaced. Photos that come later never change the role of
 * earlier ones, so that no photo that was learned from becomes a test.
 */
export const isHeld = (index: number, share: number): boolean => heldBack(index + 1, share) > heldBack(index, share);

export class Collection {
  classes: PhotoClass[] = [];
  /** Files that could not be read, with the reasons. */
  bad: string[] = [];
  /** How many of the files that are being read are done. */
  reading: { done: number; all: number } | undefined;
  #nextId = 1;
  #adding: Promise<void> = Promise.resolve();
  #restoring: Promise<boolean> | undefined;

  /** `changed` is called when there is something new to show; the photos are kept under `place`, if there is one. */
  constructor(
    readonly place: () => string | undefined,
    readonly changed: () => void,
  ) {}

  get count(): number {
    return this.classes.reduce((sum, { shots }) => sum + shots.length, 0);
  }

  /** The classes with photos. */
  get used(): PhotoClass[] {
    return this.classes.filter(({ shots }) => shots.length > 0);
  }

  /**
   * Brings back the photos that were kept, once; returns whether this call brought some back. What adds photos or classes
   * waits for it: their numbers follow those of the photos that were kept.
   */
  async restore(): Promise<boolean> {
    if (this.#restoring) return this.#restoring.then(() => false);
    this.#restoring = this.#restore();
    return this.#restoring;
  }

  async #restore(): Promise<boolean> {
    const items = await keptItems(this.place());
    const [first, ...rest] = items;
    if (!first || first[0] !== 0) return false;
    const classes = (first[1] as KeptClasses).map(({ id, name }): PhotoClass => ({ id, name, shots: [] }));
    for (const [id, value] of rest) {
      const { of, name, bytes } = value as KeptShot;
      classes.find((one) => one.id === of)?.shots.push(shotOf(id, new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/jpeg" }), name));
    }
    this.classes = classes;
    this.#nextId = Math.max(0, ...items.map(([id]) => id), ...classes.map(({ id }) => id)) + 1;
    this.changed();
    return this.count > 0;
  }

  #keepClasses(): Promise<void> {
    const classes: KeptClasses = this.classes.map(({ id, name }) => ({ id, name }));
    // Without room the photos are there until the page is closed.
    return keepItems(this.place(), [[0, classes]]).catch(() => {});
  }

  async #keepShots(shots: readonly Shot[], of: PhotoClass): Promise<void> {
    const items = await Promise.all(
      shots.map(async ({ id, file, name }) => {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return [id, { of: of.id, name, bytes } satisfies KeptShot] as const;
      }),
    );
    await keepItems(this.place(), items).catch(() => {});
  }

  #defaultName(lang: Lang, number: number): string {
    return text(lang, "classDefault", { number });
  }

  /** Adds classes without photos. */
  async addClasses(lang: Lang, count: number): Promise<void> {
    await this.restore();
    for (let added = 0; added < count; added += 1) {
      const taken = new Set(this.classes.map(({ name }) => name));
      let number = this.classes.length + 1;
      while (taken.has(this.#defaultName(lang, number))) number += 1;
      this.classes.push({ id: this.#nextId++, name: this.#defaultName(lang, number), shots: [] });
    }
    void this.#keepClasses();
    this.changed();
  }

  rename(which: PhotoClass, name: string): void {
    which.name = name.trim() || which.name;
    void this.#keepClasses();
    this.changed();
  }

  remove(which: PhotoClass): void {
    this.classes = this.classes.filter((one) => one !== which);
    this.#drop(which.shots);
    void this.#keepClasses();
    this.changed();
  }

  removeShot(of: PhotoClass, shot: Shot): void {
    of.shots = of.shots.filter((one) => one !== shot);
    this.#drop([shot]);
    this.changed();
  }

  /** Forgets all photos, here and in the browser's storage. */
  forget(): void {
    for (const { shots } of this.classes) for (const { url } of shots) URL.revokeObjectURL(url);
    this.classes = [];
    this.bad = [];
    void forgetItems(this.place());
    this.changed();
  }

  #drop(shots: readonly Shot[]): void {
    for (const { url } of shots) URL.revokeObjectURL(url);
    if (shots.length) void forgetItems(this.place(), shots.map(({ id }) => id));
  }

  /** Adds a photo that is a small copy already. */
  async record(copy: Blob, to: PhotoClass, name: string): Promise<void> {
    await this.restore();
    // The class may have been removed meanwhile.
    if (!this.classes.includes(to)) return;
    const shot = shotOf(this.#nextId++, copy, name);
    to.shots.push(shot);
    void this.#keepShots([shot], to);
    this.changed();
  }

  /**
   * Adds photos to a class, or to the classes that their folders name.
   *
   * @throws Error when there are none.
   */
  async add(found: Found[], to: PhotoClass | undefined, lang: Lang): Promise<void> {
    if (found.length === 0) throw new Error(text(lang, "noPictures"));
    // One after the other, so that photos keep the order in which they were given.
    this.#adding = Promise.allSettled([this.#adding, this.restore()]).then(() => this.#add(found, to, lang));
    await this.#adding;
  }

  async #add(found: Found[], to: PhotoClass | undefined, lang: Lang): Promise<void> {
    const groups = new Map<PhotoClass, Found[]>();
    for (const one of found) {
      const target = to ?? this.#classOf(one.folder, lang);
      groups.set(target, [...(groups.get(target) ?? []), one]);
    }
    // Folders bring their own classes.
    if (!to && found.some(({ folder }) => folder !== undefined)) this.#order(lang, groups);
    void this.#keepClasses();
    this.reading = { done: 0, all: found.length };
    this.changed();
    try {
      for (const [target, files] of groups) {
        for (let from = 0; from < files.length; from += STORED_AT_ONCE) {
          const shots = await this.#copies(files.slice(from, from + STORED_AT_ONCE), lang);
          // The class may have been removed meanwhile.
          if (!this.classes.includes(target)) break;
          target.shots.push(...shots);
          this.changed();
          await this.#keepShots(shots, target);
        }
      }
    } finally {
      this.reading = undefined;
      this.changed();
    }
  }

  #classOf(folder: string | undefined, lang: Lang): PhotoClass {
    const wanted = folder ?? this.#defaultName(lang, 1);
    const found = this.classes.find(({ name }) => name === wanted);
    if (found) return found;
    const made = { id: this.#nextId++, name: wanted, shots: [] };
    this.classes.push(made);
    return made;
  }

  /**
   * Brings classes into the alphabetical order in which Keras numbers them. Empty ones without a name are dropped, if
   * they get no photos now.
   */
  #order(lang: Lang, filled: ReadonlyMap<PhotoClass, unknown>): void {
    const untouched = new Set(this.classes.map((_, number) => this.#defaultName(lang, number + 1)));
    const fresh = this.classes.filter((one) => one.shots.length > 0 || filled.has(one) || !untouched.has(one.name));
    if (fresh.length >= 2) this.classes = fresh;
    this.classes.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Small copies of files. A file that cannot be read is listed. */
  async #copies(files: readonly Found[], lang: Lang): Promise<Shot[]> {
    const copies = new Array<Shot | undefined>(files.length);
    let next = 0;
    const reader = async () => {
      while (next < files.length) {
        const index = next++;
        const { file, name, folder } = files[index]!;
        const full = folder ? `${folder}/${name}` : name;
        try {
          copies[index] = shotOf(0, await smallCopy(file, full, lang), full);
        } catch (error) {
          if (error instanceof DOMException && error.name === "AbortError") throw error;
          this.bad.push((error as Error).message);
        }
        this.reading!.done += 1;
        this.changed();
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
    const shots = copies.filter((copy) => copy !== undefined);
    for (const shot of shots) shot.id = this.#nextId++;
    return shots;
  }

  /**
   * The classes to train, each with its photos.
   *
   * @throws Error when there are fewer than two with photos, or two have one name.
   */
  trainable(lang: Lang): PhotoClass[] {
    const { used } = this;
    if (used.length < 2) throw new Error(text(lang, "tooFewClasses", { count: used.length }));
    const names = used.map(({ name }) => name);
    const same = names.find((name, index) => names.indexOf(name) !== index);
    if (same !== undefined) throw new Error(text(lang, "sameName", { name: same }));
    return used;
  }

  /**
   * Reads all photos at a size, and holds a share of each class back.
   *
   * @throws Error when there are fewer than two classes.
   */
  async photos(
    options: { side: number; holdOut: number; lang: Lang; signal: AbortSignal },
    progress: (done: number) => void,
  ): Promise<Photos> {
    const { side, holdOut, lang, signal } = options;
    const used = this.trainable(lang);
    const classes = used.map(({ name }) => name);
    const train: { picture: Picture; truth: number }[] = [];
    const held: typeof train = [];
    let done = 0;
    for (const [truth, one] of used.entries()) {
      const pictures = await readShots(one.shots, side, lang, signal, () => progress((done += 1)));
      pictures.forEach((picture, index) => (isHeld(index, holdOut) ? held : train).push({ picture, truth }));
    }
    return {
      classes,
      train: await dataset(train, side, classes.length),
      validation: held.length ? await dataset(held, side, classes.length) : undefined,
      held,
    };
  }
}

const shotOf = (id: number, file: Blob, name: string): Shot => ({ id, file, name, url: URL.createObjectURL(file) });

/** Photos at a size; `progress` is called after each. */
export async function readShots(
  shots: readonly Shot[],
  side: number,
  lang: Lang,
  signal: AbortSignal,
  progress: () => void = () => {},
): Promise<Picture[]> {
  const given = [...shots];
  const read = new Array<Picture>(given.length);
  let next = 0;
  const reader = async () => {
    while (next < given.length) {
      signal.throwIfAborted();
      const index = next++;
      read[index] = await readPicture(given[index]!.file, given[index]!.name, side, lang);
      progress();
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, reader));
  return read;
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
