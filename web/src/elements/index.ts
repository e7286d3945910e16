// Defines each lesson's element when it comes near the view, so that nobody waits for the code of lessons further down;
// with `loading="eager"` at once, and with `loading="click"` after a click.
//
// Elements inside shadow roots are not found here. Import the lesson's own module there, for example `pupil-digits.js`.
// Where there is no window, such as on a server that makes pages, importing this does nothing.

import { showFace, waits } from "./shared/face.ts";
import { langAt } from "./shared/i18n.ts";

const MODULES: Record<string, () => Promise<unknown>> = {
  "pupil-neuron": () => import("./neuron/lesson.ts"),
  "pupil-regression": () => import("./regression/lesson.ts"),
  "pupil-digits": () => import("./digits/lesson.ts"),
  "pupil-photos": () => import("./photos/lesson.ts"),
  "pupil-sentiment": () => import("./sentiment/lesson.ts"),
  "pupil-model": () => import("./model/element.ts"),
  "pupil-python": () => import("./python/element.ts"),
  "pupil-question": () => import("./shared/question.ts"),
  "pupil-python-place": () => import("./python/place.ts"),
};

/** The tags of all lessons. */
export const LESSONS = Object.keys(MODULES);

/** How often each lesson's code failed to load. */
const failures = new Map<string, number>();

/**
 * Imports a lesson's code. Chromium remembers an address that failed to import; a fragment makes it another address.
 */
function load(name: string): Promise<unknown> {
  const failed = failures.get(name);
  return failed ? import(new URL(`${name}.js#${failed}`, import.meta.url).href) : MODULES[name]!();
}

/** How far below the view a lesson is loaded, so that it is there when the visitor scrolls to it. */
const MARGIN = "800px";

let near: IntersectionObserver | undefined;

/** Loads an element's code. */
function get(lesson: Element): void {
  load(lesson.localName).catch((error: unknown) => failed(lesson, error));
}

/** Shows the failure in the lesson's place, with a button to try again, because the network may be back. */
function failed(lesson: Element, error: unknown): void {
  failures.set(lesson.localName, (failures.get(lesson.localName) ?? 0) + 1);
  console.error(`${lesson.localName} could not be loaded`, error);
  lesson.dispatchEvent(new CustomEvent("pupil-error", { detail: { error }, bubbles: true, composed: true }));
  const chinese = langAt(lesson) === "zh";
  const line = document.createElement("p");
  const again = document.createElement("button");
  again.textContent = chinese ? "重试" : "Try again";
  again.onclick = () => {
    line.remove();
    get(lesson);
  };
  line.append(chinese ? "互动演示无法载入。 " : "The lesson could not be loaded. ", again);
  // No element shows this slot, or reads it.
  line.slot = "failed";
  // What the page put there stays.
  lesson.append(line);
  // Another element's "Try again" may load the code, too.
  void customElements.whenDefined(lesson.localName).then(() => line.remove());
}

const selector = LESSONS.join();

/** Loads an element's code when its time has come. */
function expect(lesson: Element): void {
  if (customElements.get(lesson.localName)) return;
  if (lesson.getAttribute("loading") === "eager") get(lesson);
  else if (waits(lesson)) showFace(lesson, () => get(lesson));
  else near!.observe(lesson);
}

function watch(root: Element | Document): void {
  if (root instanceof Element && root.matches(selector)) expect(root);
  for (const element of root.querySelectorAll(selector)) expect(element);
}

/** Marks a page in which another copy of this file watches already. */
const WATCHED = Symbol.for("pupil-elements");

function begin(): void {
  near = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near!.unobserve(target);
        get(target);
      }
    },
    { rootMargin: MARGIN },
  );
  watch(document);
  new MutationObserver((changes) => {
    for (const { addedNodes, removedNodes } of changes) {
      for (const node of addedNodes) if (node instanceof Element) watch(node);
      for (const node of removedNodes) if (node instanceof Element) forget(node);
    }
  }).observe(document, { childList: true, subtree: true });
}

/** An element that left the page is not waited for. */
function forget(root: Element): void {
  if (root.isConnected) return;
  if (root.matches(selector)) near!.unobserve(root);
  for (const element of root.querySelectorAll(selector)) near!.unobserve(element);
}

if (globalThis.document && !(WATCHED in globalThis)) {
  Object.defineProperty(globalThis, WATCHED, { value: true });
  begin();
}
