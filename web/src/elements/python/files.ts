// The files that a cell gives its programs.

import type { SessionFile } from "../../python/session.ts";
import { filesIn, isHidden } from "../shared/dropped.ts";
import { unzipped } from "../shared/unzip.ts";
import type { Lang } from "../shared/i18n.ts";
import { text } from "./texts.ts";

const MB = 2 ** 20;
const MOST_MB = 256;
const ALL_MB = 512;

/** The name of a file at an address. */
const lastPart = (url: string): string => decodeURIComponent(new URL(url).pathname.split("/").pop() ?? "") || "file";

/** Refuses a file of too many bytes: a page has little memory. */
function checkSize(lang: Lang, name: string, bytes: number): void {
  const size = Math.ceil(bytes / MB);
  if (size > MOST_MB) throw new Error(text(lang, "tooLarge", { name, size, most: MOST_MB }));
}

/** The file, or the files in it if it is a zip archive, with the paths that they have there. */
async function read(lang: Lang, file: Blob, path: string): Promise<SessionFile[]> {
  checkSize(lang, path, file.size);
  if (!path.endsWith(".zip")) return [{ path, bytes: new Uint8Array(await file.arrayBuffer()) }];
  const files = await unzipped(file, () => true, path);
  return Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
}

/** All files, if they are not too large together. */
function bounded(lang: Lang, files: SessionFile[]): SessionFile[] {
  for (const { path, bytes } of files) checkSize(lang, path, bytes.length);
  const all = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  if (all > ALL_MB * MB) throw new Error(text(lang, "tooMany", { most: ALL_MB }));
  return files;
}

/** The file at an address. */
async function load(lang: Lang, address: string): Promise<SessionFile[]> {
  const failed = (reason: string) => new Error(text(lang, "fileFailed", { name: address, reason }));
  const url = new URL(address, document.baseURI).href;
  const response = await fetch(url).catch((error: Error) => {
    throw failed(error.message);
  });
  if (!response.ok) throw failed(`${response.status} ${response.statusText}`.trim());
  return read(lang, await response.blob(), lastPart(url));
}

/** Loads the files of an attribute: addresses with spaces between them. Archives are unpacked. */
export async function fetchFiles(lang: Lang, addresses: string): Promise<SessionFile[]> {
  const files = await Promise.all(addresses.split(/\s+/).filter(Boolean).map((address) => load(lang, address)));
  return bounded(lang, files.flat());
}

/** Files and folders that were dropped or chosen. Archives are unpacked. */
export async function givenFiles(lang: Lang, given: readonly (File | FileSystemEntry)[]): Promise<SessionFile[]> {
  const found = (await filesIn(given)).filter(({ path }) => !isHidden(path));
  const files = await Promise.all(found.map(({ file, path }) => read(lang, file, path.replace(/^\//, ""))));
  return bounded(lang, files.flat());
}
