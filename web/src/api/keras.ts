// How Keras objects are written: class and options.

import { shown } from "./check.ts";
import { PupilError } from "./error.ts";

/** A Keras object in its serialised form: its class and the options that were given. */
export interface KerasObject {
  /** The class, such as `"Dense"`. */
  class_name: string;
  /** Its options with Keras's names, in snake_case; missing options have Keras's defaults. */
  config: Record<string, unknown>;
}

/** `kernelSize` becomes `kernel_size`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

/** An error's text with the library's names of options: `option "batch_size"` becomes `option "batchSize"`. */
export const camelOptions = (message: string): string =>
  message.replace(/\boption "(\w+)"/g, (_, name: string) => `option "${camelCase(name)}"`);

/** The entries of an options object, none if it is undefined; `what` names the call in the error. */
function entries(what: string, options: object | undefined): [string, unknown][] {
  if (typeof (options ?? {}) === "object" && !Array.isArray(options)) return Object.entries(options ?? {});
  throw new PupilError(`${what}: the options are ${shown(options)}; expected an object`);
}

/**
 * Options with the library's names. They may be given in snake_case, too.
 *
 * @throws Error when an option is not known; `what` names the call.
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
 * Options with Keras's names. Undefined options are left out.
 *
 * @throws Error when an option is a function, NaN or infinite, which a config cannot hold; `what` names the class or the
 * call.
 */
export function snakeOptions(what: string, options: object | undefined): Record<string, unknown> {
  const given = entries(what, options).filter(([, value]) => value !== undefined);
  const wrong = given.find(([, value]) => typeof value === "function");
  if (wrong) throw new PupilError(`${what}: option "${wrong[0]}" is a function; expected a value, such as what it gives`);
  const infinite = given.find(([, value]) => typeof value === "number" && !Number.isFinite(value));
  if (infinite) throw new PupilError(`${what}: option "${infinite[0]}" is ${infinite[1]}; expected a finite number`);
  return Object.fromEntries(given.map(([key, value]) => [snakeCase(key), value]));
}

/** The Keras object of a class. */
export const keras = (className: string, options: object = {}): KerasObject => ({
  class_name: className,
  config: snakeOptions(className, options),
});

/**
 * A value as JSON has it, without functions and undefined members, so that it can be sent to the worker.
 *
 * @throws Error when it holds NaN or an infinite number, which JSON would turn into null; `what` names the call.
 */
export function plain<T>(what: string, value: T): T {
  const text = JSON.stringify(value, (key, member: unknown) => {
    if (typeof member !== "number" || Number.isFinite(member)) return member;
    const named = /^\d*$/.test(key) ? "a value" : `option "${camelCase(key)}"`;
    throw new PupilError(`${what}: ${named} is ${member}; expected a finite number`);
  });
  return JSON.parse(text) as T;
}
