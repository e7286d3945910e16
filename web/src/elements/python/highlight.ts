// Python code in colours. The editor uses the same classes.

import { highlightCode, tagHighlighter, tags } from "@lezer/highlight";
import { parser } from "@lezer/python";
import { html, type TemplateResult } from "lit";

/** The class of each kind of text. */
export const highlighter = tagHighlighter([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], class: "tok-keyword" },
  { tag: [tags.string, tags.special(tags.string), tags.escape], class: "tok-string" },
  { tag: [tags.number, tags.bool, tags.null], class: "tok-number" },
  { tag: [tags.comment, tags.lineComment], class: "tok-comment" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName)), tags.function(tags.propertyName)], class: "tok-function" },
  { tag: [tags.definition(tags.className), tags.className], class: "tok-class" },
  { tag: [tags.meta, tags.modifier], class: "tok-meta" },
]);

/** The lines of a code, in colours. */
export function highlighted(code: string): TemplateResult[] {
  const lines: TemplateResult[] = [];
  let line: (TemplateResult | string)[] = [];
  const end = () => {
    lines.push(html`<span class="line">${line}${line.length ? "" : " "}</span>`);
    line = [];
  };
  const put = (text: string, classes: string) => line.push(classes ? html`<span class=${classes}>${text}</span>` : text);
  highlightCode(code, parser.parse(code), highlighter, put, end);
  end();
  return lines;
}
