// The page around the lessons: which one is shown, language and colours, what was done, and files for them.

import { configure, ready, type Backend, type EngineInfo } from "../api/index.ts";
import { LESSONS } from "../elements/index.ts";
import { takeFiles } from "./give.ts";
import { remember, remembered } from "./kept.ts";
import { follow, nameOf } from "./route.ts";
import { chinese, chineseReason } from "./texts.ts";

type Lang = "en" | "zh";
type Theme = "auto" | "light" | "dark";

const english = new Map<Element, string>();
/** The English labels of elements with a `data-label`. */
const labels = new Map<Element, string>();
const lessons = () => document.querySelectorAll(LESSONS.join());

function speak(lang: Lang): void {
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
  for (const link of document.querySelectorAll('[href^="docs/"]')) {
    const page = link.getAttribute("href")!.replace(/^docs\/(zh\/)?/, "");
    link.setAttribute("href", `docs/${lang === "zh" ? "zh/" : ""}${page}`);
  }
  for (const lesson of lessons()) lesson.setAttribute("lang", lang);
  tellDevice();
}

/** What the engine runs on, once it is open. */
let engine: EngineInfo | undefined;

/** Says what models run on, and why it is not a GPU. */
function tellDevice(): void {
  if (!engine) return;
  const inChinese = document.documentElement.lang === "zh-Hans";
  const { backend, adapter, reason = "" } = engine;
  const cpu = inChinese ? "模型在处理器上运行。" : "Models run on the CPU.";
  const gpu =
    (document.getElementById("device") as HTMLSelectElement).value === "webgpu"
      ? [`Models run on the GPU (${adapter}).`, `模型在显卡上运行（${adapter}）。`]
      : [`Models run on the CPU. A training that is faster on the GPU (${adapter}) runs there.`,
         `模型在处理器上运行；在显卡（${adapter}）上训练更快时，会改用显卡。`];
  const why = inChinese ? `没有使用显卡：${chineseReason(reason)}。` : ` No GPU is used: ${reason}.`;
  const line = document.getElementById("device-line")!;
  line.textContent = backend === "webgpu" ? gpu[inChinese ? 1 : 0]! : reason ? cpu + why : cpu;
}

function paint(theme: Theme): void {
  document.documentElement.dataset.theme = theme;
  for (const lesson of lessons()) {
    if (theme === "auto") lesson.removeAttribute("theme");
    else lesson.setAttribute("theme", theme);
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

/**
 * Opens the engine, if the lesson has not done so, and then copies the page's files for use without a network. Nobody
 * waits for either, so neither may delay what the visitor came to see.
 */
async function prepare(): Promise<void> {
  // A lesson that cannot show anything must not keep the others waiting.
  await new Promise((resolve) => {
    for (const event of ["first-result", "pupil-error"]) addEventListener(event, resolve, { once: true });
  });
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
    if (engine.adapter !== null) await keepPart("gpu");
  } catch (error) {
    console.warn("no offline copy:", error);
  }
}

// A new service worker asks which build this page is of.
navigator.serviceWorker?.addEventListener("message", ({ data, ports }) => {
  if (data === "build") ports[0]?.postMessage(document.querySelector<HTMLMetaElement>('meta[name="pupil-build"]')!.content);
});

/** Has a part of the page copied for use without a network. */
async function keepPart(part: "gpu" | "python"): Promise<void> {
  (await navigator.serviceWorker?.ready)?.active?.postMessage(part);
}

document.addEventListener("pupil-run", () => void keepPart("python"), { once: true });

/** The lessons in which the visitor trained something. */
const done = new Set((remembered("done") ?? "").split(" ").filter(Boolean));

/** Ticks them in the rail. */
function tick(): void {
  for (const link of document.querySelectorAll("nav a")) link.classList.toggle("done", done.has(link.getAttribute("href")!.slice(1)));
}

document.addEventListener("pupil-trained", (event) => {
  const article = (event.target as Element).closest("article");
  if (!article || done.has(nameOf(article))) return;
  done.add(nameOf(article));
  remember("done", [...done].join(" "));
  tick();
});

// A click beside the panel closes it, and so does Escape.
const about = document.querySelector<HTMLDetailsElement>(".about")!;
document.addEventListener("click", ({ target }) => {
  if (about.open && !about.contains(target as Node)) about.open = false;
});
document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape") about.open = false;
});

follow();
tick();
takeFiles();
bind("lang", "lang", navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en", (value) => speak(value as Lang));
bind("theme", "theme", "auto", (value) => paint(value as Theme));
// The engine stays on the device that it started with, so a new choice reloads the page; what was trained is kept. A
// link may name a device, and does so if the choice cannot be stored.
const asked = new URL(location.href);
const device = document.getElementById("device") as HTMLSelectElement;
// A name that is not in the list is ignored.
const linked = [...device.options].map(({ value }) => value).find((value) => value === asked.searchParams.get("backend"));
bind("device", "backend", "auto", (kept) => choose(linked ?? kept), (value) => {
  asked.searchParams.delete("backend");
  asked.hash = location.hash;
  if (remembered("backend") !== value) asked.searchParams.set("backend", value);
  if (asked.href === location.href) location.reload();
  else location.replace(asked);
});
if (linked) device.value = linked;
void prepare();
