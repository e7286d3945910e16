import type { ErrorCode } from "../protocol/failure.ts";

export type { ErrorCode };

/** What is wrong with a call: the message says it in words, the rest is for programs. Every error of the library is one. */
export class PupilError extends Error {
  /** What kind of thing is wrong. */
  readonly code: ErrorCode;
  /** The layer that it is about, where it is about one. */
  readonly layer?: string;
  /** The option that it is about, where it is about one. */
  readonly option?: string;

  /** @internal */
  constructor(message: string, code: ErrorCode = "invalid", layer?: string) {
    super(message);
    this.code = code;
    if (layer !== undefined) this.layer = layer;
    // Messages name options alike everywhere, so that the library can write them as it does itself.
    const option = /\boption "([^"]+)"/.exec(message)?.[1];
    if (option !== undefined) this.option = option;
  }
}
