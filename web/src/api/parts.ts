// The files of a model, from what a page hands in.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import type { ModelPart } from "../protocol/index.ts";

/** One file: its bytes, a File or Blob, a Response, or an address to fetch. */
type OneFile = Uint8Array | ArrayBuffer | Blob | Response | URL | string;

/**
 * A model's file, or several files of one model. A file is its bytes, a File or Blob, a Response, or an address to fetch.
 * Several files are a list of files with names, such as the `FileList` of an input.
 */
export type ModelFile = OneFile | FileList | readonly File[] | readonly ModelPart[];

const EXPECTED = "an address, a Response, a Blob or File, a list of Files, an ArrayBuffer or a Uint8Array";

/** Files, and for those that were fetched the address and the type that the server gave. */
export interface Parts {
  files: ModelPart[];
  fetched?: { from: string; type: string };
}

/**
 * The files of a source; `what` names the call in errors. An address of a `model.json` also gives the files beside it.
 *
 * @throws Error when a file cannot be fetched, which names the address, or the source is something else.
 */
export async function partsOf(what: string, source: ModelFile): Promise<Parts> {
  if (isList(source)) {
    const files = await Promise.all(Array.from(source as ArrayLike<File | ModelPart>, (file, at) => part(what, file, at)));
    if (files.length === 0) throw new PupilError(`${what}: the list of files is empty`);
    return { files };
  }
  if (source instanceof Uint8Array) return { files: [{ name: "", bytes: source }] };
  if (source instanceof ArrayBuffer) return { files: [{ name: "", bytes: new Uint8Array(source) }] };
  if (source instanceof Blob) return { files: [await part(what, source as File, 0)] };
  const response = source instanceof Response ? source : await fetched(what, source as URL | string);
  const from = response.url || (source instanceof Response ? "the response" : String(source));
  const bytes = await bytesOf(response, from);
  const beside = response.url && isJson(bytes) ? await partsBeside(what, bytes, response.url) : [];
  const type = response.headers.get("content-type") ?? "no content type";
  return { files: [{ name: nameOf(from), bytes }, ...beside], fetched: { from, type } };
}

function isList(source: unknown): source is ArrayLike<unknown> {
  return Array.isArray(source) || (typeof FileList !== "undefined" && source instanceof FileList);
}

/** A file of a list, with the folders before its name if it was chosen with its folder. */
async function part(what: string, file: File | ModelPart, at: number): Promise<ModelPart> {
  if (file instanceof Blob) {
    return { name: file.webkitRelativePath || file.name || "", bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  if (typeof file?.name === "string" && file.bytes instanceof Uint8Array) return file;
  throw new PupilError(`${what}: file ${at} of the list is ${shown(file)}; expected a File, or { name, bytes }`);
}

const nameOf = (address: string): string => new URL(address, "http://x/").pathname.split("/").at(-1)!;

async function bytesOf(response: Response, from: string): Promise<Uint8Array> {
  if (!response.ok) throw new PupilError(`${from}: the server answered ${response.status} ${response.statusText}`.trimEnd(), "load");
  return new Uint8Array(await response.arrayBuffer());
}

async function fetched(what: string, address: URL | string): Promise<Response> {
  if (typeof address !== "string" && !(address instanceof URL)) {
    throw new PupilError(`${what}: the source is ${shown(address)}; expected ${EXPECTED}`);
  }
  const base = typeof document === "undefined" ? undefined : document.baseURI;
  try {
    const url = new URL(address, base);
    return await fetch(url.pathname.endsWith("/") ? new URL("model.json", url) : url);
  } catch (error) {
    throw new PupilError(`${what}: ${address} could not be fetched (${(error as Error).message})`, "load");
  }
}

/** True if a file begins with a brace, maybe after a mark of the byte order. */
const isJson = (bytes: Uint8Array): boolean => bytes[0] === 0x7b || bytes[3] === 0x7b;

/** The files that belong to a JSON file, if it is a `model.json`. Few pages need the code for that. */
async function partsBeside(what: string, bytes: Uint8Array, address: string): Promise<ModelPart[]> {
  const { besideModelJson } = await import("./beside.ts");
  return besideModelJson(bytes, address, async (url) => bytesOf(await fetched(what, url), url));
}
