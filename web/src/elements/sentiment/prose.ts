// The text of the lesson "Words".

import { html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { act, prose, term, type Prose } from "../shared/prose.ts";
import type { ShippedModel } from "./shipped.ts";
import type { Source } from "./sources.ts";

/** What phrases of the text do on the stage. */
export interface ProseActions {
  /** Puts a sentence into the box. */
  write(text: string): void;
  show(view: string): void;
  /** Shows the gates at a word of a sentence. */
  point(text: string, word: string): void;
  /** Lists the neighbours of a word. */
  nearest(word: string): void;
  train(source: Source): void;
}

const english = (does: ProseActions, { lang, told }: ShippedModel): Prose => ({
  paragraphs: [
    html`Write a sentence. The network reads it from left to right and changes its mind as it goes: the line shows the
      verdict after every word. ${act(`Put in “${told.turning}”`, () => does.write(told.turning))} and look at the last two
      words. “${told.turns}” alone tips the verdict down, and “${told.turned}” after it turns it up again.`,
    html`A network can only calculate, so each word becomes a list of numbers, its
      ${term("embedding", "A list of numbers for each word of the vocabulary. They start at random, or, as in the English model here, from vectors learned on other texts; they are learned like all other weights.")}.
      Nobody wrote these numbers: they were learned, because they help to judge.
      ${act("Open the word map", () => does.nearest(told.praise))}: words of praise lie on one side and words of blame on the
      other.`,
    html`The ${term("LSTM", "Long short-term memory: a layer that reads one word after the other and keeps a memory, which gates protect.")}
      keeps a memory of what it has read. At each word, a ${term("gate", "A number from 0 to 1 for each cell of the memory. It is computed from the word and from the state before.")}
      decides for each cell how much of the memory stays, how much of the new word is written, and how much is shown.
      ${act(`Look inside at “${told.turned}”`, () => does.point(told.turning, told.turned))}: each bar is one cell.`,
    html`Which words decided? Take one out and ask again: what changes is that word's doing. The page does this for every word
      and tints it blue (for) or orange (against). Try it by hand: click a word, or drag it to another place. A word that was
      rare in training pushes the answer a little, one way or the other, by chance. If the answer is close to one half, or no
      word does more than chance, the page says “undecided”, as for
      ${act(`“${told.neutral}”`, () => does.write(told.neutral))}`,
    html`Now train one. ${act("Four sentences", () => does.train("four"))} are learned by heart within seconds, and the network
      knows nothing else. ${act("Take the built-in reviews", () => does.train(lang === "zh" ? "chinese" : "corpus"))} and watch both curves under
      ${act("Training", () => does.show("training"))}: when validation turns up while the training loss still falls, the network
      memorises. That is ${term("overfitting", "The network gets better on its training examples and worse on new ones.")}.`,
  ],
  questions: [
    {
      question: "Why does the verdict on “not bad” turn at “bad”?",
      answers: ["The network counts the two negative words", "Its state after “not” changes what “bad” does", "“Bad” is a positive word in reviews"],
      right: 1,
      because: "The same word meets another state. Take out “not”, and “bad” pulls the verdict down.",
    },
    {
      question: "A network was trained on four sentences and gets all four right. How good is it?",
      answers: ["100%", "Nobody can tell from these four", "25%"],
      right: 1,
      because: "It may have learned them by heart. Only sentences that it has not seen can tell.",
    },
    {
      question: "The forget gate of a cell is 0.98. What happens to its memory?",
      answers: ["Nearly all of it stays", "Nearly all of it is erased", "It doubles"],
      right: 0,
      because: "The memory is multiplied by the gate: 0.98 keeps 98 % of it.",
    },
  ],
  sources: [
    { title: "Hochreiter and Schmidhuber: Long Short-Term Memory (1997)", href: "https://doi.org/10.1162/neco.1997.9.8.1735" },
    { title: "Olah: Understanding LSTM Networks", href: "https://colah.github.io/posts/2015-08-Understanding-LSTMs/" },
    { title: "Socher et al.: the Stanford Sentiment Treebank (2013)", href: "https://aclanthology.org/D13-1170/" },
    { title: "Zeiler and Fergus: occlusion, in Visualizing and Understanding Convolutional Networks (2014)", href: "https://arxiv.org/abs/1311.2901" },
  ],
});

const chinese = (does: ProseActions, { lang, told }: ShippedModel): Prose => ({
  paragraphs: [
    html`写一句话。网络从左到右逐词阅读，边读边改变判断：折线就是读到每个词时的判断。${act(`放入“${told.turning}”`, () => does.write(told.turning))}，看最后两个词：读到“${told.turns}”，判断变差；再读到“${told.turned}”，判断反而变好。`,
    html`网络只会计算，所以每个词先变成一串数字，叫作${term("词向量", "词表中每个词对应的一串数字。开始时是随机的；本页的英文模型则从其他文本训练出的词向量开始。之后和其他权重一样通过训练得到。")}。这些数字不是人写的，而是训练出来的，因为它们有助于判断。${act("打开词语地图", () => does.nearest(told.praise))}：称赞的词在一边，批评的词在另一边。`,
    html`${term("LSTM", "长短期记忆网络：逐词阅读的层，用门来保护记忆。")}会记住读过的内容。每读一个词，${term("门", "记忆的每个单元对应一个 0 到 1 的数，由当前的词和之前的状态算出。")}决定每个单元保留多少记忆、写入多少新内容、输出多少。${act(`看看读到“${told.turned}”时的内部`, () => does.point(told.turning, told.turned))}：一根柱子就是一个单元。`,
    html`哪些词起了作用？去掉一个词再问一遍，变化就是这个词的作用。页面对每个词都这样做：蓝色表示偏正面，橙色表示偏负面。你也可以亲手试：点一下去掉一个词，或者把它拖到别处。训练中很少见的词也有影响，但那只是偶然。如果结果接近 50%，或者没有哪个词的影响超过偶然，页面就显示“难以判断”，例如 ${act(`“${told.neutral}”`, () => does.write(told.neutral))}`,
    html`现在自己训练一个。${act("四个句子", () => does.train("four"))}几秒钟就能背下来，但别的什么也不会。${act("换成内置的评论", () => does.train(lang === "zh" ? "chinese" : "corpus"))}，在${act("“训练”", () => does.show("training"))}里看两条曲线：训练损失还在下降，验证损失却开始上升，说明网络在死记硬背，这就是${term("过拟合", "网络在训练样本上越来越好，在新样本上却越来越差。")}。`,
  ],
  questions: [
    {
      question: "读 “not bad” 时，为什么读到 bad 判断反而变好？",
      answers: ["网络数了两个否定词", "读过 not 之后状态变了，bad 的作用也就变了", "bad 在评论里是褒义词"],
      right: 1,
      because: "同一个词遇到了不同的状态。去掉 not，bad 就会使判断变差。",
    },
    {
      question: "网络用四个句子训练，这四句全部答对。它有多好？",
      answers: ["100%", "只看这四句无法知道", "25%"],
      right: 1,
      because: "它可能只是背下来了。要用没见过的句子来检验。",
    },
    {
      question: "某个单元的遗忘门是 0.98，它的记忆会怎样？",
      answers: ["几乎全部保留", "几乎全部清除", "变成两倍"],
      right: 0,
      because: "记忆要乘以遗忘门的值：0.98 就是保留 98%。",
    },
  ],
  sources: [
    { title: "Hochreiter、Schmidhuber：Long Short-Term Memory（1997）", href: "https://doi.org/10.1162/neco.1997.9.8.1735" },
    { title: "Olah：Understanding LSTM Networks", href: "https://colah.github.io/posts/2015-08-Understanding-LSTMs/" },
    { title: "Socher 等：Stanford Sentiment Treebank（2013）", href: "https://aclanthology.org/D13-1170/" },
    { title: "Zeiler、Fergus：遮挡法，见 Visualizing and Understanding Convolutional Networks（2014）", href: "https://arxiv.org/abs/1311.2901" },
  ],
});

/** The text under the stage. */
export const wordsProse = (lang: Lang, does: ProseActions, model: ShippedModel): TemplateResult =>
  prose(lang, (lang === "zh" ? chinese : english)(does, model));
