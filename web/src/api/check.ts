// How errors name values, and checks that several calls share.

import { PupilError } from "./error.ts";

/** A value in few words, for errors. */
export function shown(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}..` : value);
  if (typeof value === "function") return "a function";
  if (Array.isArray(value)) return value.length ? "a list" : "an empty list";
  if (typeof value !== "object" || value === null) return String(value);
  // Not the constructor's name, which is changed in a minified file.
  const kind = Object.prototype.toString.call(value).slice(8, -1);
  if (kind !== "Object") return `${/^[AEIO]/.test(kind) ? "an" : "a"} ${kind}`;
  const [a, b, c, ...more] = Object.keys(value);
  return a === undefined ? "{}" : `{ ${[a, b, c].filter(Boolean).join(", ")}${more.length ? ", .." : ""} }`;
}

/** A whole number from `least` to `most`; `what` names it in the error. */
export function whole(what: string, value: unknown, least: number, most = Infinity): number {
  if (Number.isInteger(value) && (value as number) >= least && (value as number) <= most) return value as number;
  const range = most === Infinity ? `of at least ${least}` : `from ${least} to ${most.toLocaleString("en")}`;
  throw new PupilError(`${what} is ${shown(value)}; expected a whole number ${range}`);
}
