// How Keras objects are written: class and options.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";

/** A Keras object in its serialised form: its class and the options that were given. */
export interface KerasObject {
  /** The class, such as `"Dense"`. */
  class_name: string;
  /** Its options under Keras's names, in snake_case; those that are not given have Keras's defaults. */
  config: Record<string, unknown>;
}

/** `kernelSize` as `kernel_size`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

/** An error's text that names options as the library does: `option "batch_size"` as `option "batchSize"`. */
export const camelOptions = (message: string): string =>
  message.replace(/\boption "(\w+)"/g, (_, name: string) => `option "${camelCase(name)}"`);

/** The options that were given, none for undefined; `what` names the call in the error. */
function entries(what: string, options: object | undefined): [string, unknown][] {
  if (typeof (options ?? {}) === "object" && !Array.isArray(options)) return Object.entries(options ?? {});
  throw new PupilError(`${what}: the options are ${shown(options)}; expected an object`);
}

/**
 * Options under the names that the library has, given so or in snake_case.
 *
 * @throws Error when one is not known; `what` names the call.
 */
export function known<T extends object>(what: string, options: T | undefined, names: readonly (keyof T & string)[]): T {
  const found: Record<string, unknown> = {};
  for (const [key, value] of entries(what, options)) {
    const name = camelCase(key);
    if (!(names as readonly string[]).includes(name)) {
      throw new PupilError(`${what}: option ${JSON.stringify(key)} is not known; there are: ${names.join(", ")}`);
    }
    found[name] = value;
  }
  return found as T;
}

/**
 * Options with Keras's names; those that are undefined are left out.
 *
 * @throws Error when one is a function, of which a config would hold nothing; `what` names the class or call.
 */
export function snakeOptions(what: string, options: object | undefined): Record<string, unknown> {
  const given = entries(what, options).filter(([, value]) => value !== undefined);
  const wrong = given.find(([, value]) => typeof value === "function");
  if (wrong) throw new PupilError(`${what}: option "${wrong[0]}" is a function; expected a value, such as what it gives`);
  return Object.fromEntries(given.map(([key, value]) => [snakeCase(key), value]));
}

/** The object of a class. */
export const keras = (className: string, options: object = {}): KerasObject => ({
  class_name: className,
  config: snakeOptions(className, options),
});

/** What JSON has of a value: without what is undefined, and without functions. It can be sent to the worker. */
export const plain = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
