// Pictures in folders that are named by their classes, also packed in a zip archive.

import type { Tensor } from "../../api/index.ts";
import { readPixels } from "../photos/pictures.ts";
import { pictures, type Found } from "../photos/sources.ts";
import type { FoundFile } from "../shared/dropped.ts";
import type { Samples, Truth } from "./data-samples.ts";
import { MOST_NUMBERS, classesIn, spread, type DataSource, type Reading, type Use } from "./data-source.ts";
import { text } from "./texts.ts";
import { inChannels, scaled } from "../shared/scaling.ts";

/** How many pictures are read at a time: enough that the worker never waits, and few enough for memory. */
const AT_ONCE = 3;

/** How many files that could not be read are named. */
const MOST_NAMED = 3;

export class PictureSource implements DataSource {
  private constructor(
    readonly name: string,
    private readonly found: readonly Found[],
    private readonly use: Use,
  ) {}

  static async open(name: string, files: readonly FoundFile[], use: Use): Promise<PictureSource> {
    return new PictureSource(name, await pictures([...files], use.lang), use);
  }

  pickers(): "" {
    return "";
  }

  async read({ signal, report }: Reading): Promise<Samples> {
    const { lang, input } = this.use;
    const { width, height, channels } = input.picture!;
    const size = width * height * channels;
    const scaling = input.chosen.scaling ?? input.scaling;
    const inBytes = scaling === "unit" || scaling === "bytes";
    // A class's pictures follow each other, so that all classes lose the same share.
    const found = spread(this.found.length, Math.max(1, Math.floor(MOST_NUMBERS / size) * (inBytes ? 4 : 1))).map((at) => this.found[at]!);
    const notes = found.length < this.found.length ? [text(lang, "tooMany", { used: found.length, count: this.found.length })] : [];
    const data = inBytes ? new Uint8Array(found.length * size) : new Float32Array(found.length * size);
    const kept: Found[] = [];
    const bad: string[] = [];
    let [next, done] = [0, 0];
    const reader = async () => {
      while (next < found.length) {
        signal.throwIfAborted();
        const one = found[next++]!;
        try {
          const { pixels } = await readPixels(one.file, one.name, { width, height, crop: input.crop }, lang);
          const bytes = inChannels(pixels, channels);
          // Other readers go on meanwhile, so the place is taken only now.
          data.set(inBytes ? bytes : scaled(bytes, channels, scaling), kept.length * size);
          kept.push(one);
        } catch (error) {
          if (error instanceof DOMException && error.name === "AbortError") throw error;
          bad.push((error as Error).message);
        }
        if (!signal.aborted) report((done += 1), found.length);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, reader));
    if (!kept.length) throw new Error(bad[0] ?? text(lang, "noPictures"));
    if (bad.length) notes.push(text(lang, "badFiles", { count: bad.length, names: bad.slice(0, MOST_NAMED).join(" ") }));
    const shape = input.shape.length === 3 ? [height, width, channels] : input.shape.map((axis) => axis ?? height);
    const x: Tensor = { data: data.subarray(0, kept.length * size), shape: [kept.length, ...shape] };
    if (scaling === "unit") x.scale = 1 / 255;
    return { x, count: kept.length, truth: this.#truth(kept), name: (at) => fullName(kept[at]!), notes };
  }

  /** Folders name the classes. Pictures of a single folder have a class only if it has the name of one. */
  #truth(found: readonly Found[]): Truth | undefined {
    const { classes } = this.use;
    if (!found.every(({ folder }) => folder !== undefined)) return undefined;
    const truth = classesIn(found.map(({ folder }) => folder!));
    const known = truth.names.length > 1 || classes?.includes(truth.names[0]!);
    return known ? truth : undefined;
  }

  dispose(): void {}
}

const fullName = ({ folder, name }: Found): string => (folder ? `${folder}/${name}` : name);
