// The page around the lessons: language and colours, which are kept between visits.

import { configure, ready, type Backend, type EngineInfo } from "../api/index.ts";
import { LESSONS } from "../elements/index.ts";
import type { ModelElement } from "../elements/model/element.ts";

type Lang = "en" | "zh";
type Theme = "auto" | "light" | "dark";

/** The page's Chinese texts, by the `data-text` of the elements that have the English texts. */
const chinese: Record<string, string> = {
  title: "Pupil：在浏览器里训练神经网络",
  headline: "就在这个标签页里的深度学习",
  lead: "从拟合一条直线到读懂一句话：四节课，都在你眼前、在你自己的电脑上训练。不用安装，不用显卡，什么都不上传；打开过一次之后，断网也能用。",
  navRegression: "回归",
  lessons: "课程",
  waiting: "正在载入课程……",
  navDigits: "数字",
  navPhotos: "照片",
  navSentiment: "情感",
  regression: "回归：一条线，一条边界，一张表",
  regressionIntro:
    "一切学习都始于穿过点的一条直线：几个权重，一个误差，以及让误差变小的办法。放几个点，看三种方法走到同一条直线；再学会区分类别，然后拖入你自己的表格。",
  digits: "数字：卷积网络",
  digitsIntro: "图片是数字组成的网格。卷积网络让小滤波器滑过整张图，因此无论笔画在哪里都能找到。",
  photos: "照片：猫、狗，以及你自己的类别",
  photosIntro:
    "同样的思路，加上颜色与深度。照片立即识别；每类十张照片就能教会网络新东西，因为它已经认识边缘、毛发和眼睛。",
  sentiment: "情感：逐词读懂一句话",
  sentimentIntro:
    "语言讲究次序：“not bad” 是称赞。循环网络一个词一个词地读，记住要紧的内容。写下你对一部电影的看法，看看是哪些词泄露了你的心思。",
  navModel: "你的模型",
  model: "你的模型：试一试，看内部",
  modelIntro: "打开 Keras、Teachable Machine 或 TensorFlow.js 的模型，给它一个输入，看它如何回答。",
  language: "语言",
  theme: "主题",
  auto: "跟随系统",
  light: "浅色",
  dark: "深色",
  device: "计算设备",
  deviceAuto: "自动",
  deviceCpu: "处理器",
  deviceGpu: "显卡（WebGPU）",
  footer: "引擎用 Rust 编写，编译为 WebAssembly；层、损失与优化器与 Keras 3 一致。一切都在你的电脑上运行。各课依照广为人知的入门教程《Python 深度学习：从入门到精通》；文中所说的“教程”即指其中的模型。",
};

/** The engine's reasons why there is no GPU. */
const chineseReasons: Record<string, string> = {
  "the CPU was asked for": "已选择处理器",
  "this browser has no WebGPU": "此浏览器不支持 WebGPU",
  "this browser has WebGPU but finds no GPU": "此浏览器支持 WebGPU，但没有找到显卡",
  "the only GPU is a program on the CPU": "唯一的“显卡”是在处理器上运行的软件",
};

const english = new Map<Element, string>();
/** The English labels of elements with a `data-label`. */
const labels = new Map<Element, string>();
const lessons = () => document.querySelectorAll(LESSONS.join());

function show(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-text]")) {
    if (!english.has(element)) english.set(element, element.textContent ?? "");
    const key = element.getAttribute("data-text")!;
    element.textContent = (lang === "zh" ? chinese[key] : undefined) ?? english.get(element)!;
  }
  for (const element of document.querySelectorAll("[data-label]")) {
    if (!labels.has(element)) labels.set(element, element.getAttribute("aria-label")!);
    const key = element.getAttribute("data-label")!;
    element.setAttribute("aria-label", (lang === "zh" ? chinese[key] : undefined) ?? labels.get(element)!);
  }
  for (const lesson of lessons()) lesson.setAttribute("lang", lang);
  tellDevice();
}

