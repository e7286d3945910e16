import type { Lang } from "../shared/i18n.ts";
import type { Spec } from "./network.ts";
import type { SetName } from "./sets.ts";

/** What the phrases of the prose can do. */
export interface Acts {
  choose(set: SetName): void;
  respec(part: Partial<Spec>): void;
  show(view: string): void;
  settings(): void;
}

export function neuronProse(_lang: Lang, _acts: Acts) {
  return "";
}
