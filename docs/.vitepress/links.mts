import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

const docs = fileURLToPath(new URL("..", import.meta.url));

/**
 * Links to files of the repository that are outside of `docs/`:
 * - `models/` and the cards in it lead to their pages in the site, which `build.mjs` makes.
 * - `index.html` leads to Pupil's own page, at `page`.
 * - `/rust/` leads to the pages of rustdoc in the site. VitePress leaves addresses with a target as they are.
 * - Any other file is not in the site: its path is written as text.
 */
export function links(md: MarkdownRenderer, page: string, base: string): void {
  md.core.ruler.push("outside", (state) => {
    const { path } = state.env as MarkdownEnv;
    const chinese = relative(docs, path).startsWith("zh");
    for (const { children } of state.tokens) {
      for (const [at, open] of (children ?? []).entries()) {
        const href = open.type === "link_open" ? open.attrGet("href") : null;
        if (href?.startsWith("/rust/")) open.attrSet("href", `${base}${href.slice(1)}`);
        if (!href || /^(\w+:|#|\/)/.test(href)) continue;
        const target = relative(docs, resolve(dirname(path), href.split("#")[0]!));
        if (!target.startsWith("..")) continue;
        const file = target.replace(/^\.\.\//, "");
        const card = /^models(?:$|\/(.+\.md)$)/.exec(file);
        if (card) {
          open.attrSet("href", relative(dirname(path), join(docs, chinese ? "zh" : "", "reference/models", card[1] ?? "index.md")));
          continue;
        }
        const end = children!.findIndex((other, index) => index > at && other.type === "link_close");
        const [inside, close] = [children!.slice(at + 1, end), children![end]!];
        open.type = close.type = "html_inline";
        if (file === "index.html") {
          open.content = `<a href="${page}" target="_self">`;
          close.content = "</a>";
        } else if (file.includes(inside.map(({ content }) => content).join(""))) {
          // The text is a part of the path.
          for (const token of inside) Object.assign(token, { type: "html_inline", content: "" });
          close.content = `<code>${file}</code>`;
        } else {
          close.content = chinese ? `（<code>${file}</code>）` : ` (<code>${file}</code>)`;
        }
      }
    }
  });
}
