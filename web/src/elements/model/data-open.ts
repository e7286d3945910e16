// Opens files with samples for a model.

import type { FoundFile } from "../shared/dropped.ts";
import { ArraySource } from "./data-arrays.ts";
import { arrayFiles, formOf, unpackedFiles, visible } from "./data-files.ts";
import { PictureSource } from "./data-pictures.ts";
import type { DataSource, Use } from "./data-source.ts";
import { TableSource } from "./data-table.ts";
import { TextFileSource, TextTableSource } from "./data-words.ts";
import { text } from "./texts.ts";

/** What a visitor knows these files by. */
function nameOf(files: readonly FoundFile[]): string {
  const [first] = files;
  const folders = first!.path.split("/").filter(Boolean);
  if (files.length === 1) return first!.file.name;
  return folders.length > 1 ? `${folders[0]}/` : `${first!.file.name}, …`;
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
  if (!form) throw new Error(text(lang, "noSamples", { name: files[0]?.file.name ?? "" }));
  const name = nameOf(files);
  if (form === "pictures") return PictureSource.open(name, files, use);
  if (form === "arrays") return ArraySource.open(name, arrayFiles(files), use);
  const inside = await unpackedFiles(files, form);
  if (form === "texts") return TextFileSource.open(name, inside, use);
  // A table of pixels is an array.
  if (input.picture) return ArraySource.open(name, inside, use);
  if (inside.length > 1) throw new Error(text(lang, "oneTable", { names: inside.map(({ file }) => file.name).join(", ") }));
  if (input.ways.includes("text")) return TextTableSource.open(inside[0]!.file, use);
  if (input.shape.length === 1 && input.shape[0]) return TableSource.open(inside[0]!.file, use);
  throw new Error(text(lang, "noTable", { shape: `(${input.shape.map((size) => size ?? "…").join(", ")})` }));
}
