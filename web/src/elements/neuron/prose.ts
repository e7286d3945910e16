// The text under the stage.

import type { TemplateResult } from "lit";
import { html } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { act, prose, term, type Prose } from "../shared/prose.ts";
import type { Spec } from "./network.ts";
import type { SetName } from "./sets.ts";

/** What the phrases of the text can do. */
export interface Acts {
  choose(set: SetName): void;
  respec(part: Partial<Spec>): void;
  show(view: string): void;
  settings(): void;
}

const english = ({ choose, respec, show, settings }: Acts): Prose => ({
  paragraphs: [
    html`Each square in the network is a ${term("neuron", "It multiplies its inputs by weights, adds them and a bias, and bends the sum with its activation.")}.
      Its picture shows its answer for every place of the plane: blue for, orange against. Point at a neuron, and the large
      plane shows the same picture.`,
    html`A neuron alone can only draw a straight edge.
      ${act("Take all hidden layers away", () => { choose("circles"); respec({ hidden: [] }); })} and the circles cannot be solved: this is
      ${term("logistic regression", "One output neuron with a sigmoid: it gives the probability of class 1.")}. Put
      ${act("four neurons", () => respec({ hidden: [4] }))} before the output, and four edges enclose the inner ring.`,
    html`Training repeats one small step: look at a few points, ask how the loss would change if a weight grew a little, and
      move the weight the other way. That answer is the ${term("gradient", "The slope of the loss in the direction of each weight.")}.
      ${act("See one step in slow motion", () => show("slow"))}: every number is there, and each gradient is a product of
      three numbers that you can read off the network.`,
    html`The ${act("learning rate", settings)} sets how far a step goes. ${act("Try 10", () => respec({ optimizer: "sgd", rate: 10 }))}: the loss
      jumps instead of falling. ${act("Go back to 0.1", () => respec({ optimizer: "sgd", rate: 0.1 }))}. The ${act("activation", settings)} bends
      each neuron’s answer; ${act("with a linear one", () => respec({ activation: "linear" }))} even three layers draw only a
      straight edge. ${act("tanh", () => respec({ activation: "tanh" }))} bends again.`,
    html`Hollow points take no part in training. If the loss on them rises while the other still falls, the network learns its
      points by heart: ${term("overfitting", "The network follows the noise of its training points, which new points do not share.")}.
      For points on a line you need no steps at all: ${act("a noisy line", () => choose("noisy"))} and
      ${act("the other ways to fit", () => show("ways"))} show how least squares finds the answer at once.`,
  ],
  questions: [
    {
      question: "Without a hidden layer, which set can be told apart?",
      answers: ["two clouds", "circles", "spiral"],
      right: 0,
      because: "One straight edge separates two clouds. Circles and spiral need edges that bend, and so a hidden layer.",
    },
    {
      question: "Training loss 0.01, test loss 0.9. What happened?",
      answers: ["The steps were too small", "The network learned its points by heart", "The network has too few neurons"],
      right: 1,
      because: "It is right about the points it has seen and wrong about others. More points or regularisation help.",
    },
    {
      question: "The weight from x to a neuron has gradient 0.2. What does a step of SGD with learning rate 0.1 do to it?",
      answers: ["It adds 0.02", "It takes away 0.02", "It sets it to 0.2"],
      right: 1,
      because: "The step goes against the gradient: w − 0.1 × 0.2.",
    },
  ],
  sources,
});

const chinese = ({ choose, respec, show, settings }: Acts): Prose => ({
  paragraphs: [
    html`网络里的每个方块是一个${term("神经元", "它把输入分别乘以权重，相加，再加上偏置，最后用激活函数把结果弯一下。")}。方块里的图是它在平面每一处的输出：蓝色表示支持，橙色表示反对。把指针移到神经元上，右边的大图会显示同样的内容。`,
    html`单个神经元只能画一条直线。${act("去掉所有隐藏层", () => { choose("circles"); respec({ hidden: [] }); })}，同心圆就分不开了：这时它就是${term("逻辑回归", "只有一个带 sigmoid 的输出神经元，给出属于类别 1 的概率。")}。在输出前放上${act("四个神经元", () => respec({ hidden: [4] }))}，四条边就能围住内圈。`,
    html`训练就是反复做一小步：看几个点，算一算某个权重增大一点时损失怎样变化，再让权重朝相反方向移动。这个变化率叫${term("梯度", "损失沿每个权重方向的斜率。")}。${act("用慢动作看一步", () => show("slow"))}：每个数字都写在网络上，每个梯度都是三个数的乘积。`,
    html`${act("学习率", settings)}决定一步走多远。${act("试试 10", () => respec({ optimizer: "sgd", rate: 10 }))}：损失来回乱跳，降不下去。${act("改回 0.1", () => respec({ optimizer: "sgd", rate: 0.1 }))}。${act("激活函数", settings)}让神经元的输出弯曲；${act("换成线性", () => respec({ activation: "linear" }))}，三层网络也只能画直线。${act("换回 tanh", () => respec({ activation: "tanh" }))}就又能弯了。`,
    html`空心点不参与训练。如果它们的损失上升，而训练损失仍在下降，说明网络在死记训练点，这叫${term("过拟合", "网络连训练点的噪声也学了进去，而新的点没有这些噪声。")}。拟合一条直线根本不用迭代：选择${act("带噪声的直线", () => choose("noisy"))}，再打开${act("多种拟合方法", () => show("ways"))}，看最小二乘如何一步求出答案。`,
  ],
  questions: [
    {
      question: "没有隐藏层时，哪组点可以分开？",
      answers: ["两团点", "同心圆", "螺旋"],
      right: 0,
      because: "一条直线就能分开两团点。同心圆和螺旋需要弯曲的边界，因此需要隐藏层。",
    },
    {
      question: "训练损失 0.01，测试损失 0.9。发生了什么？",
      answers: ["步长太小", "网络死记了训练点", "神经元太少"],
      right: 1,
      because: "见过的点都对，没见过的点却错了。增加数据点或使用正则化会有帮助。",
    },
    {
      question: "从 x 到某个神经元的权重，梯度是 0.2。学习率为 0.1 的 SGD 走一步，权重怎样变化？",
      answers: ["增加 0.02", "减少 0.02", "变成 0.2"],
      right: 1,
      because: "每一步都逆着梯度走：w − 0.1 × 0.2。",
    },
  ],
  sources,
});

const sources = [
  { title: "Rumelhart, Hinton, Williams: Learning representations by back-propagating errors (1986)", href: "https://doi.org/10.1038/323533a0" },
  { title: "Nielsen: Neural Networks and Deep Learning (2015)", href: "http://neuralnetworksanddeeplearning.com/" },
  { title: "Goodfellow, Bengio, Courville: Deep Learning, chapter 6 (2016)", href: "https://www.deeplearningbook.org/contents/mlp.html" },
  { title: "Smilkov, Carter: TensorFlow Playground (2016)", href: "https://playground.tensorflow.org/" },
];

export const neuronProse = (lang: Lang, acts: Acts): TemplateResult => prose(lang, lang === "zh" ? chinese(acts) : english(acts));