/** What the engine runs on, once it is open. */
let engine: EngineInfo | undefined;

/** Shows what models run on, and why it is not a GPU. */
function tellDevice(): void {
  if (!engine) return;
  const chinese = document.documentElement.lang === "zh-Hans";
  const { backend, adapter, simd, reason = "" } = engine;
  const cpu = chinese ? `在处理器上计算（${simd}）` : `Computed on the CPU (${simd})`;
  const gpu =
    (document.getElementById("device") as HTMLSelectElement).value === "webgpu"
      ? [`Computed on the GPU (${adapter})`, `在显卡上计算（${adapter}）`]
      : [`Computed on the CPU (${simd}), or on the GPU (${adapter}) where a training is faster there`,
         `在处理器（${simd}）上计算；训练在显卡（${adapter}）上更快时改用显卡`];
  const [known = reason] = Object.keys(chineseReasons).filter((text) => reason.startsWith(text));
  const why = chinese ? `：${chineseReasons[known] ?? reason}` : `: ${reason}`;
  const line = document.getElementById("device-line")!;
  line.textContent = backend === "webgpu" ? gpu[chinese ? 1 : 0]! : reason ? cpu + why : cpu;
}

function paint(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const lesson of lessons()) {
    if (theme === "auto") lesson.removeAttribute("theme");
    else lesson.setAttribute("theme", theme);
  }
}

/** Storage may be forbidden, for example in a frame; then a choice lasts only as long as the page. */
function remembered(key: string): string | null {
  try {
    return localStorage.getItem(`pupil:${key}`);
  } catch {
    return null;
  }
}

function remember(key: string, value: string): void {
  try {
    localStorage.setItem(`pupil:${key}`, value);
  } catch {
    // See `remembered`.
  }
}

/** Connects a choice to storage. `apply` sets a value; `change`, if given, handles a new choice instead. */
function bind(
  id: string,
  key: string,
  first: string,
  apply: (value: string) => void,
  change: (value: string) => void = apply,
): void {
  const select = document.getElementById(id) as HTMLSelectElement;
  select.value = remembered(key) ?? first;
  apply(select.value);
  select.addEventListener("change", () => {
    remember(key, select.value);
    change(select.value);
  });
}

/** Sets the device for the engine, which a lesson or the page opens later. */
function choose(backend: string): void {
  try {
    configure({ backend: backend as Backend });
  } catch (error) {
    // The stored choice may no longer exist.
    console.warn(error);
  }
}

/** Milliseconds before the next try to open the engine. */
const ENGINE_RETRY = 15_000;

/** Resolves at the first result of the lesson in view, or at once if no lesson is in view. */
function firstResult(): Promise<void> {
  return new Promise((resolve) => {
    addEventListener("first-result", () => resolve(), { once: true });
    const observer = new IntersectionObserver((entries) => {
      observer.disconnect();
      if (!entries.some(({ isIntersecting }) => isIntersecting)) resolve();
    });
    for (const lesson of lessons()) observer.observe(lesson);
  });
}

/**
 * Opens the engine, if no lesson has done so, and then copies the page's files for use without a network. Nobody waits
 * for either, so neither may delay what the visitor came to see.
 */
async function follow(): Promise<void> {
  await firstResult();
  while (!engine) {
    try {
      engine = await ready();
      tellDevice();
    } catch (error) {
      // The lessons show what is wrong. A lesson may open the engine later, or the network may come back.
      console.warn(error);
      await new Promise((resolve) => setTimeout(resolve, ENGINE_RETRY));
    }
  }
  const { serviceWorker } = navigator;
  if (!serviceWorker) return;
  try {
    await serviceWorker.register("offline.js");
    if (engine.adapter !== null) (await serviceWorker.ready).active?.postMessage("gpu");
  } catch (error) {
    console.warn("no offline copy:", error);
  }
}

