import type { ErrorCode } from "../protocol/failure.ts";

export type { ErrorCode };

/**
 * An error of the library; all its errors are of this class. The message is for people, the other members for programs.
 */
export class PupilError extends Error {
  /** What kind of thing is wrong. */
  readonly code: ErrorCode;
  /** The layer that the error is about, if there is one. */
  readonly layer?: string;
  /** The option that the error is about, if there is one. */
  readonly option?: string;

  /** @internal */
  constructor(message: string, code: ErrorCode = "invalid", layer?: string) {
    super(message);
    this.name = "PupilError";
    this.code = code;
    // All messages name layers and options in the same form.
    const about = layer ?? /\blayer "([^"]+)"/.exec(message)?.[1];
    if (about !== undefined) this.layer = about;
    const option = /\boption "([^"]+)"/.exec(message)?.[1];
    if (option !== undefined) this.option = option;
  }
}
