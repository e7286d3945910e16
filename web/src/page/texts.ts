// The page's Chinese texts, by the `data-text` and `data-label` of the elements that have the English texts.

export const chinese: Record<string, string> = {
  title: "Pupil：在浏览器里训练神经网络",
  home: "Pupil 首页",
  lessons: "互动演示",
  navNeuron: "神经元",
  navDigits: "手写数字",
  navPhotos: "照片",
  navWords: "词语",
  navModel: "你的模型",
  navBook: "教程",
  book: "完整教程",
  embed: "把互动演示放进你的网页",
  docs: "文档",
  neuron: "放几个点，看神经元如何把分界线弯过来。",
  digits: "写一个数字，看网络如何认出它，再亲手教会一个新网络。",
  photos: "对着摄像头展示两样东西，教浏览器把它们分清。",
  words: "写一句话，看判断随着每个词如何变化。",
  model: "把 Keras 模型拖进来：试一试，看内部，继续训练。",
  python: "用 Python 写 Keras，就在浏览器里训练。",
  alsoTable: "只有表格、没有模型？来预测其中的一列",
  waiting: "正在载入互动演示……",
  aboutPage: "关于本页与设置",
  privacy: "一切都在你的电脑上运行，什么都不上传。打开过一次之后，断网也能用；Python 要先运行过一次。",
  language: "语言",
  theme: "颜色",
  auto: "跟随系统",
  light: "浅色",
  dark: "深色",
  device: "计算设备",
  deviceAuto: "自动",
  deviceCpu: "处理器",
  deviceGpu: "显卡（WebGPU）",
  footer:
    "Pupil 是用 Rust 编写、编译为 WebAssembly 的深度学习引擎，层、损失函数与优化器和 Keras 3 一致。各课依照入门教程《Python 深度学习：从入门到精通》。",
};

/** The engine's reasons why there is no GPU. */
const chineseReasons: Record<string, string> = {
  "the CPU was asked for": "已选择处理器",
  "this browser has no WebGPU": "此浏览器不支持 WebGPU",
  "this browser has WebGPU but finds no GPU": "此浏览器支持 WebGPU，但没有找到显卡",
  "the only GPU is a program on the CPU": "唯一的“显卡”是在处理器上运行的软件",
};

/** An engine's reason in Chinese, if it is known. */
export function chineseReason(reason: string): string {
  const known = Object.keys(chineseReasons).find((text) => reason.startsWith(text));
  return known ? chineseReasons[known]! : reason;
}
