import { translator } from "./i18n.ts";
import { shared } from "./texts.ts";

/** Texts of the elements that show or train a network, besides those of all elements. */
export const modelTexts = {
  ...shared,
  loading: ["Loading the network …", "正在载入网络……"],
  weights: ["Answer from: ", "回答来自："],
  shipped: ["this page’s network", "本页自带的网络"],
  training: ["the network that is learning", "正在学习的网络"],
  trained: ["the network you trained", "你训练的网络"],
  loaded: ["the network in {name}", "文件 {name} 中的网络"],
  useShipped: ["Use this page’s network", "改用本页自带的网络"],
  dataset: ["Data", "数据"],
  restarted: [
    "The engine stopped and was started again; a model that was not saved is gone.",
    "引擎曾停止，现已重新启动；未保存的模型已丢失。",
  ],
  epochs: ["Epochs", "轮数"],
  batchSize: ["Batch size", "批大小"],
  optimizer: ["Optimizer", "优化器"],
  go: ["Train", "训练"],
  discard: ["Discard", "丢弃"],
  resume: ["Go on", "继续"],
  pause: ["Pause", "暂停"],
  preparing: ["Preparing the data …", "正在准备数据……"],
  paused: ["paused", "已暂停"],
  stopped: ["Stopped. The model keeps what it learned.", "已停止。模型保留所学内容。"],
  keeping: ["Keeping the model in this browser …", "正在将模型保存到此浏览器……"],
  keepingShare: ["Keeping the model in this browser: {percent}%", "正在将模型保存到此浏览器：{percent}%"],
  skipKeeping: ["Skip", "跳过"],
  notKept: [
    "This browser does not keep the model. You can still save it to a file.",
    "模型未保存到此浏览器。你仍可以将它保存到文件。",
  ],
  epochOf: ["Epoch {epoch} of {epochs}", "第 {epoch} / {epochs} 轮"],
  left: ["{time} left", "剩余 {time}"],
  workers: ["{workers} workers", "{workers} 个线程"],
  onGpu: ["on the GPU (WebGPU)", "在显卡上（WebGPU）"],
  loss: ["Loss", "损失"],
  trainSeries: ["training", "训练"],
  validationSeries: ["validation", "验证"],
  noCurves: ["The curves appear when training starts.", "训练开始后会显示曲线。"],
  testing: ["Testing …", "正在测试……"],
  mistakes: ["Most confidently wrong", "最自信的错误"],
  noMistakes: ["Not a single mistake.", "没有任何错误。"],
  model: ["The model", "模型"],
  keras: ["In Keras", "Keras 代码"],
  summary: ["summary()", "summary()"],
  save: ["Save to a file", "保存到文件"],
  load: ["Load a file", "载入文件"],
  stepsAxis: ["training steps (the training curve is a mean of the last 20)", "训练步数（训练曲线取最近 20 步的平均）"],
  keptModel: [
    "Your model of {time} was kept in this browser and is back.",
    "你在 {time} 训练的模型保存在此浏览器中，现已恢复。",
  ],
} as const;

/** One of these texts in a language. */
export const text = translator(modelTexts);
