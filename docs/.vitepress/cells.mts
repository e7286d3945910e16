import type { MarkdownEnv, MarkdownRenderer } from "vitepress";

/**
 * A fence with the info string `python cell` becomes a cell that runs; the cells of a page share their variables. What
 * follows `cell` are attributes of the element; in them `/` stands for the folder of Pupil's own page, `page`. On other
 * viewers of Markdown the fence is a listing.
 */
export function cells(md: MarkdownRenderer, page: string): void {
  const fence = md.renderer.rules.fence!;
  md.renderer.rules.fence = (tokens, at, options, env, self) => {
    const { info, content } = tokens[at]!;
    const [, attributes] = /^python cell\b(.*)$/.exec(info.trim()) ?? [];
    if (attributes === undefined) return fence(tokens, at, options, env, self);
    const session = (env as MarkdownEnv).relativePath.replace(/\.md$/, "");
    return `<pupil-python v-pre session="${session}"${attributes.replaceAll('="/', `="${page}`)}><pre tabindex="0">${md.utils.escapeHtml(content)}</pre></pupil-python>\n`;
  };
}
