// Packages that are loaded when they are first imported.

import names from "pupil:packages";
import { bytesAt } from "./blocking.ts";

/** A module: its file's name in tracebacks, its source, and whether it is a package. */
export type Module = [string, string, boolean];

/** The modules of a package's file: a line of JSON that lists them with the bytes of their sources, then the sources. */
function modulesOf(bytes: Uint8Array): Map<string, Module> {
  const text = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  let at = bytes.indexOf(10);
  const listed = JSON.parse(text(0, at)) as [name: string, file: string, isPackage: boolean, size: number][];
  at += 1;
  return new Map(listed.map(([name, file, isPackage, size]) => [name, [file, text(at, (at += size)), isPackage]]));
}

export class Packages {
  readonly #warn: (message: string) => void;
  #loaded = new Map<string, Map<string, Module>>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** A module's source; undefined if it is in none of these packages. */
  module(name: string): Module | undefined {
    const top = name.split(".")[0]!;
    if (!names.includes(top)) return undefined;
    let modules = this.#loaded.get(top);
    if (!modules) {
      const url = new URL(`pupil-python-${top}.txt`, import.meta.url).href;
      const bytes = bytesAt(url);
      if (!bytes) {
        this.#warn(`The package ${top} could not be loaded from ${url}.\n`);
        return undefined;
      }
      modules = modulesOf(bytes);
      this.#loaded.set(top, modules);
    }
    return modules.get(name);
  }
}
