// The code that an element has as its own text.

/** A listing without the empty lines around it and the indentation that all its lines share. */
export function listingOf(element: Element): string {
  const lines = (element.textContent ?? "").replaceAll("\r", "").replaceAll("\t", "    ").split("\n").map((line) => line.trimEnd());
  while (lines.length && !lines[0]) lines.shift();
  while (lines.length && !lines.at(-1)) lines.pop();
  const indents = lines.filter(Boolean).map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Infinity);
  return lines.map((line) => line.slice(Number.isFinite(shared) ? shared : 0)).join("\n");
}
