// Texts as the inputs of models that begin with a layer of texts. The worker makes numbers of them, as that layer says.

import { call } from "./engine.ts";
import { PupilError } from "./error.ts";
import type { Input, Inputs, Tensors, TextTensor } from "./types.ts";

const isList = (value: unknown): value is readonly string[] => Array.isArray(value) && typeof value[0] === "string";

const isTexts = (value: unknown): boolean =>
  isList(value) || (typeof value === "object" && value !== null && Array.isArray((value as TextTensor).texts));

/** True for inputs of which at least one holds texts. */
export function hasTexts(x: unknown): x is Inputs {
  if (typeof x !== "object" || x === null || ArrayBuffer.isView(x)) return false;
  // Of a long list of something else, such as batches, only the first entries are looked at.
  return isTexts(x) || (Array.isArray(x) ? x.slice(0, 1000) : Object.values(x)).some(isTexts);
}

function checkedInput(what: string, input: Input): Input {
  if (!isTexts(input)) return input;
  const list = isList(input);
  const { texts, shape } = list ? { texts: [...input], shape: [input.length, 1] } : (input as TextTensor);
  const wrong = texts.findIndex((text) => typeof text !== "string");
  if (wrong >= 0) throw new PupilError(`${what}: text ${wrong} is ${typeof texts[wrong]}; expected a string`);
  const sized = Array.isArray(shape) && shape.reduce((product, n) => product * n, 1) === texts.length;
  if (!sized) throw new PupilError(`${what}: shape is ${JSON.stringify(shape)}, but there are ${texts.length} texts`);
  return { texts, shape };
}

/** The numbers of a model's inputs; inputs without texts are returned as they are. */
export async function numbersOf<X>(what: string, model: () => Promise<number>, x: X | Inputs): Promise<X | Tensors> {
  if (!hasTexts(x)) return x as X;
  const one = (input: Input) => checkedInput(what, input);
  const all = isTexts(x) ? [one(x as Input)]
    : Array.isArray(x) ? (x as Input[]).map(one)
    : Object.fromEntries(Object.entries(x).map(([name, input]) => [name, one(input as Input)]));
  return call("textsToNumbers", { model: await model(), what, x: all });
}
