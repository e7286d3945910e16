// Which lesson is shown: the address names it, and holds its state: `#digits?lr=0.01`.

/** Earlier names of lessons, which links may still have. */
const EARLIER: Record<string, string> = { regression: "neuron", sentiment: "words" };

/** The lesson that is shown if the address names none. */
const FIRST = "digits";

/** The articles have other ids than the address, or the browser would scroll to them. */
const PREFIX = "lesson-";

const articles = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>("article")];

/** What the address says. */
function asked(): { id: string; state: string } {
  const [name = "", state = ""] = location.hash.slice(1).split(/\?(.*)/s);
  const id = EARLIER[name] ?? name;
  return document.getElementById(PREFIX + id) ? { id, state } : { id: FIRST, state: "" };
}

/** The lesson that is shown. */
export const current = (): HTMLElement => articles().find((article) => !article.hidden)!;

/** A lesson's name in the address. */
export const nameOf = (article: Element): string => article.id.slice(PREFIX.length);

/** The element of a lesson. */
export const lessonOf = (article: HTMLElement): HTMLElement => article.querySelector<HTMLElement>("[data-lesson]")!;

/** The last known states of the lessons. */
const states = new Map<string, string>();

/** Shows the lesson that the address names, in the state that it holds. */
function show(): void {
  const { id, state } = asked();
  const before = nameOf(current());
  for (const article of articles()) {
    article.hidden = nameOf(article) !== id;
    if (!article.hidden && state) lessonOf(article).setAttribute("state", state);
  }
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === `#${id}`) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  if (state) states.set(id, state);
  // A lesson that is shown again has the state in which the visitor left it.
  const left = states.get(id);
  if (!state && left) history.replaceState(null, "", `#${id}?${left}`);
  if (before !== id) scrollTo({ top: 0, behavior: "instant" });
  document.querySelector('nav a[aria-current="page"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/** Shows another lesson. */
export function go(id: string): HTMLElement {
  location.hash = id;
  show();
  return current();
}

/** Shows the lesson of the address, follows the address, and writes lessons' states into it. */
export function follow(): void {
  show();
  addEventListener("hashchange", show);
  document.addEventListener("pupil-state", (event) => {
    const article = (event.target as Element).closest("article");
    const { detail } = event as CustomEvent<string>;
    if (article) states.set(nameOf(article), detail);
    if (article && !article.hidden) history.replaceState(null, "", `#${nameOf(article)}${detail ? `?${detail}` : ""}`);
  });
}
