// The text of the photos lesson.

import { html } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { act, prose, term, type Prose } from "../shared/prose.ts";

/** What phrases of the text do on the stage. */
export interface ProseActions {
  /** Looks at a drawing. */
  draw(which: "cat" | "mug" | "shoe"): void;
  /** Opens the camera. */
  camera(): void;
  /** Shows on the photo where a map of this stage answers. */
  peek(stage: number): void;
  heat(on: boolean): void;
  show(view: string): void;
  /** Chooses the network of the tutorial and opens the settings. */
  tutorial(): void;
}

const english = (does: ProseActions): Prose => ({
  paragraphs: [
    html`Show the network something: ${act("open the camera", does.camera)}, drop a photo, or look at
      ${act("a drawn cat", () => does.draw("cat"))} and ${act("a drawn mug", () => does.draw("mug"))}. Before it looks, the photo shrinks to a
      small square of three grids of numbers: red, green and blue. That is all it gets.`,
    html`Each stage computes ${term("feature maps", "Pictures of where a filter found what it looks for: bright where it fits.")} from the
      stage before, and halves their size. ${act("Look at a map of the first stage", () => does.peek(1))}: it answers to edges and colours.
      ${act("A map of a late stage", () => does.peek(4))} answers to larger shapes, wherever they are.
      ${term("Global pooling", "The mean of each map: one number that says how much of it was found, but not where.")} turns the last maps into features.`,
    html`Your classes need only a new last layer on these features. This is
      ${term("transfer learning", "A network that was trained on one task is the base for another one, so that few examples are enough.")}:
      the filters stay as they are, so the features of each photo are computed once, and the layer learns in less than a second. Record ten photos of two
      things in different light, from different sides, and watch it start by itself. Or take the long way:
      ${act("train the tutorial’s network from scratch", does.tutorial)}, with 19 million weights and some hundred photos at least.`,
    html`${act("Switch on what decided", () => does.heat(true))}: ${term("Grad-CAM", "The last maps, each weighted by how much the class’s output would grow with it, added up.")}
      brightens the places that speak for the answer. If it lights up the table instead of the mug, your photos of mugs had that table in common.
      Take some with another one behind them.`,
    html`Some photos are kept for testing. The network never learns from them, so only they can tell how well it does on new ones:
      ${act("the results", () => does.show("results"))} show each mistake. Pictures recorded in one go are nearly the same. For an honest test, record again at
      another place. And a network that knows two classes will call your cat one of the two.`,
  ],
  questions: [
    {
      question: "Why are ten photos enough here, when training from scratch needs hundreds?",
      answers: ["The new photos are sharper", "The filters are already there; only the last layer is new", "The network has fewer classes"],
      right: 1,
      because: "The base learned its filters from many thousands of photos. The new layer only has to weigh what they find.",
    },
    {
      question: "All 20 test photos are right, but at your friend’s place it fails. What is the likely reason?",
      answers: ["The learning rate is too high", "Test and training photos were taken in one go, at one place", "The network is too small"],
      right: 1,
      because: "Then the test only shows that it knows this table and this light. Test with photos from another place.",
    },
    {
      question: "You taught it mugs and glasses. What does it say about a cat?",
      answers: ["Nothing", "“I do not know”", "Mug or glasses, maybe with 95%"],
      right: 2,
      because: "Its outputs share 100% among the classes that it has. Add a class “something else” with photos of other things.",
    },
  ],
  sources: [
    { title: "Selvaraju et al. 2017: Grad-CAM", href: "https://arxiv.org/abs/1610.02391" },
    { title: "Yosinski et al. 2014: How transferable are features in deep neural networks?", href: "https://arxiv.org/abs/1411.1792" },
    { title: "He et al. 2015: Deep residual learning for image recognition", href: "https://arxiv.org/abs/1512.03385" },
    { title: "Keras: Transfer learning and fine-tuning", href: "https://keras.io/guides/transfer_learning/" },
  ],
});

