// A table from the HTML that a program made. Only elements of tables and text are taken over, so that no code gets into
// the page.

const KNOWN = new Set(["TABLE", "THEAD", "TBODY", "TFOOT", "TR", "TH", "TD", "CAPTION", "P", "DIV", "B", "I", "EM", "STRONG", "SUB", "SUP", "BR", "CODE"]);
/** Elements whose content is no text. */
const HIDDEN = /<(style|script|template|title)\b[\s\S]*?<\/\1\s*>|<!--[\s\S]*?-->/gi;
const VOID = new Set(["BR"]);
const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", hellip: "…", times: "×" };

/** Rows and elements within each other that are taken over at most. */
const MOST_ROWS = 2_000;
const DEEPEST = 30;

const text = (source: string): string =>
  source.replace(/&(#x?[\da-f]+|\w+);/gi, (whole, name: string) => {
    if (!name.startsWith("#")) return ENTITIES[name] ?? whole;
    const code = name[1] === "x" || name[1] === "X" ? parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });

/** The table as elements. */
export function tableOf(source: string): HTMLElement {
  const root = document.createElement("div");
  const open: Element[] = [root];
  let rows = 0;
  for (const [, tag, plain] of source.replace(HIDDEN, "").matchAll(/<([^>]*)>|([^<]+)/g)) {
    const inside = open.at(-1)!;
    if (plain !== undefined) {
      // Text between cells is only the layout of the source.
      if (!["TABLE", "THEAD", "TBODY", "TR"].includes(inside.tagName)) inside.append(text(plain));
      continue;
    }
    const [, end, name = "", rest = ""] = /^(\/?)\s*([a-z]\w*)([\s\S]*)$/i.exec(tag!) ?? [];
    const known = name.toUpperCase();
    if (!KNOWN.has(known)) continue;
    if (end) {
      const at = open.findLastIndex((element) => element.tagName === known);
      if (at > 0) open.length = at;
      continue;
    }
    if (known === "TR" && (rows += 1) > MOST_ROWS) break;
    if (open.length > DEEPEST) continue;
    const element = document.createElement(known);
    for (const [, attribute, value] of rest.matchAll(/\b(colspan|rowspan|scope)\s*=\s*"?(\w+)"?/gi)) element.setAttribute(attribute!, value!);
    inside.append(element);
    if (!VOID.has(known)) open.push(element);
  }
  return root;
}
