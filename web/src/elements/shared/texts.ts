import { translator } from "./i18n.ts";

/** What all lessons say. */
export const shared = {
  loading: ["Waking the network …", "正在唤醒网络……"],
  weights: ["Weights", "权重"],
  shipped: ["shipped with this page", "网页自带"],
  training: ["the model being trained below", "下方正在训练的模型"],
  trained: ["the model trained below", "下方训练好的模型"],
  loaded: ["loaded from {name}", "来自文件 {name}"],
  useShipped: ["Use the shipped weights", "使用自带的权重"],
  dataset: ["Data", "数据"],
  choose: ["choose files", "选择文件"],
  restarted: [
    "The engine stopped and was started again; a model that was not saved is gone.",
    "引擎曾停止，现已重新启动；未保存的模型已丢失。",
  ],
  epochs: ["Epochs", "轮数"],
  batchSize: ["Batch size", "批大小"],
  optimizer: ["Optimizer", "优化器"],
  learningRate: ["Learning rate", "学习率"],
  seed: ["Seed", "随机种子"],
  go: ["Train", "训练"],
  resume: ["Go on", "继续"],
  pause: ["Pause", "暂停"],
  step: ["One step", "单步"],
  stop: ["Stop", "停止"],
  reset: ["Reset", "重置"],
  preparing: ["Preparing the data …", "正在准备数据……"],
  paused: ["paused", "已暂停"],
  stopped: ["Stopped. The model keeps what it learned.", "已停止。模型保留所学内容。"],
  epochOf: ["Epoch {epoch} of {epochs}", "第 {epoch} / {epochs} 轮"],
  left: ["{time} left", "剩余 {time}"],
  loss: ["Loss", "损失"],
  accuracy: ["Accuracy", "准确率"],
  trainSeries: ["training", "训练"],
  validationSeries: ["validation", "验证"],
  noCurves: ["The curves appear when training starts.", "训练开始后会显示曲线。"],
  testing: ["Testing …", "正在测试……"],
  confusion: ["Confusion matrix", "混淆矩阵"],
  mistakes: ["Most confidently wrong", "最自信的错误"],
  noMistakes: ["Not a single mistake.", "没有任何错误。"],
  model: ["The model", "模型"],
  keras: ["In Keras", "Keras 代码"],
  summary: ["summary()", "summary()"],
  save: ["Save to a file", "保存到文件"],
  load: ["Load a file", "载入文件"],
  modelIntro: [
    "The file holds the weights and the Keras config (.safetensors); any page with Pupil can load it.",
    "文件包含权重与 Keras 配置（.safetensors），任何使用 Pupil 的网页都能载入。",
  ],
  badNumber: ["{field}: {value} is not allowed; expected {expected}.", "{field}：{value} 不可用，应为 {expected}。"],
  wholeFrom: ["a whole number from {low} to {high}", "{low} 到 {high} 的整数"],
  numberFrom: ["a number above {low} and up to {high}", "大于 {low}、不超过 {high} 的数"],
  keptModel: [
    "Your model of {time} was kept in this browser and is back.",
    "你在 {time} 训练的模型保存在此浏览器中，现已恢复。",
  ],
  forget: ["Forget it", "删除它"],
} as const;

/** A shared text in a language. */
export const text = translator(shared);
export type SharedKey = keyof typeof shared;
