// Samples in files of numbers: NumPy's .npy and .npz, MNIST's IDX, and tables of pixels.

import { html, type TemplateResult } from "lit";
import { loadArrays, type Tensor } from "../../api/index.ts";
import { choiceField } from "../shared/fields.ts";
import type { FoundFile } from "../shared/dropped.ts";
import type { Samples, Truth } from "./data-samples.ts";
import { MOST_NUMBERS, classesIn, type DataSource, type Use } from "./data-source.ts";
import { text } from "./texts.ts";
import { take } from "./data-samples.ts";
import { scaled } from "../shared/scaling.ts";

/** An array of samples, and the array of what they should give. */
interface Part {
  x: string;
  y: string | undefined;
}

const sizeOf = (shape: readonly (number | null)[]): number => shape.slice(1).reduce<number>((product, axis) => product * (axis ?? 1), 1);

/** How names of samples and of targets that belong together differ. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/^x/i, "y"],
  [/x/i, "y"],
  [/images/i, "labels"],
  [/images-idx3/i, "labels-idx1"],
  [/image/i, "label"],
  [/pixels/i, "label"],
  [/data/i, "target"],
  [/data/i, "labels"],
];

export class ArraySource implements DataSource {
  #part: Part;

  private constructor(
    readonly name: string,
    private readonly arrays: Readonly<Record<string, Tensor>>,
    private readonly parts: readonly Part[],
    private readonly use: Use,
  ) {
    this.#part = parts.find(({ x }) => /train/i.test(x)) ?? parts[0]!;
  }

  /** @throws Error when no array has samples of the input's size. */
  static async open(name: string, files: readonly FoundFile[], use: Use): Promise<ArraySource> {
    const arrays = await loadArrays(files.map(({ file }) => file));
    const wanted = sizeOf([0, ...use.input.shape]);
    const fits = ({ shape }: Tensor) => shape.length > 0 && shape[0]! > 0 && sizeOf(shape) === wanted;
    const xs = Object.keys(arrays).filter((key) => fits(arrays[key]!));
    const isTarget = (key: string, count: number) => {
      const { shape } = arrays[key]!;
      return shape[0] === count && (sizeOf(shape) === 1 || sizeOf(shape) === use.goal.width);
    };
    const parts = xs.map((x) => {
      const count = arrays[x]!.shape[0]!;
      const ys = Object.keys(arrays).filter((key) => key !== x && isTarget(key, count));
      const named = PAIRS.flatMap(([from, to]) => ys.filter((y) => y === x.replace(from, to)));
      return { x, y: named[0] ?? ys.find((y) => !xs.includes(y)) ?? ys[0] };
    });
    // Where a row of numbers is as long as a target, the targets would be samples of their own.
    const targets = new Set(parts.map(({ y }) => y));
    const own = parts.filter(({ x, y }) => y !== undefined || !targets.has(x));
    if (!own.length) {
      const held = Object.entries(arrays).map(([key, { shape }]) => `${key} (${shape.join(", ")})`);
      const shape = `(…, ${use.input.shape.map((size) => size ?? "…").join(", ")})`;
      throw new Error(text(use.lang, "noArray", { name, shape, held: held.join(", ") }));
    }
    return new ArraySource(name, arrays, own, use);
  }

  pickers(changed: () => void): TemplateResult | "" {
    if (this.parts.length < 2) return "";
    const { lang } = this.use;
    const choices = this.parts.map(({ x, y }, at) => [String(at), y ? `${x} + ${y}` : x] as const);
    const chosen = String(this.parts.indexOf(this.#part));
    return html`${choiceField(text(lang, "part"), "part", choices, chosen, false, (at) => {
      this.#part = this.parts[Number(at)]!;
      changed();
    })}`;
  }

  async read(): Promise<Samples> {
    const { lang, input } = this.use;
    const { x: name, y } = this.#part;
    let given = this.arrays[name]!;
    let targets = y === undefined ? undefined : this.arrays[y]!;
    const all = given.shape[0]!;
    const size = sizeOf(given.shape);
    const scaling = input.chosen.scaling ?? input.scaling;
    const bytes = given.data instanceof Uint8Array && input.picture !== undefined;
    const most = Math.max(1, Math.floor(MOST_NUMBERS / size) * (bytes && (scaling === "unit" || scaling === "bytes") ? 4 : 1));
    const notes = [];
    if (all > most) {
      const rows = Array.from({ length: most }, (_, at) => at);
      [given, targets] = [take(given, rows), targets && take(targets, rows)];
      notes.push(text(lang, "tooMany", { used: most, count: all }));
    }
    const count = given.shape[0]!;
    const shape = [count, ...input.shape.map((axis, at) => axis ?? given.shape[at + 1] ?? 1)];
    const x: Tensor = { data: given.data, shape };
    if (bytes && scaling === "unit") x.scale = 1 / 255;
    else if (bytes && scaling !== "bytes") x.data = scaled(given.data as Uint8Array, input.picture!.channels, scaling);
    return { x, count, truth: targets && this.#truth(targets), name: (at) => `${name}[${at}]`, notes };
  }

  /** Whole numbers are classes where the model has classes; a row with a single 1 is the class of its place. */
  #truth({ data, shape }: Tensor): Truth {
    const { goal } = this.use;
    const width = sizeOf(shape);
    if (goal.kind === "numbers") return { kind: "numbers", values: Float32Array.from(data), width };
    if (width === 1) return classesIn(Array.from(data, String));
    const rows = Array.from({ length: shape[0]! }, (_, row) => data.subarray(row * width, (row + 1) * width));
    return { kind: "classes", names: Array.from({ length: width }, (_, at) => String(at)), indices: Int32Array.from(rows, (row) => row.indexOf(1)) };
  }

  dispose(): void {}
}
