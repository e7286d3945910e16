// Photos by class, from folders, zip files and the camera.

import { isHidden } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import { unzipped } from "../shared/unzip.ts";
import { text } from "./texts.ts";

/** A picture file and its folder, which names its class; single files have no folder. */
export interface Found {
  file: Blob;
  name: string;
  folder: string | undefined;
}

const PICTURE = /\.(jpe?g|png|webp|gif|bmp|avif|jfif|heic|tiff?)$/i;

/** The folder of a file's path. */
function folderOf(path: string): string | undefined {
  const parts = path.split("/").filter(Boolean);
  return parts.length > 1 ? parts.at(-2) : undefined;
}

/** Files from a file dialogue; files of a folder have its path. */
export const chosen = (files: File[]): { file: File; path: string }[] =>
  files.map((file) => ({ file, path: file.webkitRelativePath || file.name }));

/**
 * The picture files among some files, including pictures in zip files.
 *
 * @throws Error that names a broken zip file.
 */
export async function pictures(files: { file: File; path: string }[], lang: Lang): Promise<Found[]> {
  const found: Found[] = [];
  for (const { file, path } of files) {
    if (isHidden(path)) continue;
    if (/\.zip$/i.test(path) || file.type === "application/zip") found.push(...(await zipped(file, lang)));
    else if (PICTURE.test(path) || file.type.startsWith("image/")) {
      found.push({ file, name: file.name, folder: folderOf(path) });
    }
  }
  return found;
}

async function zipped(file: File, lang: Lang): Promise<Found[]> {
  const entries = await unzipped(file, (name) => PICTURE.test(name), "its pictures").catch((error: Error) => {
    throw new Error(text(lang, "badZip", { name: file.name, reason: error.message }));
  });
  return Object.entries(entries).map(([path, data]) => ({
    file: new Blob([data as Uint8Array<ArrayBuffer>]),
    name: path.split("/").at(-1)!,
    folder: folderOf(path),
  }));
}
