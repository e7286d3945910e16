// Texts in English and Chinese. A text may hold {name} places.

const texts = {
  drawHere: ["Draw a digit", "在这里写一个数字"],
  padLabel: ["Drawing pad: draw a digit from 0 to 9 with mouse, finger or pen", "画板：用鼠标、手指或笔写一个 0 到 9 的数字"],
  undo: ["Undo", "撤销"],
  clear: ["Clear", "清除"],
  example: ["Example", "示例"],
  sees: ["What the network sees, 28 × 28", "网络看到的图像，28 × 28"],
  guess: ["The network reads", "网络认为是"],
  waiting: ["Waiting for ink", "等待书写"],
  loading: ["Waking the network …", "正在唤醒网络……"],
  guessSaid: ["{digit}, {percent} percent", "{digit}，{percent}%"],
  barsLabel: ["Probability of each digit", "每个数字的概率"],
  weights: ["Weights", "权重"],
  shipped: ["shipped with this page", "网页自带"],
  training: ["the model being trained below", "下方正在训练的模型"],
  trained: ["the model trained below", "下方训练好的模型"],
  loaded: ["loaded from {name}", "来自文件 {name}"],
  useShipped: ["Use the shipped weights", "使用自带的权重"],
  about: [
    "A convolutional network slides 32 small filters over the picture, keeps the strongest answers, looks at those with 64 more, and weighs what it found into ten probabilities. This one runs and learns in this tab, on your processor; nothing you draw or load leaves your machine.",
    "卷积网络用 32 个小滤波器扫过图像，保留最强的响应，再用另外 64 个滤波器观察这些响应，最后把发现的特征加权成十个概率。它就在这个标签页里、在你的处理器上运行和学习；你写的、载入的任何内容都不会离开你的电脑。",
  ],
  train: ["Train one yourself", "亲手训练一个"],
  trainIntro: [
    "The same network, starting from random numbers. Press Train and watch it learn to read; the pad above asks it as it learns.",
    "同样的网络，从随机数开始。按下“训练”，看它学会识字；上面的画板会一直询问正在学习的它。",
  ],
  dataset: ["Data", "数据"],
  strokes: ["Generated strokes (no download)", "生成的笔画（无需下载）"],
  mnistFetch: ["MNIST from this site", "本站的 MNIST"],
  mnistFiles: ["MNIST from your files", "你的 MNIST 文件"],
  dropHint: ["Drop MNIST’s four IDX files here, gzipped or not, or", "把 MNIST 的四个 IDX 文件（可为 gzip）拖到这里，或"],
  choose: ["choose files", "选择文件"],
  filesHave: ["Have: {have}. Missing: {missing}.", "已有：{have}。缺少：{missing}。"],
  none: ["nothing yet", "暂无"],
  allFiles: ["All four files are here: {train} training and {test} test digits.", "四个文件齐了：{train} 个训练数字，{test} 个测试数字。"],
  trainImages: ["training images", "训练图像"],
  trainLabels: ["training labels", "训练标签"],
  testImages: ["test images", "测试图像"],
  testLabels: ["test labels", "测试标签"],
  fetchMissing: [
    "{url} could not be fetched ({status}). `cargo xtask data` prepares the files for a page you serve yourself.",
    "无法获取 {url}（{status}）。若由你自己架设网页，可用 `cargo xtask data` 准备这些文件。",
  ],
  foreignFile: [
    "{name}: not one of MNIST’s files. It starts with {magic}; expected 2051 (images) or 2049 (labels).",
    "{name}：不是 MNIST 的文件。开头是 {magic}，应为 2051（图像）或 2049（标签）。",
  ],
  shortFile: [
    "{name}: the file has {length} bytes, its header promises {promised}; it is cut short",
    "{name}：文件有 {length} 字节，而文件头声明 {promised} 字节；文件不完整",
  ],
  longFile: [
    "{name}: the file has {length} bytes, its header promises {promised}; it is too long",
    "{name}：文件有 {length} 字节，而文件头声明 {promised} 字节；文件过长",
  ],
  restarted: [
    "The engine stopped and was started again; a model that was not saved is gone.",
    "引擎曾停止，现已重新启动；未保存的模型已丢失。",
  ],
  samples: ["Training digits", "训练数字个数"],
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
  speed: ["{speed} images/s", "每秒 {speed} 张"],
  left: ["{time} left", "剩余 {time}"],
  loss: ["Loss", "损失"],
  accuracy: ["Accuracy", "准确率"],
  trainSeries: ["training", "训练"],
  validationSeries: ["validation", "验证"],
  noCurves: ["The curves appear when training starts.", "训练开始后会显示曲线。"],
  testing: ["Testing …", "正在测试……"],
  testAccuracy: ["{percent} % of {count} test digits read correctly", "{count} 个测试数字中正确识别 {percent}%"],
  confusion: ["Confusion matrix", "混淆矩阵"],
  confusionHint: ["Rows: the true digit. Columns: what the network said.", "行：真实数字；列：网络的回答。"],
  trueDigit: ["true", "真实"],
  mistakes: ["Most confidently wrong", "最自信的错误"],
  noMistakes: ["Not a single mistake.", "没有任何错误。"],
  mistake: ["a {truth}, read as {said} ({percent} %)", "{truth}，被读成 {said}（{percent}%）"],
  filters: ["The first layer’s 32 filters", "第一层的 32 个滤波器"],
  filtersHint: ["3 × 3 each, light for positive weights. They start as noise and turn into edge and stroke finders.", "每个 3 × 3，亮色为正权重。起初是噪声，逐渐变成边缘与笔画的探测器。"],
  model: ["The model", "模型"],
  keras: ["In Keras", "Keras 代码"],
  summary: ["summary()", "summary()"],
  save: ["Save to a file", "保存到文件"],
  load: ["Load a file", "载入文件"],
  modelIntro: [
    "The file holds the weights and the Keras config (.safetensors); any page with Pupil can load it.",
    "文件包含权重与 Keras 配置（.safetensors），任何使用 Pupil 的网页都能载入。",
  ],
  wrongModel: [
    "{name}: this model takes inputs of shape {shape}; the lesson needs (28, 28, 1) and ten outputs.",
    "{name}：该模型的输入形状为 {shape}；本课需要 (28, 28, 1) 和十个输出。",
  ],
  badNumber: ["{field}: {value} is not allowed; expected {expected}.", "{field}：{value} 不可用，应为 {expected}。"],
  wholeFrom: ["a whole number from {low} to {high}", "{low} 到 {high} 的整数"],
  numberFrom: ["a number above {low} and up to {high}", "大于 {low}、不超过 {high} 的数"],
} as const;

export type Lang = "en" | "zh";
export type TextKey = keyof typeof texts;

/** The language that a tag such as `zh-Hans-CN` stands for. */
export const langOf = (tag: string | null | undefined): Lang => (tag?.toLowerCase().startsWith("zh") ? "zh" : "en");

/** A text in a language, its places filled. */
export function text(lang: Lang, key: TextKey, values: Record<string, string | number> = {}): string {
  return texts[key][lang === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
