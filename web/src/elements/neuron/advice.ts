// What the coach says about the small networks of this lesson, besides what it says everywhere.

import { coach, type Advice } from "../shared/coach.ts";
import { translator, type Lang } from "../shared/i18n.ts";
import type { Spec } from "./network.ts";
import type { SetName } from "./sets.ts";
import type { Curve, Look, Trainer } from "./trainer.ts";

const text = translator({
  straight: [
    "Without a hidden layer the boundary is a straight line: {percent}% right is about all it can do.",
    "没有隐藏层，分界线只能是直线：正确率最多约为 {percent}%。",
  ],
  straightLine: ["Without a hidden layer the answer is a straight line, and these points bend.", "没有隐藏层，输出只能是直线，而这些点是弯的。"],
  addLayer: ["Add a hidden layer", "增加一个隐藏层"],
  linear: [
    "With the linear activation all layers together are no more than one: still a straight boundary.",
    "使用线性激活时，多少层合起来也只相当于一层：分界线仍是直线。",
  ],
  useTanh: ["Use tanh", "改用 tanh"],
  stuck: ["The loss has stopped falling at {percent}% right.", "损失不再下降，正确率停在 {percent}%。"],
  moreNeurons: ["Add neurons", "增加神经元"],
  overfit: [
    "The test loss has been rising since epoch {epoch}, while the training loss falls: the network learns the points by heart.",
    "从第 {epoch} 轮起，测试损失上升而训练损失下降：网络在死记训练点（过拟合）。",
  ],
  regularise: ["Use L2 regularisation", "使用 L2 正则化"],
  dead: ["Dead ReLUs in hidden layer {layer}: {count} of {of} answer 0 everywhere and can learn no more.", "第 {layer} 个隐藏层有“死亡”的 ReLU：{of} 个中有 {count} 个处处输出 0，无法再学习。"],
  leaky: ["Use leaky ReLU", "改用 leaky ReLU"],
  solved: ["Spiral solved with {neurons} {neurons?neuron:neurons}: {percent}% right on the test points.", "螺旋已解开：{neurons} 个神经元，测试点正确率 {percent}%。"],
  fewer: ["Solved, with {neurons} neurons. The challenge allows 8: take some away.", "解开了，用了 {neurons} 个神经元。挑战只允许 8 个：试着减少一些。"],
  next: ["Now try the spiral", "再试试螺旋"],
  done: ["{percent}% right on points it has never seen.", "在从未见过的点上，正确率为 {percent}%。"],
});

/** What the lesson does on the coach's advice. */
export interface Deeds {
  respec(part: Partial<Spec>): void;
  restart(): void;
  choose(set: SetName): void;
}

/** The most neurons of the challenge, and the share that must be right. */
export const CHALLENGE = { neurons: 8, right: 0.95 };

export const neuronsOf = ({ hidden }: Spec): number => hidden.reduce((sum, count) => sum + count, 0);

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

/** Looks of a curve before it says anything. */
const ENOUGH = 60;

/** True if the training loss has hardly changed over the last third of the curve. */
function flat({ train, epochs }: Curve): boolean {
  if (train.length < ENOUGH || epochs.at(-1)! < 150) return false;
  const third = Math.floor(train.length / 3);
  const [before, now] = [mean(train.slice(-third, -third + 10)), mean(train.slice(-10))];
  return Math.abs(before - now) < 0.03 * before;
}

/** The epoch since which the test loss has been rising while the training loss fell; undefined if it has not. */
function risingSince({ train, test, epochs }: Curve): number | undefined {
  if (train.length < ENOUGH) return undefined;
  const known = test.map((value) => value ?? Number.NaN);
  const smooth = known.map((_, at) => mean(known.slice(Math.max(0, at - 5), at + 1)));
  let best = 5;
  for (let at = 5; at < smooth.length; at += 1) if (smooth[at]! < smooth[best]!) best = at;
  const now = smooth.length - 1;
  // A few test points make a restless curve: it must stay well above its best for a while.
  const lately = Math.min(...smooth.slice(-ENOUGH / 3));
  const rose = lately > 1.25 * smooth[best]! && lately - smooth[best]! > 0.05 * train[0]!;
  return now - best > ENOUGH / 2 && rose && train[now]! < 0.9 * train[best]! ? epochs[best] : undefined;
}

