// What files that were dropped on an open model are for.

import { isHidden, type FoundFile } from "../shared/dropped.ts";
import { unzipped } from "../shared/unzip.ts";
import { isPicture } from "./input-photo.ts";
import type { ModelInput } from "./ways.ts";

/** What dropped files are for: the model's input, the names of its classes, a file beside it, many samples, a model. */
export type Purpose = "picture" | "labels" | "beside" | "samples" | "model";

const MODEL = /\.(keras|h5|hdf5|onnx|safetensors|tflite|pb)$|(^|\/)model\.json$/i;
const ARRAYS = /\.(npy|npz|idx)(\.gz)?$|ubyte(\.gz)?$/i;
const TABLE = /\.(csv|tsv)(\.gz)?$/i;
const BESIDE = /\.(pkl|pickle|joblib)$|(^|\/)(tokenizer|metadata)\.json$/i;

/** How samples are stored. */
export type DataForm = "pictures" | "arrays" | "table" | "texts";

/** The files that are not hidden. */
export const visible = (files: readonly FoundFile[]): FoundFile[] => files.filter(({ path }) => !isHidden(path));

/** The lists of archives that were looked into. */
const listed = new WeakMap<File, Promise<string[]>>();

/** The paths of the files in a zip archive; none if it cannot be read. */
function namesIn(file: File): Promise<string[]> {
  const list = async () => {
    const names: string[] = [];
    const note = (name: string) => {
      names.push(name);
      return false;
    };
    await unzipped(file, note, file.name).catch(() => {});
    return names;
  };
  const found = listed.get(file) ?? list();
  listed.set(file, found);
  return found;
}

const isZip = ({ file, path }: FoundFile): boolean => /\.zip$/i.test(path) || file.type === "application/zip";

/** The tables or texts among the files, also those in zip archives. */
export async function unpackedFiles(files: readonly FoundFile[], form: "table" | "texts"): Promise<FoundFile[]> {
  const wanted = form === "table" ? TABLE : /\.txt$/i;
  const all: FoundFile[] = [];
  for (const found of visible(files)) {
    if (!isZip(found)) {
      if (wanted.test(found.path)) all.push(found);
      continue;
    }
    const inside = await unzipped(found.file, (name) => wanted.test(name), `${found.file.name}: its files`);
    for (const [path, bytes] of Object.entries(inside)) {
      all.push({ path, file: new File([bytes as Uint8Array<ArrayBuffer>], path.split("/").at(-1)!) });
    }
  }
  return all;
}

/** The files that may hold arrays; not a README beside them. */
export const arrayFiles = (files: readonly FoundFile[]): FoundFile[] =>
  files.filter((found) => ARRAYS.test(found.path) || TABLE.test(found.path) || isZip(found));

function formOfNames(names: readonly string[], reads: (way: "photo" | "text") => boolean): DataForm | undefined {
  if (names.some((name) => MODEL.test(name))) return undefined;
  if (names.some((name) => ARRAYS.test(name))) return "arrays";
  if (names.some((name) => TABLE.test(name))) return "table";
  if (reads("photo") && names.some((name) => isPicture({ type: "", name }))) return "pictures";
  if (reads("text") && names.filter((name) => /\.txt$/i.test(name)).length > 1) return "texts";
  return undefined;
}

/** The form in which these files hold samples for an input; undefined if they hold none. */
export async function formOf(files: readonly FoundFile[], input: ModelInput): Promise<DataForm | undefined> {
  const reads = (way: "photo" | "text") => input.ways.includes(way);
  const names = [];
  for (const found of visible(files)) names.push(...(isZip(found) ? await namesIn(found.file) : [found.path]));
  return formOfNames(names, reads);
}

/** True if these files are samples, and no model, whatever the model. */
export const areSamples = (files: readonly FoundFile[]): boolean =>
  visible(files).length > 0 && visible(files).every(({ file, path }) => isPicture(file) || ARRAYS.test(path) || TABLE.test(path));

/** What these files are for, when a model with this input is open. */
export async function purposeOf(given: readonly FoundFile[], input: ModelInput): Promise<Purpose> {
  const files = visible(given);
  const [first] = files;
  if (first && files.length === 1) {
    if (isPicture(first.file)) return input.ways.includes("photo") ? "picture" : "model";
    if (/\.txt$/i.test(first.path)) return "labels";
    if (BESIDE.test(first.path)) return "beside";
  }
  return (await formOf(files, input)) ? "samples" : "model";
}
