// How the worker sends errors to the page.

/**
 * The kind of an error: a wrong value or option (`invalid`), the same in a layer (`layer`), a tensor's shape (`shape`),
 * a number that is not finite (`not-finite`), a class label (`label`), a name that is not supported (`unsupported`), a
 * file (`format`), too little memory (`memory`), a device that was lost (`device-lost`) or failed (`device`). Or an
 * object was disposed of (`disposed`), was lost with an engine that stopped (`engine-lost`), or something could not be
 * loaded (`load`).
 */
export type ErrorCode =
  | "invalid"
  | "shape"
  | "layer"
  | "not-finite"
  | "label"
  | "unsupported"
  | "format"
  | "memory"
  | "device-lost"
  | "device"
  | "disposed"
  | "engine-lost"
  | "load";

/** An error as a message. */
export interface Failure {
  code: ErrorCode;
  message: string;
  /** The layer that the error is about. */
  layer?: string | undefined;
}
