import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

/** All files of a folder and of the folders in it, sorted, with slashes. */
export const filesIn = (folder) =>
  readdirSync(folder, { recursive: true })
    .map((name) => name.replaceAll("\\", "/"))
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();
