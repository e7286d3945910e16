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

/** The files of a zip archive, with the paths that they have there. */
async function unpacked(file: Blob, name: string): Promise<SessionFile[]> {
  const files = await unzipped(file, () => true, name);
  return Object.entries(files).map(([path, bytes]) => ({ path, bytes }));
}

/** Checks sizes: a page has little memory. */
function check(lang: Lang, files: SessionFile[]): SessionFile[] {
  let all = 0;
  for (const { path, bytes } of files) {
    all += bytes.length;
    const size = Math.ceil(bytes.length / MB);
    if (size > MOST_MB) throw new Error(text(lang, "tooLarge", { name: path, size, most: MOST_MB }));
  }
  if (all > ALL_MB * MB) throw new Error(text(lang, "tooMany", { most: ALL_MB }));
  return files;
}

/** Loads the files of an attribute: addresses with spaces between them. Archives are unpacked. */
export async function fetchFiles(lang: Lang, addresses: string): Promise<SessionFile[]> {
  const load = async (address: string): Promise<SessionFile[]> => {
    const url = new URL(address, document.baseURI).href;
    const name = lastPart(url);
    const failed = (reason: string) => new Error(text(lang, "fileFailed", { name: address, reason }));
    let file: Blob;
    try {
      const response = await fetch(url);
      if (!response.ok) throw failed(`${response.status} ${response.statusText}`.trim());
      file = await response.blob();
    } catch (error) {
      throw error instanceof TypeError ? failed(error.message) : error;
    }
    if (name.endsWith(".zip")) return unpacked(file, name);
    return [{ path: name, bytes: new Uint8Array(await file.arrayBuffer()) }];
  };
  const files = await Promise.all(addresses.split(/\s+/).filter(Boolean).map(load));
  return check(lang, files.flat());
}

/** Files and folders that were dropped or chosen. */
export async function givenFiles(lang: Lang, given: readonly (File | FileSystemEntry)[]): Promise<SessionFile[]> {
  const found = (await filesIn(given)).filter(({ path }) => !isHidden(path));
  const large = found.find(({ file }) => file.size > MOST_MB * MB);
  if (large) throw new Error(text(lang, "tooLarge", { name: large.path, size: Math.ceil(large.file.size / MB), most: MOST_MB }));
  const read = async ({ file, path }: (typeof found)[number]): Promise<SessionFile[]> =>
    path.endsWith(".zip") ? unpacked(file, path) : [{ path: path.replace(/^\//, ""), bytes: new Uint8Array(await file.arrayBuffer()) }];
  return check(lang, (await Promise.all(found.map(read))).flat());
}
