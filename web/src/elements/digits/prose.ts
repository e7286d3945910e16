// The text of the digits lesson.

import { html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { act, prose, term, type Prose } from "../shared/prose.ts";

/** What phrases of the text do on the stage. */
export interface ProseActions {
  example(): void;
  clear(): void;
  /** Takes the eraser. */
  rub(): void;
  train(): void;
  show(view: string): void;
  /** Shows how the first map of a layer computes a value. */
  inspect(layer: number): void;
  /** Trains on so few digits that the network learns them by heart. */
  few(): void;
}

const english = (does: ProseActions): Prose => ({
  paragraphs: [
    html`Draw a digit. The network gets 28 × 28 numbers: 0 for paper, 1 for ink. It never sees a “3”; it sees 784 numbers and
      must find out what they have in common with all the other threes. ${act("Put an example on the pad", does.example)}, then
      draw over it or clear it and watch the answer change with every stroke.`,
    html`The first layer is a ${term("convolution", "A small filter slides over the picture. At each place it multiplies the pixels under it by its own numbers and adds them up.")}.
      It has 32 filters of 3 × 3 numbers. Each filter makes one
      ${term("feature map", "A picture of where a filter found what it looks for: bright where it fits, black where it does not.")}:
      bright where the drawing fits the filter. One filter likes upper edges, another one strokes that lean to the right.
      Point at a pixel of a map, or tap it, to see its nine products, or ${act("look at one here", () => does.inspect(1))}.`,
    html`${term("Max pooling", "Keeps the largest of each 2 × 2 numbers.")} halves the maps: of four neighbours the strongest stays.
      So a stroke may move by a pixel and little changes. ${act("Look at one pooled number", () => does.inspect(2))}. The second
      convolution then looks at all 32 maps at once and finds combinations: a corner, a bend, the end of a line.`,
    html`At the end, 128 units weigh everything that was found, and ten outputs share 100% among the digits. The lines show
      which units speak for the answer (blue) and which against it (orange). ${act("Rub out a part of your digit", does.rub)} and see
      the answer fall, or ${act("clear the pad", does.clear)} and draw a 1 that slowly becomes a 7.`,
    html`These filters were not designed: they were learned. ${act("Train a new network", does.train)} and watch its maps: they
      start as noise and take shape within seconds. The network reads your drawing again and again while it learns. Then
      ${act("give it only 200 digits", does.few)}: it soon knows those by heart, and reads new ones badly. This is
      ${term("overfitting", "The network gets better on its training examples and worse on new ones.")}.
      The ${act("Training", () => does.show("training"))} view shows it as two curves that part.`,
  ],
  questions: [
    {
      question: "What does a bright pixel in a feature map of the first layer say?",
      answers: ["The drawing is bright there", "The drawing fits the map’s filter there", "The network is sure there"],
      right: 1,
      because: "A map shows where its filter fits. Ink alone is not enough: a filter for upper edges stays dark inside a thick stroke.",
    },
    {
      question: "The training loss falls, the validation loss rises. What is happening?",
      answers: ["The network learns its examples by heart", "The learning rate is too small", "The network has too few layers"],
      right: 0,
      because: "It still improves on what it has seen and gets worse on what it has not: overfitting. More examples help.",
    },
    {
      question: "You train a network, scribble, and it says “8, 95%”. Why is it so sure?",
      answers: ["Scribbles look like eights", "It must share 100% among ten digits; “none” is not among them", "Its training is too short"],
      right: 1,
      because: "The ten outputs always add up to 100%. The shipped network has a second, small network beside it that learned to tell digits from scribbles; yours has none.",
    },
  ],
  sources: [
    { title: "LeCun, Bottou, Bengio, Haffner 1998: Gradient-based learning applied to document recognition", href: "https://doi.org/10.1109/5.726791" },
    { title: "Keras: Simple MNIST convnet", href: "https://keras.io/examples/vision/mnist_convnet/" },
  ],
});

const chinese = (does: ProseActions): Prose => ({
  paragraphs: [
    html`先写一个数字。网络得到的是 28 × 28 个数：0 表示白纸，1 表示墨迹。它看不到“3”，只看到 784 个数，必须自己找出所有 3的共同点。${act("放一个示例到画板上", does.example)}，再添几笔或擦掉重写，看看每一笔如何改变答案。`,
    html`第一层是${term("卷积", "一个小滤波器在图像上滑动。每到一处，就把下面的像素与自己的数相乘，再全部相加。")}。它有 32 个滤波器，每个由 3 × 3 个数组成。每个滤波器得到一张${term("特征图", "标出滤波器在哪里找到了它要找的东西：越亮，越吻合；黑色表示没有。")}：图像与滤波器越吻合的地方越亮。有的滤波器寻找笔画的上边缘，有的寻找向右倾斜的笔画。指向特征图的一个像素，可以看到那九个乘积；也可以${act("看这里的一个例子", () => does.inspect(1))}。`,
    html`${term("最大池化", "在每 2 × 2 个数中只保留最大的一个。")}让特征图缩小一半：相邻四个数只留最大的。于是笔画移动一个像素，结果也变化不大。${act("看看池化后的一个数", () => does.inspect(2))}。第二个卷积层同时查看全部 32张特征图，从中找出组合：拐角、弯曲、笔画的末端。`,
    html`最后，128 个神经元权衡所有发现，十个输出分配总共 100% 的概率。连线表示哪些神经元支持这个答案（蓝色），哪些反对（橙色）。${act("擦掉数字的一部分", does.rub)}，看概率如何下降；或者${act("清空画板", does.clear)}，写一个 1，再慢慢把它变成 7。`,
    html`这些滤波器不是人设计的，而是学出来的。${act("训练一个新网络", does.train)}，看它的特征图：开始是噪声，几秒之内逐渐成形。训练过程中，它会反复识别你写的数字。然后${act("只给它 200 个数字", does.few)}：它很快会把这些背下来，遇到新的却认不好。这就是${term("过拟合", "网络在训练样本上越来越好，在新样本上越来越差。")}。在${act("“训练”视图", () => does.show("training"))}里，能看到两条曲线逐渐分开。`,
  ],
  questions: [
    {
      question: "第一层特征图中的亮点说明什么？",
      answers: ["那里的图像很亮", "那里的图像与滤波器吻合", "网络对那里很有把握"],
      right: 1,
      because: "特征图标出滤波器在哪里吻合。光有墨迹还不够：寻找上边缘的滤波器，在粗笔画内部仍是暗的。",
    },
    {
      question: "训练损失下降，验证损失上升。这是怎么回事？",
      answers: ["网络在死记训练样本", "学习率太小", "网络层数太少"],
      right: 0,
      because: "它在见过的样本上继续变好，在没见过的样本上变差：这就是过拟合。增加样本会有帮助。",
    },
    {
      question: "你训练了一个网络，乱画几笔，它却说“8，95%”。为什么它这么有把握？",
      answers: ["乱画的笔迹像 8", "它必须把 100% 分给十个数字，其中没有“都不是”", "训练时间太短"],
      right: 1,
      because: "十个输出之和总是 100%。网页自带的网络旁边还有一个小网络，专门学过区分数字和乱画；你训练的网络没有。",
    },
  ],
  sources: [
    { title: "LeCun、Bottou、Bengio、Haffner，1998：基于梯度的学习在文档识别中的应用（英文）", href: "https://doi.org/10.1109/5.726791" },
    { title: "Keras 示例：简单的 MNIST 卷积网络（英文）", href: "https://keras.io/examples/vision/mnist_convnet/" },
  ],
});

/** The text in a language. */
export const digitsProse = (lang: Lang, does: ProseActions): TemplateResult => prose(lang, (lang === "zh" ? chinese : english)(does));