const chinese = (does: ProseActions): Prose => ({
  paragraphs: [
    html`先给网络看点什么：${act("打开摄像头", does.camera)}，拖入一张照片，或者看看${act("手绘的猫", () => does.draw("cat"))}和${act("手绘的杯子", () => does.draw("mug"))}。照片会先缩成一个小正方形，变成红、绿、蓝三张数字表。网络看到的只有这些数字。`,
    html`每一级都从上一级计算出${term("特征图", "滤波器在哪里找到了目标：越亮，匹配得越好。")}，同时把尺寸减半。${act("看一张第一级的特征图", () => does.peek(1))}：它对边缘和颜色有响应。${act("后面几级的特征图", () => does.peek(4))}对更大的形状有响应，不管它们出现在哪里。最后，${term("全局池化", "对每张特征图取平均：一个数，表示找到了多少，但不再记录位置。")}把特征图变成一组特征。`,
    html`要认识你的类别，只需在这些特征上训练新的最后一层。这叫${term("迁移学习", "用已经训练好的网络作为新任务的基础，因此少量样本就够了。")}：滤波器保持不变，每张照片的特征只算一次，最后一层不到一秒就能学会。为两样东西各拍几张照片，换换光线和角度，满十张后它会自动开始训练。你也可以走远路：${act("从零训练教程里的网络", does.tutorial)}，它有 1900 万个权重，至少需要几百张照片。`,
    html`${act("显示判断依据", () => does.heat(true))}：${term("Grad-CAM", "把最后一级的特征图按“它对该类输出的影响”加权相加。")}会标亮支持当前答案的区域。如果亮的是桌子而不是杯子，说明你的杯子照片都有同一张桌子。换个背景再拍几张。`,
    html`有一部分照片留作测试，不参与训练。只有它们能说明网络对新照片的效果：${act("结果", () => does.show("results"))}页会列出每个错误。一次连拍的照片几乎相同，想要可靠的测试，请换个地方再拍一些。另外，只学过两类的网络，看到你的猫也只会从这两类中选一个。`,
  ],
  questions: [
    {
      question: "为什么这里十张照片就够，而从零训练需要几百张？",
      answers: ["新照片更清晰", "滤波器已经训练好，只有最后一层是新的", "类别更少"],
      right: 1,
      because: "基础网络的滤波器是从成千上万张照片里学来的，新的一层只需要学会如何权衡它们的发现。",
    },
    {
      question: "20 张测试照片全对，到了朋友家却认错了。最可能的原因是什么？",
      answers: ["学习率太高", "测试和训练照片是在同一个地方连拍的", "网络太小"],
      right: 1,
      because: "这样的测试只能说明它认得这张桌子和这种光线。请用别处拍的照片测试。",
    },
    {
      question: "你教它认识了杯子和眼镜。给它看一只猫，它会怎么说？",
      answers: ["什么也不说", "“不知道”", "杯子或眼镜，甚至有 95% 的把握"],
      right: 2,
      because: "所有类别的概率加起来总是 100%。可以加一个“其他”类别，放入别的东西的照片。",
    },
  ],
  sources: [
    { title: "Selvaraju 等，2017：Grad-CAM（英文）", href: "https://arxiv.org/abs/1610.02391" },
    { title: "Yosinski 等，2014：深度网络的特征可迁移性如何？（英文）", href: "https://arxiv.org/abs/1411.1792" },
    { title: "He 等，2015：用于图像识别的深度残差学习（英文）", href: "https://arxiv.org/abs/1512.03385" },
    { title: "Keras：迁移学习与微调（英文）", href: "https://keras.io/guides/transfer_learning/" },
  ],
});

/** The text below the stage. */
export const photosProse = (lang: Lang, does: ProseActions) => prose(lang, (lang === "zh" ? chinese : english)(does));
