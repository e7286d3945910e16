import { dirname, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

const docs = fileURLToPath(new URL("..", import.meta.url));

/**
 * A link to a file of the repository that is not part of the site becomes the file's path. A link to the repository's
 * `index.html` leads to Pupil's own page, at `page`.
 */
export function links(md: MarkdownRenderer, page: string): void {
  md.core.ruler.push("outside", (state) => {
    const { path } = state.env as MarkdownEnv;
    for (const { children } of state.tokens) {
      for (const [at, token] of (children ?? []).entries()) {
        const href = token.type === "link_open" ? token.attrGet("href") : null;
        if (!href || /^(\w+:|#|\/)/.test(href)) continue;
        const target = relative(docs, resolve(dirname(path), href.split("#")[0]!));
        if (!target.startsWith("..")) continue;
        const close = children!.findIndex((other, index) => index > at && other.type === "link_close");
        token.type = children![close]!.type = "html_inline";
        const file = target.replace(/^\.\.\//, "");
        const own = file === "index.html";
        token.content = own ? `<a href="${page}" target="_self">` : `<span class="outside" title="${file}">`;
        children![close]!.content = own ? "</a>" : "</span>";
      }
    }
  });
}
