// Where the library's files are: worker, modules, models. They are beside `pupil.js`, unless a bundler moved that.

/** The folder is shared by all files of ours that a page loads. */
const FOLDER = Symbol.for("pupil-files");

const place = globalThis as { [FOLDER]?: string };

/** Sets the folder. */
export function setFiles(folder: URL): void {
  place[FOLDER] = folder.href;
}

/** The folder that was set; undefined if the files are beside this one. */
export const filesFolder = (): string | undefined => place[FOLDER];

/** The address of a file of the library. */
export const fileUrl = (name: string): string => new URL(name, place[FOLDER] ?? import.meta.url).href;
