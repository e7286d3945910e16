// Answers the calls of tables and linear models.

import type { TableCalls } from "../protocol/index.ts";
import { found, type Handlers } from "./handlers.ts";
import { beside, lazily } from "./modules.ts";
import type { WasmStepFit, WasmTable, WasmTables } from "./wasm.ts";
import { WORK_SLICE } from "./yield.ts";

/** A text in UTF-8. @throws Error when there is no such encoding, or the text is not in it. */
function inUtf8(name: string, bytes: Uint8Array, encoding: string): Uint8Array {
  if (encoding === "utf-8") return bytes;
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new Error(`${name}: encoding is ${JSON.stringify(encoding)}; expected a name such as "utf-8", "gb18030" or "windows-1252"`);
  }
  try {
    return new TextEncoder().encode(decoder.decode(bytes));
  } catch {
    throw new Error(`${name}: the file is not ${encoding}; give its encoding`);
  }
}

/** The module is loaded at the first call. */
export function tableHandlers(): Handlers<keyof TableCalls> {
  const tables = lazily<WasmTables>("tables", beside("pupil-tables.js"));
  const made = new Map<number, WasmTable>();
  const fits = new Map<number, WasmStepFit>();
  const table = (id: number) => found(made, id, "table");
  const fit = (id: number) => found(fits, id, "fit");
  return {
    async createTable({ id, name, bytes, options }) {
      const { Table, guessEncoding } = await tables();
      const { delimiter, header, decimal, encoding = guessEncoding(bytes) } = options;
      const created = new Table(name, inUtf8(name, bytes, encoding), delimiter, header, decimal);
      made.set(id, created);
      return { rows: created.rows, columns: created.columns(), dialect: { ...created.dialect(), encoding } };
    },
    disposeTable({ id }) {
      made.get(id)?.free();
      made.delete(id);
    },
    tableCells: ({ id, start, count }) => table(id).cells(start, count),
    describeTable: ({ id }) => table(id).describe(),
    tableHistogram: ({ id, column, bins }) => table(id).histogram(column, bins),
    tableValues: ({ id, column }) => table(id).values(column),
    prepareTable: ({ id, options }) => table(id).prepare(options),
    predictTable: ({ id, name, model }) => table(id).predict(name, model),
    fitLinear: async ({ x, y, fitIntercept }) => (await tables()).fitLinear(x.data, x.rows, y, fitIntercept),
    predictLinear: async ({ x, coef, intercept }) => (await tables()).predictLinear(x.data, x.rows, coef, intercept),
    predictProba: async ({ x, coef, intercept }) => (await tables()).predictProba(x.data, x.rows, coef, intercept),
    async createFit({ id, fit: source }) {
      const { Fit } = await tables();
      const { x, learningRate } = source;
      const created =
        source.kind === "linear"
          ? Fit.linear(x.data, x.rows, source.y, source.learningRate)
          : Fit.logistic(x.data, x.rows, source.y, source.classes, source.options, learningRate);
      fits.set(id, created);
      return created.state();
    },
    stepFit({ id, times }) {
      const driven = fit(id);
      const losses: number[] = [];
      const started = performance.now();
      while (losses.length < times && performance.now() - started < WORK_SLICE) {
        const done = driven.step(1);
        if (!done.length) break;
        losses.push(done[0]!);
      }
      return { losses: Float64Array.from(losses), state: driven.state() };
    },
    setFitRate: ({ id, rate }) => fit(id).setLearningRate(rate),
    disposeFit({ id }) {
      fits.get(id)?.free();
      fits.delete(id);
    },
    regressionScores: async ({ truth, predicted }) => (await tables()).regressionScores(truth, predicted),
    rocCurve: async ({ truth, scores }) => (await tables()).rocCurve(truth, scores),
  };
}
