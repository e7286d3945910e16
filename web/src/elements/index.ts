// Defines each lesson's element when it comes near the view, so that nobody waits for the code of lessons further down.
//
// Elements inside shadow roots are not found here. Import the lesson's own module there, for example `pupil-digits.js`.

const MODULES: Record<string, () => Promise<unknown>> = {
  "pupil-neuron": () => import("./neuron/lesson.ts"),
  "pupil-regression": () => import("./regression/lesson.ts"),
  "pupil-digits": () => import("./digits/lesson.ts"),
  "pupil-photos": () => import("./photos/lesson.ts"),
  "pupil-sentiment": () => import("./sentiment/lesson.ts"),
  "pupil-model": () => import("./model/element.ts"),
  "pupil-python": () => import("./python/element.ts"),
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

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      load(target.localName).catch((error: unknown) => failed(target, error));
    }
  },
  { rootMargin: MARGIN },
);

/** Shows the failure in the lesson's place, with a button to try again, because the network may be back. */
function failed(lesson: Element, error: unknown): void {
  failures.set(lesson.localName, (failures.get(lesson.localName) ?? 0) + 1);
  console.error(`${lesson.localName} could not be loaded`, error);
  const chinese = (lesson.getAttribute("lang") || navigator.language).toLowerCase().startsWith("zh");
  const again = document.createElement("button");
  again.textContent = chinese ? "重试" : "Try again";
  again.onclick = () => {
    lesson.replaceChildren();
    near.observe(lesson);
  };
  lesson.replaceChildren(chinese ? "课程无法载入。 " : "The lesson could not be loaded. ", again);
}

const selector = LESSONS.join();

function watch(root: Element | Document): void {
  if (root instanceof Element && root.matches(selector)) near.observe(root);
  for (const element of root.querySelectorAll(selector)) near.observe(element);
}

watch(document);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes) for (const node of addedNodes) if (node instanceof Element) watch(node);
}).observe(document, { childList: true, subtree: true });
