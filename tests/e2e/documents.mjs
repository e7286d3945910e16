// What readers find in the README and in docs/, and its examples.

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The pages of docs/ in both languages, without those that docs/build.mjs makes, as paths from the repository. */
export const pages = readdirSync(join(root, "docs"), { recursive: true })
  .map((name) => join("docs", name))
  .filter((name) => name.endsWith(".md") && !/node_modules|\.vitepress|reference\/api|reference\/models\/(?!index)/.test(name))
  .sort();

/**
 * The documents in English whose examples run. Those of guide/embed/ are of other tools: tests/embed compares them with its
 * sites. The programs in Chinese are the same.
 */
export const documents = ["README.md", ...pages.filter((name) => !/docs\/zh|guide\/embed\//.test(name))];

/** A program of the guides, for pages that have Pupil's files beside them, not in a folder `pupil` or on another site. */
const beside = (code) => code.replace(/(["'])(?:https:\/\/example\.org\/|\.\/)?pupil\/(?=[\w-]+\.(?:js|html))/g, (_, quote) => `${quote}./`);

/** The examples of documents whose fences have one of these languages: where each stands, and its code. */
export function examples(languages, names = documents) {
  return names.flatMap((name) =>
    [...readFileSync(join(root, name), "utf8").matchAll(/```(\w+)([^\n]*)\n([\s\S]*?)```/g)]
      .filter(([, language]) => languages.includes(language))
      .map(([, , info, code], at) => ({ name: `${name}, example ${at + 1}`, document: name, info: info.trim(), code: beside(code) })),
  );
}
