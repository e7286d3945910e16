import type { MarkdownRenderer } from "vitepress";

const OPEN = /^::: question (\d+)\s*$/;

/**
 * `::: question 2` to `:::` becomes a question whose second answer is right: a paragraph, a numbered list, and a paragraph
 * that says why.
 */
export function questions(md: MarkdownRenderer): void {
  md.block.ruler.before("fence", "question", (state, start, end, silent) => {
    const line = (at: number) => state.src.slice(state.bMarks[at]! + state.tShift[at]!, state.eMarks[at]);
    const [, right] = OPEN.exec(line(start)) ?? [];
    if (!right) return false;
    if (silent) return true;
    let close = start + 1;
    while (close < end && line(close).trim() !== ":::") close += 1;
    const open = state.push("html_block", "", 0);
    open.content = `<pupil-question right="${right}">\n`;
    state.md.block.tokenize(state, start + 1, close);
    state.push("html_block", "", 0).content = "</pupil-question>\n";
    state.line = close + 1;
    return true;
  }, { alt: ["paragraph"] });
}
