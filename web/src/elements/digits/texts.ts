import { translator } from "../shared/i18n.ts";
import { modelTexts } from "../shared/model-texts.ts";

const texts = {
  ...modelTexts,
  lesson: ["Digits", "手写数字"],
  network: ["Network", "网络"],
  curves: ["Training", "训练"],
  results: ["Results", "结果"],
  more: ["More", "更多"],
  drawHere: ["Draw a digit", "在这里写一个数字"],
  drawToSee: ["Draw a digit to see what every layer makes of it.", "写一个数字，看看每一层如何处理它。"],
  tip: ["Point at any map to see how its numbers come about. Then press Train: a new network learns from digits that the page draws.", "指向任意一张特征图，看看其中的数是怎么算出来的。再按“训练”：一个新网络会从页面自己画的数字中学习。"],
  tipOwn: [
    "This network is yours: “Go on” trains it further, “Discard” throws it away.",
    "这是你训练的网络：“继续”会接着训练它，“丢弃”会把它扔掉。",
  ],
  strange: [
    "This looks like none of the digits the network has learned. It must still share 100% among the ten.",
    "这不像网络学过的任何数字。但它仍须把 100% 分给十个数字。",
  ],
  watch: ["Watch the maps: they turn from noise into strokes. You can go on drawing.", "看这些特征图：从噪声逐渐变成笔画。训练时你可以继续写。"],
  padLabel: ["Drawing pad: draw a digit from 0 to 9 with mouse, finger or pen", "画板：用鼠标、手指或笔写一个 0 到 9 的数字"],
  undo: ["Undo", "撤销"],
  eraser: ["Rub out", "橡皮"],
  clear: ["Clear", "清除"],
  example: ["Example", "示例"],
  sees: ["What the network gets: 28 × 28 numbers", "网络得到的输入：28 × 28 个数"],
  waiting: ["Waiting for a digit", "等待书写"],
  noDigit: ["not a digit it knows", "不是它认识的数字"],
  guessSaid: ["{digit}, {percent} percent", "{digit}，{percent}%"],
  truthIs: ["true digit: {digit}", "实际是 {digit}"],
  barsLabel: ["Probability of each digit", "每个数字的概率"],
  teach: ["Wrong?", "认错了？"],
  teachChoose: ["It is a …", "它是……"],
  teachIs: ["{digit}", "{digit}"],
  lookBack: ["Look back at the training", "回看训练过程"],
  timeLapse: ["What it saw after {percent}% of the training", "训练进行到 {percent}% 时看到的"],
  afterPart: ["after {percent}% of the training", "训练进行到 {percent}%"],
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
  testAccuracy: ["{percent}% of {count} test digits read correctly", "{count} 个测试数字中正确识别 {percent}%"],
  confusionHint: ["Rows: the true digit. Columns: what the network said.", "行：真实数字；列：网络的回答。"],
  trueDigit: ["true", "真实"],
  mistakesHint: ["True digit → answer. Click one to put it on the pad.", "真实数字 → 网络的回答。点一个，把它放到画板上。"],
  mistake: ["a {truth}, read as {said} ({percent}%)", "{truth}，被读成 {said}（{percent}%）"],
  filters: ["The first layer’s {count} filters", "第一层的 {count} 个滤波器"],
  filtersHint: ["Bright numbers are positive, dark ones negative. They start as noise and learn to find edges and strokes.", "亮色为正数，暗色为负数。它们起初是噪声，逐渐学会寻找边缘和笔画。"],
  wrongModel: [
    "{name}: this model takes inputs of shape {shape}; the lesson needs (28, 28, 1) and ten outputs.",
    "{name}：该模型的输入形状为 {shape}；本课需要 (28, 28, 1) 和十个输出。",
  ],
} as const;

/** A text of the digits lesson in a language. */
export const text = translator(texts);
export type TextKey = keyof typeof texts;
