// Packages that are loaded when they are first imported.

import names from "pupil:packages";
import { bytesAt } from "./blocking.ts";

/** A module: its file's name in tracebacks, its source, and whether it is a package. */
export type Module = [string, string, boolean];

export class Packages {
  readonly #warn: (message: string) => void;
  #loaded = new Map<string, Record<string, Module>>();

  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** A module's source; undefined if it is in none of these packages. */
  module(name: string): Module | undefined {
    const top = name.split(".")[0]!;
    if (!names.includes(top)) return undefined;
    let modules = this.#loaded.get(top);
    if (!modules) {
      const url = new URL(`pupil-python-${top}.json`, import.meta.url).href;
      const bytes = bytesAt(url);
      if (!bytes) {
        this.#warn(`The package ${top} could not be loaded from ${url}.\n`);
        return undefined;
      }
      modules = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, Module>;
      this.#loaded.set(top, modules);
    }
    return Object.hasOwn(modules, name) ? modules[name] : undefined;
  }
}
