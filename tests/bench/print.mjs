// Prints the table as Markdown.

const TITLES = {
  pupil: "Pupil",
  "pupil-old": "old Pupil",
  "pupil-webgpu": "Pupil webgpu",
  "tfjs-wasm": "TensorFlow.js wasm",
  "tfjs-cpu": "TensorFlow.js cpu",
  "tfjs-webgpu": "TensorFlow.js webgpu",
  onnxruntime: "onnxruntime-web",
  jax: "jax-js",
  burn: "Burn",
};

/** A candidate's name as a heading. */
const title = (name) => TITLES[name] ?? name;

const digits = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toPrecision(3));

/** A time with its quartiles, such as "8.08 ms (7.91 to 8.30)". */
export const seconds = ({ milliseconds, lower, upper }) => `${digits(milliseconds)} ms (${digits(lower)} to ${digits(upper)})`;

/** Billions of operations a second, for a product that takes `milliseconds`. */
const gflops = ({ m, k, n }, milliseconds) => (2 * m * k * n) / (milliseconds * 1e6);

/** A cell; longer explanations go into `notes`. */
function cell(row, name, result, limit, notes) {
  if (result === undefined || result.unable) return "-";
  if (result.error) {
    const note = `${title(name)}: ${result.error.split("\n")[0].slice(0, 160)}`;
    if (!notes.includes(note)) notes.push(note);
    return `cannot (${notes.indexOf(note) + 1})`;
  }
  if (result.over) return `> ${result.over / 1000} s`;
  // The limit is a single best measurement, from a moment without other programs.
  if (row.kind === "limit") return `${digits(limit / 1e9)} GFLOP/s`;
  if (row.kind !== "product") return seconds(result);
  const [rate, least, most] = [result.milliseconds, result.upper, result.lower].map((time) => gflops(row, time));
  const share = name === "pupil" ? `, ${((1e11 * rate) / limit).toFixed(0)} %` : "";
  return `${digits(rate)} GFLOP/s (${digits(least)} to ${digits(most)}${share})`;
}

/** How many times as long as Pupil the fastest other engine takes. */
function ratio(results, ours, others) {
  const measured = others.filter((name) => results[name]?.milliseconds);
  if (measured.length === 0) return "-";
  const best = measured.reduce((a, b) => (results[b].milliseconds < results[a].milliseconds ? b : a));
  const times = (results[best].milliseconds / results[ours].milliseconds).toFixed(2);
  return others.length > 1 ? `${times} (${title(best)})` : times;
}

/** A row's title, marked if the row has too few quiet rounds. */
const rowTitle = ({ row, noise }) => (noise.noisy ? `${row.title} (noisy)` : row.title);

function markdown(measured, columns, notes) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const noisy = measured.filter(({ noise }) => noise.noisy);
  const remarks = noisy.length
    ? [`(noisy): the multiply-add limit moved by up to ${(100 * Math.max(...noisy.map(({ noise }) => noise.moved))).toFixed(0)} % within these rows; measure them again on a quieter machine.`]
    : [];
  const numbered = notes.map((note, index) => `${index + 1}. ${note}`);
  return [
    line(columns.map(([heading]) => heading)),
    `|${"---|".repeat(columns.length)}`,
    ...measured.map((entry) => line(columns.map(([, content]) => content(entry)))),
    ...[remarks, numbered].flatMap((part) => (part.length ? ["", ...part] : [])),
  ];
}

/**
 * `{ lines }` of Markdown. `browser` and `native` are the names of the columns, with Pupil's first; `limit` is the best
 * multiply-add limit, in operations a second.
 */
export function table(measured, browser, native, limit) {
  const [ours, ...others] = browser;
  const notes = [];
  const cells = (names) => names.map((name) => [title(name), ({ row, results }) => cell(row, name, results[name], limit, notes)]);
  const compared = (heading, others) =>
    others.length === 0 ? [] : [[heading, ({ results }) => ratio(results, ours, others)]];
  const columns = [
    ["workload", rowTitle],
    ...cells(browser),
    ...compared("fastest other / Pupil", others),
    ...cells(native),
    ...compared(`${native[0]} / Pupil`, native.slice(0, 1)),
  ];
  return { lines: markdown(measured, columns, notes) };
}

/** A slowdown of less than this share is not reported. */
const NOTICED = 0.05;

/** True if `now` is slower than `old` by more than chance explains: the quartiles do not overlap either. */
export const isSlower = (now, old) =>
  now.milliseconds > (1 + NOTICED) * old.milliseconds && now.milliseconds > old.upper && old.milliseconds < now.lower;

/**
 * `{ lines, slower }` of a race between two builds of Pupil's engine; `slower` has the titles of the rows that became
 * slower.
 */
export function comparison(measured, now, old) {
  const rows = measured.filter(({ row }) => row.kind !== "limit");
  const notes = [];
  const timed = ({ results }) => results[now].milliseconds && results[old].milliseconds;
  const columns = [
    ["workload", rowTitle],
    ...[[now, "new"], [old, "old"]].map(([name, heading]) => [heading, ({ row, results }) => cell(row, name, results[name], 0, notes)]),
    ["new / old", (entry) => (timed(entry) ? (entry.results[now].milliseconds / entry.results[old].milliseconds).toFixed(3) : "-")],
  ];
  const slower = rows.filter((entry) => timed(entry) && isSlower(entry.results[now], entry.results[old])).map(rowTitle);
  return { lines: [...markdown(rows, columns, notes), "", `slower: ${slower.join("; ") || "none"}`], slower };
}
