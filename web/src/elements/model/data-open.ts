// Opens files with samples for a model.

import type { FoundFile } from "../shared/dropped.ts";
import { ArraySource } from "./data-arrays.ts";
import { arrayFiles, formOf, unpackedFiles, visible } from "./data-files.ts";
import { PictureSource } from "./data-pictures.ts";
import type { DataSource, Use } from "./data-source.ts";
import { TableSource } from "./data-table.ts";
import { TextFileSource, TextTableSource } from "./data-words.ts";
import { text } from "./texts.ts";
import { shapeText } from "./ways.ts";

/** What to drop for this input. */
export function hintOf({ lang, input }: Pick<Use, "lang" | "input">): string {
  const { ways, shape, words } = input;
  const arrays = text(lang, "drop_arrays");
  if (words !== undefined && !ways.includes("text")) return `${text(lang, "needsTokenizer")} ${arrays}`;
  if (ways.includes("photo")) return `${text(lang, "drop_photo")} ${arrays}`;
  if (ways.includes("text")) return `${text(lang, "drop_text")} ${arrays}`;
  return shape.length === 1 && shape[0] ? `${text(lang, "drop_numbers", { count: shape[0] })} ${arrays}` : arrays;
}

/** What a visitor knows these files by. */
function nameOf(files: readonly FoundFile[]): string {
  const [first] = files;
  if (!first) return "";
  const folders = first.path.split("/").filter(Boolean);
  if (files.length === 1) return first.file.name;
  return folders.length > 1 ? `${folders[0]}/` : `${first.file.name}, …`;
}

/**
 * Samples from files: pictures in folders, a table, texts, or arrays.
 *
 * @throws Error in the visitor's language when the files hold no samples for this input.
 */
export async function openData(given: readonly FoundFile[], use: Use): Promise<DataSource> {
  const { lang, input } = use;
  const files = visible(given);
  const form = await formOf(files, input);
  const name = nameOf(files);
  if (!form) throw new Error(text(lang, "noSamples", { name, hint: hintOf(use) }));
  if (form === "pictures") return PictureSource.open(name, files, use);
  if (form === "arrays") return ArraySource.open(name, arrayFiles(files), use);
  const inside = await unpackedFiles(files, form);
  if (form === "texts") return TextFileSource.open(name, inside, use);
  // A table of pixels is an array.
  if (input.picture) return ArraySource.open(name, inside, use);
  if (inside.length > 1) throw new Error(text(lang, "oneTable", { names: inside.map(({ file }) => file.name).join(", ") }));
  if (input.ways.includes("text")) return TextTableSource.open(inside[0]!.file, use);
  if (input.shape.length === 1 && input.shape[0]) return TableSource.open(inside[0]!.file, use);
  throw new Error(text(lang, "noTable", { shape: shapeText(input.shape) }));
}
