// Which column of a table is to be predicted: guessed by its name. A column that repeats another is no target, and one
// that repeats the target is no feature.

import type { Table } from "../../../api/index.ts";

type Column = { name: string; values: ArrayLike<number | string | boolean | null> };

/** Names of columns that are usually the target, the surest first. */
const NAMES = [
  /^(target|label|labels|y)$/i,
  /^(survived|outcome|diagnosis|churn|price|saleprice|species)$/i,
  /(^|[_ ])(target|label|price|value)$/i,
  /^(class|quality|sales|salary|income|medv|mpg|tip|result|score)$/i,
];

/** Categories of columns that may repeat each other at most; more are names or texts. */
const MOST_CATEGORIES = 60;

/** Numbers that follow from each other on a straight line, up to rounding. */
const ALIKE = 1 - 1e-9;

/** Rows and columns that are compared at most: enough to tell, and quick. */
const MOST_ROWS = 20_000;
const MOST_COLUMNS = 60;

const missing = (value: number | string | boolean | null): boolean => value === null || Number.isNaN(value);

/** True if numbers follow from numbers on a straight line. */
function inLine(a: Column["values"], b: Column["values"]): boolean {
  const rows = Array.from({ length: a.length }, (_, row) => row).filter((row) => !Number.isNaN(a[row] as number) && !Number.isNaN(b[row] as number));
  const mean = (values: Column["values"]) => rows.reduce((sum, row) => sum + (values[row] as number), 0) / rows.length;
  // The means first: differences of large sums of squares would be rounding errors.
  const [meanA, meanB] = [mean(a), mean(b)];
  let [va, vb, cov] = [0, 0, 0];
  for (const row of rows) {
    const [x, y] = [(a[row] as number) - meanA, (b[row] as number) - meanB];
    va += x * x;
    vb += y * y;
    cov += x * y;
  }
  return rows.length > 2 && va > 0 && vb > 0 && (cov * cov) / (va * vb) > ALIKE;
}

/** True if each category of one column is always with the same category of the other. */
function inPairs(a: Column["values"], b: Column["values"]): boolean {
  const [there, back] = [new Map<unknown, unknown>(), new Map<unknown, unknown>()];
  for (let row = 0; row < a.length; row += 1) {
    const [x, y] = [a[row]!, b[row]!];
    if (missing(x) || missing(y)) continue;
    if (there.has(x) ? there.get(x) !== y : back.has(y)) return false;
    there.set(x, y);
    back.set(y, x);
    if (there.size > MOST_CATEGORIES) return false;
  }
  return there.size > 1;
}

/** True if two columns say the same. */
export function repeats({ values: a }: Column, { values: b }: Column): boolean {
  const numbers = a instanceof Float64Array && b instanceof Float64Array;
  return numbers ? inLine(a, b) || inPairs(a, b) : inPairs(a, b);
}

/** For each column the others that say the same. */
export async function repetitions(table: Table): Promise<Map<string, string[]>> {
  const names = table.columns.filter(({ missing: gaps }) => gaps < table.rows).map(({ name }) => name);
  const columns = await Promise.all(
    names.slice(0, MOST_COLUMNS).map(async (name): Promise<Column> => ({ name, values: (await table.values(name)).slice(0, MOST_ROWS) })),
  );
  const found = new Map<string, string[]>();
  columns.forEach((one, at) =>
    columns.slice(at + 1).forEach((other) => {
      if (!repeats(one, other)) return;
      found.set(one.name, [...(found.get(one.name) ?? []), other.name]);
      found.set(other.name, [...(found.get(other.name) ?? []), one.name]);
    }),
  );
  return found;
}

/** The column to predict: by its name, or the last one; never one that repeats an earlier one. */
export function guessTarget(names: readonly string[], repeated: ReadonlyMap<string, readonly string[]>): string {
  const own = names.filter((name, at) => !(repeated.get(name) ?? []).some((other) => names.indexOf(other) < at));
  for (const pattern of NAMES) {
    const found = own.find((name) => pattern.test(name));
    if (found !== undefined) return found;
  }
  return own.at(-1) ?? names.at(-1)!;
}
