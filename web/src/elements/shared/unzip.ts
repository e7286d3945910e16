// Files in zip archives.

import { unzip, type Unzipped } from "fflate";
import { isHidden } from "./dropped.ts";

/** The most bytes that the files of an archive may unpack to: a small archive can claim to hold any number. */
const LARGEST = 1 << 30;

/**
 * Unpacks the files of a zip archive for whose paths `wanted` returns true. Hidden files and folders are left out.
 *
 * @throws Error when the archive is broken, or the files unpack to more than a gigabyte; `what` names them there.
 */
export async function unzipped(file: Blob, wanted: (path: string) => boolean, what: string): Promise<Unzipped> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let size = 0;
  return new Promise((resolve, reject) => {
    const filter = ({ name, originalSize }: { name: string; originalSize: number }) => {
      if (name.endsWith("/") || isHidden(name) || !wanted(name)) return false;
      size += originalSize;
      if (size > LARGEST) throw new Error(`${what} unpack to more than ${LARGEST >> 20} MB`);
      return true;
    };
    unzip(bytes, { filter }, (error, files) => (error ? reject(error) : resolve(files)));
  });
}
