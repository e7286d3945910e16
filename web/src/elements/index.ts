// Defines the lessons' elements, each when one of them comes near the view: nobody waits for code of lessons further down.
//
// Elements within shadow roots are not seen from here; import the lesson's own module there, `pupil-digits.js` for example.

const MODULES: Record<string, () => Promise<unknown>> = {
  "pupil-regression": () => import("./regression/lesson.ts"),
  "pupil-digits": () => import("./digits/lesson.ts"),
  "pupil-photos": () => import("./photos/lesson.ts"),
  "pupil-sentiment": () => import("./sentiment/lesson.ts"),
};

/** The tags of all lessons. */
export const LESSONS = Object.keys(MODULES);

/** How far below the view a lesson is loaded, so that it stands there when it is scrolled to. */
const MARGIN = "800px";

const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      near.unobserve(target);
      MODULES[target.localName]!().catch((error: unknown) => failed(target, error));
    }
  },
  { rootMargin: MARGIN },
);

/** Says so in the lesson's place, with a button: the network may be back. */
function failed(lesson: Element, error: unknown): void {
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
