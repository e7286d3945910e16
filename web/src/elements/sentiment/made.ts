// What a model's file says about its training, so that it can continue in this lesson.

import { defaults, type Form } from "./form.ts";

/** What is stored beside a model. */
export interface Extra {
  /** The data and sizes that the model was made for. */
  key: string;
  form: Form;
}

/** What a file says, under `training` beside the model. */
export interface Made extends Extra {
  /** See {@link Training.compiled}. */
  compiled: string;
}

/** Reads what a file says about its training. Any page may have written it: what is not a text stays as usual. */
export function readMade(training: string): Made {
  let found: Partial<Made> | null = null;
  try {
    found = JSON.parse(training) as Partial<Made> | null;
  } catch {
    // Another program's text.
  }
  const given = Object.entries(found?.form ?? {}).filter(([name, value]) => name in defaults && typeof value === "string");
  const { key, compiled } = found ?? {};
  return {
    key: typeof key === "string" ? key : "",
    form: { ...defaults, ...Object.fromEntries(given) },
    compiled: typeof compiled === "string" ? compiled : "",
  };
}
