// Arrays from files of numbers.

import { call } from "./engine.ts";
import { partsOf, type ModelFile } from "./parts.ts";
import type { Tensor } from "./types.ts";

/**
 * The arrays of files of numbers, by their names, as NumPy's `load` gives them: NumPy's `.npy` and `.npz`, IDX (MNIST's
 * format) and CSV tables of pixels (Kaggle's), also within gzip or a zip archive. What a file is is told by its bytes.
 *
 * Unsigned bytes stay a `Uint8Array`, and all other numbers become a `Float32Array`. In `.npz` the arrays have names. The
 * name of any other array is that of its file without ending. A table has the arrays `pixels` and, if it has such a
 * column, `label`. If several files have arrays of one name, the file's name and `/` come before it.
 *
 * @throws Error when a file cannot be fetched or read; the message names the file.
 */
export async function loadArrays(source: ModelFile): Promise<Record<string, Tensor>> {
  const { files } = await partsOf("loadArrays", source);
  return call("readArrays", { files });
}
