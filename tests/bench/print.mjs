// The table as Markdown.

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
    const note = `${name}: ${result.error.split("\n")[0].slice(0, 160)}`;
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
function ratio(results, names) {
  const others = names.filter((name) => name !== "pupil" && results[name]?.milliseconds);
  if (others.length === 0 || !results.pupil?.milliseconds) return "-";
  const best = others.reduce((a, b) => (results[b].milliseconds < results[a].milliseconds ? b : a));
  return `${(results[best].milliseconds / results.pupil.milliseconds).toFixed(2)} (${best})`;
}

/** Lines of Markdown; `browser` and `native` are the names of the columns, ours among the first. */
export function table(measured, browser, native) {
  const limitRow = measured.find(({ row }) => row.kind === "limit");
  const limit = gflops(limitRow.row, limitRow.results.pupil);
  const ratios = browser.length > 1 ? ["best other / ours"] : [];
  const notes = [];
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const lines = [line(["workload", ...browser, ...ratios, ...native])];
  lines.push(`|${"---|".repeat(1 + browser.length + ratios.length + native.length)}`);
  for (const { row, results } of measured) {
    const cells = (names) => names.map((name) => cell(row, name, results[name], limit, notes));
    lines.push(line([row.title, ...cells(browser), ...ratios.map(() => ratio(results, browser)), ...cells(native)]));
  }
  return [...lines, ...(notes.length ? [""] : []), ...notes.map((note, index) => `${index + 1}. ${note}`)];
}