/** The storage key of the scroll position, so that a reload finds it again. */
const PLACE = "pupil:place";

/** Milliseconds for which an element is held in place while lessons load. */
const HOLD = 10_000;

/**
 * Keeps an element at its distance from the window's top while the lessons above it load and grow, until the visitor
 * scrolls, clicks or types.
 */
function hold(element: Element, below = 0): void {
  const observer = new ResizeObserver(() => {
    scrollTo({ top: element.getBoundingClientRect().top + scrollY - below, behavior: "instant" });
  });
  const moves = ["wheel", "touchstart", "pointerdown", "keydown"];
  const end = () => {
    observer.disconnect();
    for (const move of moves) removeEventListener(move, end);
  };
  for (const move of moves) addEventListener(move, end, { passive: true });
  setTimeout(end, HOLD);
  observer.observe(document.body);
}

/** The lesson that the address names. */
const named = (): Element | null => document.getElementById(location.hash.slice(1));

addEventListener("hashchange", () => {
  const element = named();
  if (element) hold(element);
});

addEventListener("pagehide", () => {
  const lessons = [...document.querySelectorAll("article")].map((article) => ({ id: article.id, top: article.getBoundingClientRect().top }));
  const above = lessons.findLast(({ top }) => top < innerHeight / 2);
  try {
    if (above) sessionStorage.setItem(PLACE, JSON.stringify(above));
    else sessionStorage.removeItem(PLACE);
  } catch {
    // See `remembered`.
  }
});

/** Scrolls to the position before a reload, or to the lesson that the address names. */
function arrive(): void {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  let left: { id: string; top: number } | undefined;
  try {
    left = JSON.parse(sessionStorage.getItem(PLACE) ?? "null") ?? undefined;
  } catch {
    // See `remembered`.
  }
  const element = left && navigation?.type === "reload" ? document.getElementById(left.id) : null;
  if (element) hold(element, left!.top);
  else if (named()) hold(named()!);
}

/** A model's file, or a folder. */
const MODEL = /\.(keras|h5|hdf5|json|zip|onnx|safetensors|tflite|pb)$|^[^.]*$/i;

/** Opens what was dropped or pasted anywhere on the page, if there is a model among it. */
function give(event: Event, data: DataTransfer | null): void {
  const element = document.querySelector<ModelElement>("pupil-model");
  const files = [...(data?.files ?? [])];
  if (event.defaultPrevented || !element || !files.some(({ name }) => MODEL.test(name))) return;
  event.preventDefault();
  // The browser empties the list as soon as the event is over.
  const entries = [...data!.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  hold(element.parentElement!);
  void customElements.whenDefined("pupil-model").then(() => element.take(entries.length ? entries : files));
}

document.addEventListener("dragover", (event) => event.dataTransfer?.types.includes("Files") && event.preventDefault());
document.addEventListener("drop", (event) => give(event, event.dataTransfer));
document.addEventListener("paste", (event) => give(event, event.clipboardData));

history.scrollRestoration = "manual";
arrive();

bind("lang", "lang", navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", (value) => show(value as Lang));
bind("theme", "theme", "auto", (value) => paint(value as Theme));
// The engine stays on the device that it started with, so a new choice reloads the page; what was trained is kept. A
// link may name a device, and does so if the choice cannot be stored.
const asked = new URL(location.href);
const device = document.getElementById("device") as HTMLSelectElement;
// A name that is not in the list is ignored.
const linked = [...device.options].map(({ value }) => value).find((value) => value === asked.searchParams.get("backend"));
bind("device", "backend", "auto", (kept) => choose(linked ?? kept), (value) => {
  asked.searchParams.delete("backend");
  if (remembered("backend") !== value) asked.searchParams.set("backend", value);
  if (asked.href === location.href) location.reload();
  else location.replace(asked);
});
if (linked) device.value = linked;
void follow();
