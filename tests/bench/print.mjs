// The table as Markdown.

const TITLES = {
  pupil: "Pupil",
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

/** Billions of operations a second; a limit is what was reached once, in a moment without neighbours. */
const gflops = (row, result) =>
  row.kind === "limit"
    ? result.flops / (result.fastest * 1e6)
    : (2 * row.m * row.k * row.n) / (result.milliseconds * 1e6);

/** A cell; what needs more words goes into `notes`. */
function cell(row, name, result, limit, notes) {
  if (result === undefined || result.unable) return "-";
  if (result.error) {
    const note = `${title(name)}: ${result.error.split("\n")[0].slice(0, 160)}`;
    if (!notes.includes(note)) notes.push(note);
    return `cannot (${notes.indexOf(note) + 1})`;
  }
  if (result.over) return `> ${result.over / 1000} s`;
  if (row.kind !== "limit" && row.kind !== "product") return `${digits(result.milliseconds)} ms`;
  const rate = gflops(row, result);
  const share = row.kind === "product" && name === "pupil" ? ` (${((100 * rate) / limit).toFixed(0)} %)` : "";
  return `${digits(rate)} GFLOP/s${share}`;
}

/** How many times as long as ours the fastest of others takes. */
function ratio(results, ours, others) {
  const measured = others.filter((name) => results[name]?.milliseconds);
  if (measured.length === 0) return "-";
  const best = measured.reduce((a, b) => (results[b].milliseconds < results[a].milliseconds ? b : a));
  const times = (results[best].milliseconds / results[ours].milliseconds).toFixed(2);
  return others.length > 1 ? `${times} (${title(best)})` : times;
}

/** Lines of Markdown; `browser` and `native` are the names of the columns, ours the first. */
export function table(measured, browser, native) {
  const [ours, ...others] = browser;
  const measuredLimit = measured.find(({ row }) => row.kind === "limit");
  const limit = measuredLimit && gflops(measuredLimit.row, measuredLimit.results[ours]);
  const notes = [];
  const cells = (names) => names.map((name) => [title(name), ({ row, results }) => cell(row, name, results[name], limit, notes)]);
  const compared = (heading, others) =>
    others.length === 0 ? [] : [[heading, ({ results }) => ratio(results, ours, others)]];
  const columns = [
    ["workload", ({ row }) => row.title],
    ...cells(browser),
    ...compared("fastest other / Pupil", others),
    ...cells(native),
    ...compared(`${native[0]} / Pupil`, native.slice(0, 1)),
  ];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [
    line(columns.map(([heading]) => heading)),
    `|${"---|".repeat(columns.length)}`,
    ...measured.map((entry) => line(columns.map(([, content]) => content(entry)))),
    ...(notes.length ? [""] : []),
    ...notes.map((note, index) => `${index + 1}. ${note}`),
  ];
}
