// How Keras objects are written: class and options.

/** A Keras object in its serialised form: its class and the options that were given. */
export interface KerasObject {
  class_name: string;
  config: Record<string, unknown>;
}

/** `kernelSize` as `kernel_size`. */
export const snakeCase = (name: string): string => name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);

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
