// What a visitor or a page gives as a model: files, folders, addresses.

import type { ModelFile } from "../../api/index.ts";
import { isHidden, withPaths, type FoundFile } from "../shared/dropped.ts";
import { isPicture } from "./input-photo.ts";
import { labelsFrom } from "./ways.ts";

/** The last part of a path or an address; for a folder its name and a slash. */
export function lastPart(path: string): string {
  const parts = path.replace(/[?#].*$/, "").split("/");
  return parts.at(-1) || `${parts.at(-2) ?? ""}/`;
}

/** The files of a model as `loadModel` takes them, and the name that the visitor knows them by. */
export async function modelFiles(found: readonly FoundFile[]): Promise<{ source: ModelFile; name: string }> {
  const visible = found.filter(({ file, path }) => !isHidden(path) && !isPicture(file));
  const files = visible.length ? visible : found;
  if (files.length === 1) return { source: files[0]!.file, name: files[0]!.file.name };
  const folder = files[0]!.path.split("/").filter(Boolean);
  const model = files.find(({ file }) => /\.(keras|h5|hdf5|onnx|safetensors)$/i.test(file.name) || file.name === "model.json");
  const name = folder.length > 1 ? `${folder[0]}/` : (model ?? files[0]!).file.name;
  return { source: await withPaths(files), name };
}

/** The names of classes that a page gives: a list with commas, or the address of a text or a JSON list. */
export async function labelsOf(given: string): Promise<string[]> {
  if (/[,\n]/.test(given)) return labelsFrom(given);
  const url = new URL(given, document.baseURI);
  const response = await fetch(url);
  if (!response.ok) throw new Error(`labels: ${url.href}: the server answered ${response.status} ${response.statusText}`.trimEnd());
  const text = await response.text();
  if (!/^\s*[[{]/.test(text)) return labelsFrom(text);
  const json = JSON.parse(text) as unknown;
  const list = Array.isArray(json) ? json : (json as { labels?: unknown }).labels;
  if (!Array.isArray(list)) throw new Error(`labels: ${url.href} has no list of labels`);
  return list.map(String);
}
