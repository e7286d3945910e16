// How Keras objects are written: class and options.

/** A Keras object in its serialised form: its class and the options that were given. */
export interface KerasObject {
  class_name: string;
  config: Record<string, unknown>;
}

/** `kernelSize` as `kernel_size`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

const camelCase = (name: string): string => name.replace(/_([a-z0-9])/g, (_, c: string) => c.toUpperCase());

/**
 * Options under the names that the library has, given so or in snake_case.
 *
 * @throws Error when one is not known; `what` names the call.
 */
export function known<T extends object>(what: string, options: T | undefined, names: readonly (keyof T & string)[]): T {
  const found: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options ?? {})) {
    const name = camelCase(key);
    if (!(names as readonly string[]).includes(name)) {
      throw new Error(`${what}: option ${JSON.stringify(key)} is not known; there are: ${names.join(", ")}`);
    }
    found[name] = value;
  }
  return found as T;
}

/** Options with Keras's names; those that are undefined are left out. */
export function snakeOptions(options: object): Record<string, unknown> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given.map(([key, value]) => [snakeCase(key), value]));
}

/** The object of a class. */
export const keras = (className: string, options: object = {}): KerasObject => ({
  class_name: className,
  config: snakeOptions(options),
});
