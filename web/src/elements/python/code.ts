// The code that an element has as its own text.

/**
 * The text of an element, or of the listing in it. Markdown tools may add buttons and the language's name beside the listing,
 * and may break its lines with `<br>`.
 */
function textOf(element: Element): string {
  const listing = (element.querySelector("pre") ?? element).cloneNode(true) as Element;
  for (const beside of listing.querySelectorAll(":scope > [slot]")) beside.remove();
  for (const line of listing.querySelectorAll("br")) line.replaceWith("\n");
  return listing.textContent;
}

/** A listing without the empty lines around it and the indentation that all its lines share. */
export function listingOf(element: Element): string {
  const lines = textOf(element).replaceAll("\r", "").replaceAll("\t", "    ").split("\n").map((line) => line.trimEnd());
  while (lines.length && !lines[0]) lines.shift();
  while (lines.length && !lines.at(-1)) lines.pop();
  const indents = lines.filter(Boolean).map((line) => line.length - line.trimStart().length);
  const shared = Math.min(...indents, Infinity);
  return lines.map((line) => line.slice(Number.isFinite(shared) ? shared : 0)).join("\n");
}
