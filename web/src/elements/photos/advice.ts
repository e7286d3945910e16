// What the coach says about the visitor's photos: how many are missing, and what so few can prove.

import { coach, type Advice, type Facts, type Remedies } from "../shared/coach.ts";
import { translator, type Lang } from "../shared/i18n.ts";
import { heldBack, type Collection } from "./collection.ts";

const text = translator({
  begin: [
    "Teach it two things of yours: hold the record button of each class, or drop photos. Training starts by itself at the tenth photo.",
    "教它认识你的两样东西：按住各类别的拍摄按钮，或拖入照片。满十张后自动开始训练。",
  ],
  collecting: [
    "{count} of {needed} photos. Training starts by itself at the tenth.",
    "已有 {count} 张照片。满 {needed} 张后自动开始训练。",
  ],
  oneClass: [
    "Now show it something else: a network needs at least two classes to tell apart.",
    "再给它看另一样东西：至少要有两个类别才能区分。",
  ],
  nothingHeld: [
    "All photos were used for training, so there is nothing to test with. Add a second photo to each class.",
    "所有照片都用于训练，没有照片可以测试。请给每一类再加一张照片。",
  ],
  fewTested: [
    "It recognised {right} of {tested} test {tested?photo:photos}. That is too few to judge it: test with at least {least}.",
    "{tested} 张测试照片中认对了 {right} 张。测试照片太少，还不能判断好坏：至少要用 {least} 张。",
  ],
  addPhotos: [" Add photos until you have about {count}.", "请继续添加，总数约 {count} 张即可。"],
  imbalance: [
    "“{most}” has {times} times as many photos as “{least}”, so the network will say “{most}” too often. Add photos of “{least}”.",
    "“{most}”的照片数量是“{least}”的 {times} 倍，网络会偏向回答“{most}”。请给“{least}”多加一些照片。",
  ],
  ready: ["{count} photos of {classes} classes are here. Train a network on them?", "已有 {classes} 类共 {count} 张照片。开始训练吗？"],
  train: ["Train", "训练"],
  keepMore: ["Test with {percent}% of the photos", "用 {percent}% 的照片做测试"],
});

/** Training starts by itself at this number of photos. */
export const ENOUGH = 10;

/** Fewer test photos than this prove nothing. */
const PROVES = 10;

/** One class has this many times the photos of another. */
const UNEQUAL = 3;

/** The largest share to offer to keep for testing. */
const MOST_HELD = 0.5;

/** What the coach looks at, besides the training. */
export interface PhotoFacts extends Facts {
  collection: Collection;
  /** The share that is kept for testing. */
  holdOut: number;
  tested: { count: number; right: number } | undefined;
  /** True if a model that was trained here answers. */
  own: boolean;
  /** True if no training starts by itself: the visitor decides. */
  waits: boolean;
}

export interface PhotoRemedies extends Remedies {
  /** Keeps another share for testing, in percent. */
  keepForTest(percent: number): void;
  train(): void;
}

/** The most important advice, if there is any. */
export function advice(lang: Lang, facts: PhotoFacts, remedies: PhotoRemedies): Advice | undefined {
  const { collection, tested } = facts;
  const { count, used } = collection;
  if (facts.active) return coach(lang, facts, remedies);
  if (!facts.own) {
    if (count === 0) return { text: text(lang, "begin") };
    if (used.length < 2) return { text: text(lang, "oneClass") };
    if (count < ENOUGH) return { text: text(lang, "collecting", { count, needed: ENOUGH }) };
    const words = text(lang, "ready", { count, classes: used.length });
    if (facts.waits) return { text: words, remedy: { label: text(lang, "train"), take: () => remedies.train() } };
  }
  const counts = used.map(({ name, shots }) => ({ name, count: shots.length })).sort((a, b) => a.count - b.count);
  const [least, most] = [counts[0], counts.at(-1)];
  if (facts.own && least && most && most.count >= UNEQUAL * least.count) {
    const times = Math.round(most.count / least.count);
    return { text: text(lang, "imbalance", { least: least.name, most: most.name, times }), tone: "warn" };
  }
  if (facts.done && tested) {
    if (tested.count === 0) return { text: text(lang, "nothingHeld"), tone: "warn" };
    if (tested.count < PROVES) {
      const words = text(lang, "fewTested", { tested: tested.count, right: tested.right, least: PROVES });
      const share = enough(collection, PROVES);
      const percent = Math.round(100 * share);
      if (share > facts.holdOut) {
        return { text: words, tone: "warn", remedy: { label: text(lang, "keepMore", { percent }), take: () => remedies.keepForTest(percent) } };
      }
      const more = facts.holdOut > 0 ? text(lang, "addPhotos", { count: Math.ceil(PROVES / facts.holdOut) }) : "";
      return { text: words + more, tone: "warn" };
    }
  }
  return coach(lang, facts, remedies);
}

/** The share to hold back for so many test photos; 0 if that would leave too few to learn from. */
function enough({ used }: Collection, wanted: number): number {
  for (let share = 0.1; share <= MOST_HELD + 1e-9; share += 0.05) {
    if (used.reduce((sum, { shots }) => sum + heldBack(shots.length, share), 0) >= wanted) return share;
  }
  return 0;
}
