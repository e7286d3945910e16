// Samples in files of numbers: NumPy's .npy and .npz, MNIST's IDX, and tables of pixels.

import { html, type TemplateResult } from "lit";
import { loadArrays, type Tensor } from "../../api/index.ts";
import { choiceField } from "../shared/fields.ts";
import { withPaths, type FoundFile } from "../shared/dropped.ts";
import { take, type Samples, type Truth } from "./data-samples.ts";
import { MOST_NUMBERS, classesIn, spread, type DataSource, type Use } from "./data-source.ts";
import { text } from "./texts.ts";
import { shapeText } from "./ways.ts";
import { scaled } from "../shared/scaling.ts";

/** An array of samples, and the array of what they should give. */
interface Part {
  x: string;
  y: string | undefined;
  /** All arrays that may be the targets. */
  ys: string[];
}

const sizeOf = (shape: readonly (number | null)[]): number => shape.slice(1).reduce<number>((product, axis) => product * (axis ?? 1), 1);

/** How names of samples and of targets that belong together differ, in small letters. */
const PAIRS: readonly (readonly [RegExp, string])[] = [
  [/^x/, "y"],
  [/x(?=[^x]*$)/, "y"],
  [/images/, "labels"],
  [/images-idx3/, "labels-idx1"],
  [/image/, "label"],
  [/pixels/, "label"],
  [/data/, "target"],
  [/data/, "labels"],
];

/** True for whole numbers from 0 to 255 of which some are above 1. */
function ofBytes(data: Tensor["data"]): boolean {
  return data.every((value) => Number.isInteger(value) && value >= 0 && value <= 255) && data.some((value) => value > 1);
}

export class ArraySource implements DataSource {
  #part: Part;
  /** True if the numbers go through the scaler that came with the model. */
  #scaled: boolean;

  private constructor(
    readonly name: string,
    private readonly arrays: Readonly<Record<string, Tensor>>,
    private readonly parts: readonly Part[],
    private readonly use: Use,
  ) {
    this.#part = parts.find(({ x }) => /train/i.test(x)) ?? parts[0]!;
    this.#scaled = use.input.chosen.scaler;
  }

  /** @throws Error when no array has samples of the input's size. */
  static async open(name: string, files: readonly FoundFile[], use: Use): Promise<ArraySource> {
    const arrays = await loadArrays(await withPaths(files));
    const wanted = sizeOf([0, ...use.input.shape]);
    const fits = ({ shape }: Tensor) => shape.length > 0 && shape[0]! > 0 && sizeOf(shape) === wanted;
    const xs = Object.keys(arrays).filter((key) => fits(arrays[key]!));
    const isTarget = (key: string, count: number) => {
      const { shape } = arrays[key]!;
      return shape[0] === count && (sizeOf(shape) === 1 || sizeOf(shape) === use.goal.width);
    };
    const all = xs.map((x): Part => {
      const count = arrays[x]!.shape[0]!;
      const ys = Object.keys(arrays).filter((key) => key !== x && isTarget(key, count));
      const own = x.toLowerCase();
      const named = PAIRS.flatMap(([from, to]) => ys.filter((y) => y.toLowerCase() !== own && y.toLowerCase() === own.replace(from, to)));
      return { x, y: named[0] ?? (ys.length === 1 ? ys[0] : undefined), ys };
    });
    // Where a row of numbers is as long as a target, the targets would be samples of their own.
    const targets = new Set(all.map(({ y }) => y));
    const own = all.filter(({ x, y }) => y !== undefined || !targets.has(x));
    if (!own.length) {
      const held = Object.entries(arrays).map(([key, { shape }]) => `${key} (${shape.join(", ")})`);
      const shape = shapeText([null, ...use.input.shape]);
      throw new Error(text(use.lang, "noArray", { name, shape, held: held.join(", ") }));
    }
    return new ArraySource(name, arrays, own, use);
  }

  pickers(changed: () => void): TemplateResult {
    const { lang, input } = this.use;
    const { x, y, ys } = this.#part;
    const parts = this.parts.map(({ x }, at) => [String(at), x] as const);
    const targets = [["", text(lang, "noTarget")] as const, ...ys.map((name) => [name, name] as const)];
    const scalings = [["true", text(lang, "table_scaler", { name: input.scaler?.name ?? "" })], ["false", text(lang, "table_none")]] as const;
    return html`${choiceField(text(lang, "part"), "part", parts, String(this.parts.findIndex((one) => one.x === x)), false, (at) => {
        this.#part = this.parts[Number(at)]!;
        changed();
      })}
      ${choiceField(text(lang, "target"), "target", targets, y ?? "", false, (name) => {
        this.#part = { ...this.#part, y: name || undefined };
        changed();
      })}
      ${input.scaler
        ? choiceField(text(lang, "tableNumbers"), "array-scaling", scalings, String(this.#scaled), false, (one) => {
            this.#scaled = one === "true";
            changed();
          })
        : ""}`;
  }

  async read(): Promise<Samples> {
    const { lang, input } = this.use;
    const { x: name, y } = this.#part;
    const given = this.arrays[name]!;
    const all = given.shape[0]!;
    const size = sizeOf(given.shape);
    const scaling = input.chosen.scaling ?? input.scaling;
    // Pixels from 0 to 255 may be stored as any kind of number.
    const pixels = input.picture !== undefined && (given.data instanceof Uint8Array || ofBytes(given.data));
    const inBytes = pixels && given.data instanceof Uint8Array && (scaling === "unit" || scaling === "bytes");
    const rows = spread(all, Math.max(1, Math.floor(MOST_NUMBERS / size) * (inBytes ? 4 : 1)));
    const notes = rows.length < all ? [text(lang, "tooMany", { used: rows.length, count: all })] : [];
    const [samples, targets] = [given, y === undefined ? undefined : this.arrays[y]!].map((one) => (one && rows.length < all ? take(one, rows) : one));
    const x: Tensor = { data: samples!.data, shape: [rows.length, ...input.shape.map((axis, at) => axis ?? given.shape[at + 1] ?? 1)] };
    if (inBytes && scaling === "unit") x.scale = 1 / 255;
    else if (pixels && scaling !== "bytes") x.data = scaled(Uint8Array.from(samples!.data), input.picture!.channels, scaling);
    else if (input.scaler && this.#scaled) x.data = Float32Array.from(samples!.data, (value, at) => input.scaler!.scale(value, at % size));
    return { x, count: rows.length, truth: targets && this.#truth(targets), name: (at) => `${name}[${rows[at]}]`, notes };
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
