// Files that are dropped or pasted anywhere on the page go to the lesson that knows them.

import { current, go, lessonOf, nameOf } from "./route.ts";

/** A lesson that takes files. */
interface Taker extends HTMLElement {
  take?(files: (File | FileSystemEntry)[]): unknown;
}

/** MNIST's files, and others like them. */
const DIGITS = /idx[13]-ubyte(\.gz)?$/i;
/** A model's file, or a folder. */
const MODEL = /\.(keras|h5|hdf5|json|zip|onnx|safetensors|tflite|pb)$|^[^.]*$/i;
const PICTURE = /\.(jpe?g|png|gif|webp|avif|bmp|heic)$/i;
const TABLE = /\.(csv|tsv|txt)(\.gz)?$/i;

/** The lesson for these files. A lesson that is shown comes first if it takes their kind. */
function lessonFor(files: readonly File[]): string | undefined {
  const shown = nameOf(current());
  if (files.some(({ name }) => DIGITS.test(name))) return "digits";
  if (files.some(({ name, type }) => type.startsWith("image/") || PICTURE.test(name))) return shown === "model" ? "model" : "photos";
  if (files.some(({ name }) => TABLE.test(name))) return shown === "words" || shown === "model" ? shown : "neuron";
  return files.some(({ name }) => MODEL.test(name)) ? "model" : undefined;
}

function give(event: Event, data: DataTransfer | null): void {
  const files = [...(data?.files ?? [])];
  if (event.defaultPrevented || !files.length) return;
  const id = lessonFor(files);
  if (!id) return;
  event.preventDefault();
  // The browser empties the list as soon as the event is over.
  const entries = [...data!.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const taker = lessonOf(id === nameOf(current()) ? current() : go(id)) as Taker;
  void customElements.whenDefined(taker.localName).then(() => taker.take?.(entries.length ? entries : files));
}

/** Takes files from now on. */
export function takeFiles(): void {
  document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
  document.addEventListener("drop", (event) => give(event, event.dataTransfer));
  document.addEventListener("paste", (event) => give(event, event.clipboardData));
}
