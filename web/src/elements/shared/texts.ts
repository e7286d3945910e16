import { translator } from "./i18n.ts";

/** Texts of all lessons. */
export const shared = {
  unfinished: ["Something could not be loaded.", "有内容未能载入。"],
  unknownPanels: ["panels has {unknown}; expected names of {known}.", "panels 里的 {unknown} 不可用，可用的有 {known}。"],
  tryAgain: ["Try again", "重试"],
  choose: ["choose files", "选择文件"],
  learningRate: ["Learning rate", "学习率"],
  seed: ["Seed", "随机种子"],
  step: ["One step", "单步"],
  stop: ["Stop", "停止"],
  reset: ["Reset", "重置"],
  accuracy: ["Accuracy", "准确率"],
  confusion: ["Confusion matrix", "混淆矩阵"],
  badNumber: ["{field}: {value} is not allowed; expected {expected}.", "{field}：{value} 不可用，应为 {expected}。"],
  wholeFrom: ["a whole number from {low} to {high}", "{low} 到 {high} 的整数"],
  numberFrom: ["a number above {low} and up to {high}", "大于 {low}、不超过 {high} 的数"],
  forget: ["Forget it", "删除它"],
} as const;

/** A shared text in a language. */
export const text = translator(shared);