/** The hidden layer with most units that answer 0 everywhere, if there are any. */
function dead({ spec, layers }: Look): { layer: number; count: number; of: number } | undefined {
  if (spec.activation !== "relu") return undefined;
  let worst: { layer: number; count: number; of: number } | undefined;
  spec.hidden.forEach((units, at) => {
    const alive = new Set<number>();
    layers[at]!.forEach((value, index) => value > 0 && alive.add(index % units));
    const count = units - alive.size;
    if (count > (worst?.count ?? 0)) worst = { layer: at + 1, count, of: units };
  });
  return worst;
}

/** The most important advice about the training, if there is any. */
export function advice(lang: Lang, set: SetName, trainer: Trainer, deeds: Deeds): Advice | undefined {
  const { look, curve, train, test, spec } = trainer;
  if (!look || look.spec !== spec) return undefined;
  const general = coach(
    lang,
    { active: trainer.running, done: false, loss: curve.train, validation: [], epochs: trainer.epoch, accuracy: undefined, chance: 1, rate: spec.rate },
    {
      setRate: (rate) => {
        deeds.respec({ rate });
        deeds.restart();
      },
    },
  );
  if (general) return general;
  const right = test?.accuracy ?? train?.accuracy;
  const percent = Math.round(100 * (right ?? 0));
  const neurons = neuronsOf(spec);
  if (set === "spiral" && test?.accuracy !== undefined && test.accuracy > CHALLENGE.right && trainer.epoch > 0) {
    if (neurons <= CHALLENGE.neurons) return { text: text(lang, "solved", { neurons, percent }), tone: "good" };
    return { text: text(lang, "fewer", { neurons }) };
  }
  const gone = dead(look);
  if (gone && gone.count * 2 >= gone.of && trainer.epoch > 20) {
    const remedy = { label: text(lang, "leaky"), take: () => deeds.respec({ activation: "leaky_relu" }) };
    return { text: text(lang, "dead", gone), tone: "warn", remedy };
  }
  const since = risingSince(curve);
  if (since !== undefined && spec.penalty === "none") {
    const remedy = { label: text(lang, "regularise"), take: () => deeds.respec({ penalty: "l2", strength: 0.003 }) };
    return { text: text(lang, "overfit", { epoch: since }), tone: "warn", remedy };
  }
  if (spec.task === "two" && right !== undefined && right >= 0.95 && trainer.epoch > 0) {
    const remedy = set === "spiral" ? undefined : { label: text(lang, "next"), take: () => deeds.choose("spiral") };
    return { text: text(lang, "done", { percent }), tone: "good", ...(remedy ? { remedy } : {}) };
  }
  if (!flat(curve)) return undefined;
  if (spec.task === "numbers") {
    const bends = set === "quadratic" && !spec.features.includes("x2");
    return bends && !spec.hidden.length
      ? { text: text(lang, "straightLine"), remedy: { label: text(lang, "addLayer"), take: () => deeds.respec({ hidden: [4] }) } }
      : undefined;
  }
  if (right === undefined || right > 0.9) return undefined;
  if (!spec.hidden.length) {
    return { text: text(lang, "straight", { percent }), remedy: { label: text(lang, "addLayer"), take: () => deeds.respec({ hidden: [4] }) } };
  }
  if (spec.activation === "linear") {
    return { text: text(lang, "linear"), remedy: { label: text(lang, "useTanh"), take: () => deeds.respec({ activation: "tanh" }) } };
  }
  const more = spec.hidden.map((count) => Math.min(8, count + 2));
  const room = more.some((count, at) => count !== spec.hidden[at]);
  return {
    text: text(lang, "stuck", { percent }),
    ...(room ? { remedy: { label: text(lang, "moreNeurons"), take: () => deeds.respec({ hidden: more }) } } : {}),
  };
}
