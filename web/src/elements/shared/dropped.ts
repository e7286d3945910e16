// Files and folders that were dropped.

/** A file and its path from the folder that was dropped. */
export interface FoundFile {
  file: File;
  path: string;
}

/** True for hidden files, and for the side files of macOS in zip archives. */
export const isHidden = (path: string): boolean => /(^|\/)(\.|__MACOSX)/.test(path);

/** The files that were chosen in a dialogue. It clears the dialogue, so that the same files can be chosen again. */
export function chosenFiles(event: Event): File[] {
  const input = event.target as HTMLInputElement;
  const files = [...(input.files ?? [])];
  input.value = "";
  return files;
}

/** The files as `loadModel` and `loadArrays` take them: with their paths, because files of a folder may have one name. */
export const withPaths = (files: readonly FoundFile[]): Promise<{ name: string; bytes: Uint8Array }[]> =>
  Promise.all(files.map(async ({ file, path }) => ({ name: path.replace(/^\//, ""), bytes: new Uint8Array(await file.arrayBuffer()) })));

function readEntries(reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> {
  return new Promise((resolve, reject) => reader.readEntries(resolve, reject));
}

async function walk(entry: FileSystemEntry, found: FoundFile[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    found.push({ file, path: entry.fullPath });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  // A folder's entries arrive a hundred at a time.
  for (let part = await readEntries(reader); part.length; part = await readEntries(reader)) {
    for (const inner of part) await walk(inner, found);
  }
}

/** What was dropped, while its event lasts: entries where the browser has them, which may be folders, otherwise files. */
export function droppedOf(data: DataTransfer): (File | FileSystemEntry)[] {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  return entries.length ? entries : [...data.files];
}

/** All of these files, including files in folders. */
export async function filesIn(given: readonly (File | FileSystemEntry)[]): Promise<FoundFile[]> {
  const found: FoundFile[] = [];
  for (const one of given) {
    // A file of a folder that was chosen has its path.
    if (one instanceof File) found.push({ file: one, path: one.webkitRelativePath || one.name });
    else await walk(one, found);
  }
  return found;
}

/** All files of a drop, including files in folders. */
export const dropped = (data: DataTransfer): Promise<FoundFile[]> => filesIn(droppedOf(data));
