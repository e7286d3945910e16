// Where the lesson's digits come from.

import { Dataset, unpackFile } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { text } from "./texts.ts";

/** Digits to learn from and digits to be tested on. */
export interface Digits {
  train: Dataset;
  test: Dataset;
}

export type Part = "trainImages" | "trainLabels" | "testImages" | "testLabels";

export const PARTS: Part[] = ["trainImages", "trainLabels", "testImages", "testLabels"];

const NAMES: Record<Part, string> = {
  trainImages: "train-images-idx3-ubyte.gz",
  trainLabels: "train-labels-idx1-ubyte.gz",
  testImages: "t10k-images-idx3-ubyte.gz",
  testLabels: "t10k-labels-idx1-ubyte.gz",
};

const IMAGES = 2051;
const LABELS = 2049;
/** MNIST's training part has 60,000 digits, its test part 10,000. */
const TRAIN_COUNT = 60_000;

/** MNIST's four files, added one by one. */
export class MnistFiles {
  readonly #files = new Map<Part, Uint8Array<ArrayBuffer>>();

  has(part: Part): boolean {
    return this.#files.has(part);
  }

  /** The number of digits in a part, from its header; 0 if it is missing. */
  count(part: Part): number {
    const bytes = this.#files.get(part);
    return bytes ? new DataView(bytes.buffer).getUint32(4) : 0;
  }

  get complete(): boolean {
    return PARTS.every((part) => this.has(part));
  }

  /**
   * Adds a file, and detects which of the four it is.
   *
   * @throws Error when it is not one of MNIST's files.
   */
  async add(file: File, lang: Lang): Promise<void> {
    const bytes = await unpackFile(file);
    const header = new DataView(bytes.buffer);
    const magic = bytes.length >= 8 ? header.getUint32(0) : Number.NaN;
    if (magic !== IMAGES && magic !== LABELS) {
      const start = Number.isNaN(magic) ? `${bytes.length} bytes` : magic;
      throw new Error(text(lang, "foreignFile", { name: file.name, magic: start }));
    }
    // The header says whether it has images or labels. The file's name, or else the number of digits, says which part.
    const test = /t10k|test/i.test(file.name) || (!/train/i.test(file.name) && header.getUint32(4) < TRAIN_COUNT);
    const part: Part = magic === IMAGES ? (test ? "testImages" : "trainImages") : test ? "testLabels" : "trainLabels";
    checkLength(file.name, header, bytes.length, lang);
    this.#files.set(part, bytes);
  }

  /** The data sets. Call it only when all four files are there. */
  async digits(): Promise<Digits> {
    const get = (part: Part) => this.#files.get(part)!;
    return {
      train: await Dataset.fromIdx(get("trainImages"), get("trainLabels")),
      test: await Dataset.fromIdx(get("testImages"), get("testLabels")),
    };
  }
}

/** Fails, naming the file, if its length differs from what its header says. */
function checkLength(name: string, header: DataView, length: number, lang: Lang): void {
  const axes = header.getUint8(3);
  let promised = 4 + 4 * axes;
  if (length >= promised) {
    let size = 1;
    for (let axis = 0; axis < axes; axis += 1) size *= header.getUint32(4 + 4 * axis);
    promised += size;
  }
  if (length !== promised) {
    throw new Error(text(lang, length < promised ? "shortFile" : "longFile", { name, length, promised }));
  }
}

/** Fetches MNIST's files from a URL prefix. */
export async function fetchMnist(prefix: string, lang: Lang): Promise<MnistFiles> {
  const files = new MnistFiles();
  await Promise.all(
    PARTS.map(async (part) => {
      const url = new URL(prefix + NAMES[part], document.baseURI);
      const response = await fetch(url);
      if (!response.ok) throw new Error(text(lang, "fetchMissing", { url: url.href, status: response.status }));
      await files.add(new File([await response.blob()], NAMES[part]), lang);
    }),
  );
  return files;
}

/** Generated digits. The test digits have another seed than the training digits, and are a fifth as many. */
export async function strokes(count: number, seed: number): Promise<Digits> {
  const [train, test] = await Promise.all([
    Dataset.strokes({ count, seed }),
    Dataset.strokes({ count: Math.max(Math.ceil(count / 5), 100), seed: seed + 1_000_003 }),
  ]);
  return { train, test };
}
