// Models from files and addresses.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";
import { ready } from "./engine.ts";
import { Model } from "./model.ts";
import type { ModelPart } from "../protocol/index.ts";

/** One file: its bytes, a File or Blob, a Response, or an address to fetch. */
type OneFile = Uint8Array | ArrayBuffer | Blob | Response | URL | string;

/**
 * A source for {@link loadModel}: a file, or several files of one model. A file is its bytes, a File or Blob, a Response,
 * or an address to fetch. Several files are a list of files with names, such as the `FileList` of an input.
 */
export type ModelFile = OneFile | FileList | readonly File[] | readonly ModelPart[];

const EXPECTED = "an address, a Response, a Blob or File, a list of Files, an ArrayBuffer or a Uint8Array";

/**
 * A model from a file of Keras (`.keras`, `.h5`, a JSON config), Teachable Machine, TensorFlow.js (`model.json` with its
 * weights, or a zip archive of them) or Pupil (`.safetensors`). What a file is is told by its bytes, not by its name.
 *
 * The address of a `model.json` also fetches the files with the weights beside it. An address that ends with `/` stands
 * for the `model.json` there. A config and a file of weights, or a model and its `labels.txt`, can be opened together as
 * a list.
 *
 * @throws Error when a file cannot be fetched, which names the address; when it is no model, which says what it is; and
 * when the model has a layer that is not supported, which names the layer.
 */
export async function loadModel(source: ModelFile): Promise<Model> {
  if (isList(source)) {
    const files = await Promise.all(Array.from(source as ArrayLike<File | ModelPart>, part));
    if (files.length === 0) throw new PupilError("loadModel: the list of files is empty");
    return Model.fromFiles(files);
  }
  if (source instanceof Uint8Array) return Model.fromFile(source);
  if (source instanceof ArrayBuffer) return Model.fromFile(new Uint8Array(source));
  if (source instanceof Blob) return Model.fromFiles([await part(source as File)]);
  const response = source instanceof Response ? source : await fetched(source as URL | string);
  const from = response.url || (source instanceof Response ? "the response" : String(source));
  const bytes = await bytesOf(response, from);
  // The engine opens first, so that an error below is about the file, not about the engine.
  await ready();
  const beside = response.url ? await partsBeside(bytes, response.url) : [];
  return Model.fromFiles([{ name: nameOf(from), bytes }, ...beside]).catch((error: PupilError) => {
    const type = response.headers.get("content-type") ?? "no content type";
    throw new PupilError(`${from} (${bytes.length} bytes, ${type}): ${error.message}`, error.code, error.layer);
  });
}

function isList(source: unknown): source is ArrayLike<unknown> {
  return Array.isArray(source) || (typeof FileList !== "undefined" && source instanceof FileList);
}

/** A file of a list, with the folders before its name if it was chosen with its folder. */
async function part(file: File | ModelPart, at = 0): Promise<ModelPart> {
  if (file instanceof Blob) {
    return { name: file.webkitRelativePath || file.name || "", bytes: new Uint8Array(await file.arrayBuffer()) };
  }
  if (typeof file?.name === "string" && file.bytes instanceof Uint8Array) return file;
  throw new PupilError(`loadModel: file ${at} of the list is ${shown(file)}; expected a File, or { name, bytes }`);
}

const nameOf = (address: string): string => new URL(address, "http://x/").pathname.split("/").at(-1)!;

async function bytesOf(response: Response, from: string): Promise<Uint8Array> {
  if (!response.ok) throw new PupilError(`${from}: the server answered ${response.status} ${response.statusText}`.trimEnd(), "load");
  return new Uint8Array(await response.arrayBuffer());
}

async function fetched(address: URL | string): Promise<Response> {
  if (typeof address !== "string" && !(address instanceof URL)) {
    throw new PupilError(`loadModel: the source is ${shown(address)}; expected ${EXPECTED}`);
  }
  const base = typeof document === "undefined" ? undefined : document.baseURI;
  try {
    const url = new URL(address, base);
    return await fetch(url.pathname.endsWith("/") ? new URL("model.json", url) : url);
  } catch (error) {
    throw new PupilError(`loadModel: ${address} could not be fetched (${(error as Error).message})`, "load");
  }
}

/** The files beside a `model.json` of TensorFlow.js that belong to it: its weights, and Teachable Machine's labels. */
async function partsBeside(bytes: Uint8Array, address: string): Promise<ModelPart[]> {
  // A brace, maybe after a mark of the byte order. Other files are not read as text.
  if (bytes[0] !== 0x7b && bytes[3] !== 0x7b) return [];
  let json: { format?: string; modelTopology?: object; weightsManifest?: { paths?: unknown[] }[] };
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return [];
  }
  if (!json.modelTopology || json.format === "graph-model" || !Array.isArray(json.weightsManifest)) return [];
  const paths = json.weightsManifest.flatMap((group) => group?.paths ?? []).filter((path) => typeof path === "string");
  const parts = paths.map(async (path) => {
    const url = new URL(path, address).href;
    return { name: path, bytes: await bytesOf(await fetched(url), url) };
  });
  // Only Teachable Machine leaves the format out.
  const labels = json.format === undefined ? fetch(new URL("metadata.json", address)).catch(() => undefined) : undefined;
  const all = await Promise.all(parts);
  const found = await labels;
  if (found?.ok) all.push({ name: "metadata.json", bytes: new Uint8Array(await found.arrayBuffer()) });
  return all;
}
