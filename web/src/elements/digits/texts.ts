import { translator } from "../shared/i18n.ts";
import { modelTexts } from "../shared/model-texts.ts";

const texts = {
  ...modelTexts,
  drawHere: ["Draw a digit", "在这里写一个数字"],
  padLabel: ["Drawing pad: draw a digit from 0 to 9 with mouse, finger or pen", "画板：用鼠标、手指或笔写一个 0 到 9 的数字"],
  undo: ["Undo", "撤销"],
  clear: ["Clear", "清除"],
  example: ["Example", "示例"],
  sees: ["What the network sees, 28 × 28", "网络看到的图像，28 × 28"],
  guess: ["The network reads", "网络认为是"],
  waiting: ["Waiting for ink", "等待书写"],
  guessSaid: ["{digit}, {percent} percent", "{digit}，{percent}%"],
  barsLabel: ["Probability of each digit", "每个数字的概率"],
  about: [
    "A convolutional network slides 32 small filters over the picture, keeps the strongest answers, looks at those with 64 more, and weighs what it found into ten probabilities. This one runs and learns in this tab, on your computer; nothing you draw or load leaves your machine.",
    "卷积网络用 32 个小滤波器扫过图像，保留最强的响应，再用另外 64 个滤波器观察这些响应，最后把发现的特征加权成十个概率。它就在这个标签页里、在你的电脑上运行和学习；你写的、载入的任何内容都不会离开你的电脑。",
  ],
  train: ["Train one yourself", "亲手训练一个"],
  trainIntro: [
    "The same network, starting from random numbers. Press Train and watch it learn to read; the pad above asks it as it learns.",
    "同样的网络，从随机数开始。按下“训练”，看它学会识字；上面的画板会一直询问正在学习的它。",
  ],
  strokes: ["Generated strokes (no download)", "生成的笔画（无需下载）"],
  mnistFetch: ["MNIST from this site", "本站的 MNIST"],
  mnistFiles: ["MNIST from your files", "你的 MNIST 文件"],
  dropHint: ["Drop MNIST’s four IDX files here, gzipped or not, or", "把 MNIST 的四个 IDX 文件（可为 gzip）拖到这里，或"],
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
  samples: ["Training digits", "训练数字个数"],
  speed: ["{speed} images/s", "每秒 {speed} 张"],
  testAccuracy: ["{percent} % of {count} test digits read correctly", "{count} 个测试数字中正确识别 {percent}%"],
  confusionHint: ["Rows: the true digit. Columns: what the network said.", "行：真实数字；列：网络的回答。"],
  trueDigit: ["true", "真实"],
  mistake: ["a {truth}, read as {said} ({percent} %)", "{truth}，被读成 {said}（{percent}%）"],
  filters: ["The first layer’s 32 filters", "第一层的 32 个滤波器"],
  filtersHint: ["3 × 3 each, light for positive weights. They start as noise and turn into edge and stroke finders.", "每个 3 × 3，亮色为正权重。起初是噪声，逐渐变成边缘与笔画的探测器。"],
  wrongModel: [
    "{name}: this model takes inputs of shape {shape}; the lesson needs (28, 28, 1) and ten outputs.",
    "{name}：该模型的输入形状为 {shape}；本课需要 (28, 28, 1) 和十个输出。",
  ],
} as const;

/** A text of the digits lesson in a language. */
export const text = translator(texts);
export type TextKey = keyof typeof texts;
