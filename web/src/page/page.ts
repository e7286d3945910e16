// The page around the lessons: language and colours, kept between visits.

import { LESSONS } from "../elements/index.ts";

type Lang = "en" | "zh";
type Theme = "auto" | "light" | "dark";

/** The page's own texts, by the `data-text` of the elements that hold the English ones. */
const chinese: Record<string, string> = {
  title: "Pupil：在浏览器里训练神经网络",
  headline: "在这个标签页里学习的神经网络",
  lead: "写一个数字，网络会边看边认。然后亲手训练一个：不用安装，不用显卡，什么都不上传。",
  sentimentTitle: "一句话，一个词一个词地读",
  sentimentLead:
    "写下你对一部电影的看法，网络会说出你有多喜欢它，以及是哪些词泄露了你的心思。给它四个句子，它会背下来；给它两千个，它才开始理解。",
  language: "语言",
  theme: "主题",
  auto: "跟随系统",
  light: "浅色",
  dark: "深色",
  footer: "引擎用 Rust 编写，编译为 WebAssembly；层、损失与优化器与 Keras 3 一致。一切都在你的电脑上运行。",
};

const english = new Map<Element, string>();
const lessons = () => document.querySelectorAll(LESSONS.join());

function show(lang: Lang): void {
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-text]")) {
    if (!english.has(element)) english.set(element, element.textContent ?? "");
    const key = element.getAttribute("data-text")!;
    element.textContent = (lang === "zh" ? chinese[key] : undefined) ?? english.get(element)!;
  }
  for (const lesson of lessons()) lesson.setAttribute("lang", lang);
}

function paint(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const lesson of lessons()) {
    if (theme === "auto") lesson.removeAttribute("theme");
    else lesson.setAttribute("theme", theme);
  }
}

/** Storage may be forbidden, in a frame for example; the choice then lasts as long as the page. */
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

function bind(id: string, key: string, first: string, apply: (value: string) => void): void {
  const select = document.getElementById(id) as HTMLSelectElement;
  select.value = remembered(key) ?? first;
  apply(select.value);
  select.addEventListener("change", () => {
    remember(key, select.value);
    apply(select.value);
  });
}

bind("lang", "lang", navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", (value) => show(value as Lang));
bind("theme", "theme", "auto", (value) => paint(value as Theme));
