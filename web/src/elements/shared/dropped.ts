// Files and folders that were dropped.

/** A file and its path from the folder that was dropped. */
export interface FoundFile {
  file: File;
  path: string;
}

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
