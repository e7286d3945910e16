// The programs that the page offers: those of `python/listings`.

import comments from "../../../../python/listings/comments.json";
import notes from "../../../../python/listings/tutorial.json";
import titles from "../../../../python/listings/titles.json";
import sources from "pupil:listings";
import type { Lang } from "../shared/i18n.ts";

/** A program to run. */
export interface Listing {
  name: string;
  group: "first" | "tutorial" | "course";
  title: string;
  code: string;
  /** The code with what the visitor is asked for. */
  answer: string;
  /** What must be true when the visitor has filled in what is missing; empty if nothing is. */
  checks: string[];
  /** What to know about it; empty for most. */
  note: string;
  /** True if it reads pictures of cats and dogs in `data/train`. */
  pets: boolean;
}

const GROUPS = ["first", "tutorial", "course"] as const;

/** The code without the lines that are for tests, with each answer as `change` gives it. */
const shown = (code: string, change: (start: string, answer: string) => string): string =>
  code
    .split("\n")
    .filter((line) => !line.startsWith("# check:") && line.trim() !== "# Random.")
    .map((line) => {
      const [, start, answer] = /^(\s*(?:\w+ =|return)) (.*?) *# answer$/.exec(line) ?? [];
      return start === undefined ? line : change(start, answer!);
    })
    .join("\n")
    .trimEnd();

/** The code with a gap where the visitor is asked for something. */
const withGaps = (code: string): string => shown(code, (start) => `${start} ...`);

const withAnswers = (code: string): string => shown(code, (start, answer) => `${start} ${answer}`);

/** The code with its comments in Chinese. The first comment of most programs is their title. */
function inChinese(code: string, [title, zh]: string[]): string {
  const known: Record<string, string | undefined> = { ...comments, [`${title}.`]: `${zh}。`, [title!]: zh };
  return code.replace(/^( *# )(.+)$/gm, (line, start: string, comment: string) => (known[comment] ? start + known[comment] : line));
}

/** All programs, in a language where they have it. */
export function listings(lang: Lang): Listing[] {
  const names = Object.keys(sources).filter((name) => !name.endsWith(".zh"));
  const all = names.map((name) => {
    const group = GROUPS.find((group) => name.startsWith(`${group}-`)) ?? "course";
    const both = (titles as Record<string, string[]>)[name] ?? [name, name];
    const source = lang !== "zh" ? sources[name]! : (sources[`${name}.zh`] ?? inChinese(sources[name]!, both));
    const checks = [...source.matchAll(/^# check: (.+)$/gm)].map(([, check]) => check!);
    const note = notes.find(({ file }) => file === `${name}.py`)?.[lang] ?? "";
    return { name, group, title: both[lang === "zh" ? 1 : 0]!, code: withGaps(source), answer: withAnswers(source), checks, note, pets: source.includes("data/train") };
  });
  const place = ({ name, group }: Listing) => GROUPS.indexOf(group) * 1000 + Number(/\d+/.exec(name)?.[0] ?? 0);
  return all.sort((a, b) => place(a) - place(b));
}
