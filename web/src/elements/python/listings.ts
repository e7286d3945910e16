// The programs that the page offers: those of `python/listings`.

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
  /** What must be true when the visitor has filled in what is missing; empty if nothing is. */
  checks: string[];
  /** What to know about it; empty for most. */
  note: string;
  /** True if it reads pictures of cats and dogs in `data/train`. */
  pets: boolean;
}

const GROUPS = ["first", "tutorial", "course"] as const;

/** The code with a gap where the visitor is asked for something. */
function withGaps(code: string): string {
  return code
    .split("\n")
    .filter((line) => !line.startsWith("# check:") && line.trim() !== "# Random.")
    .map((line) => {
      const [, start] = /^(\s*(?:\w+ =|return)) .*# answer$/.exec(line) ?? [];
      return start === undefined ? line : `${start} ...`;
    })
    .join("\n")
    .trimEnd();
}

/** All programs, in a language where they have it. */
export function listings(lang: Lang): Listing[] {
  const names = Object.keys(sources).filter((name) => !name.endsWith(".zh"));
  const all = names.map((name) => {
    const group = GROUPS.find((group) => name.startsWith(`${group}-`)) ?? "course";
    const source = (lang === "zh" ? sources[`${name}.zh`] : undefined) ?? sources[name]!;
    const checks = [...source.matchAll(/^# check: (.+)$/gm)].map(([, check]) => check!);
    const note = notes.find(({ file }) => file === `${name}.py`)?.[lang] ?? "";
    return { name, group, title: (titles as Record<string, string[]>)[name]?.[lang === "zh" ? 1 : 0] ?? name, code: withGaps(source), checks, note, pets: source.includes("data/train") };
  });
  const place = ({ name, group }: Listing) => GROUPS.indexOf(group) * 1000 + Number(/\d+/.exec(name)?.[0] ?? 0);
  return all.sort((a, b) => place(a) - place(b));
}
