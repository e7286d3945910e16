// What an element shows before it is started by a click: the page's own content, and a button. No code is loaded for it.

import { langAt } from "./i18n.ts";

const started = new WeakSet<Element>();
const waiting = new WeakMap<Element, () => void>();
/** The style sheets that an element had before its face. */
const before = new WeakMap<Element, CSSStyleSheet[]>();

/** Kilobytes that an element loads, packed, until it works: `tag:kilobytes` with commas. web/finish.mjs writes it. */
const SIZES = "PUPIL_SIZES";

/** What is written on the button. */
function labelOf(element: Element): string {
  const chinese = langAt(element) === "zh";
  const kilobytes = Number(new RegExp(`${element.localName}:(\\d+)`).exec(SIZES)?.[1]);
  const size = kilobytes < 1000 ? `${kilobytes} KB` : `${(kilobytes / 1000).toFixed(1)} MB`;
  if (!kilobytes) return chinese ? "启动" : "Start";
  return chinese ? `启动（${size}）` : `Start (${size})`;
}

const STYLE = `
:host { display: block }
:host([hidden]) { display: none }
.start { position: relative; display: grid; gap: 8px; justify-items: start }
button {
  display: inline-flex; gap: .5em; align-items: center; min-height: 40px; padding: 0 1em; font: inherit; cursor: pointer;
  border: 1px solid currentColor; border-radius: var(--pupil-radius, 8px); background: none; color: inherit;
}
button:hover { text-decoration: underline }
button svg { width: .8em; height: .8em; fill: currentColor }
`;

/** True if an element waits for a click. */
export function waits(element: Element): boolean {
  // A property that was set is not an attribute yet.
  const loading = (element as { loading?: string }).loading ?? element.getAttribute("loading");
  return loading === "click" && !started.has(element);
}

/** Takes the face away, when the element itself is there. */
export function removeFace(element: Element): void {
  const root = element.shadowRoot;
  const sheets = before.get(element);
  before.delete(element);
  root?.replaceChildren();
  if (root && sheets) root.adoptedStyleSheets = sheets;
}

/** Starts an element that waits for a click. */
export function start(element: Element): void {
  started.add(element);
  waiting.get(element)?.();
  waiting.delete(element);
}

/**
 * Shows an element that waits for a click, in its shadow root: its slots `poster` and `caption`, its own content, and a
 * button that says how much is loaded. After the click, `begin` is called. The face stays until {@link removeFace}.
 */
export function showFace(element: Element, begin: () => void): void {
  const root = element.shadowRoot ?? element.attachShadow({ mode: "open" });
  if (!before.has(element)) before.set(element, [...root.adoptedStyleSheets]);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const box = document.createElement("div");
  box.className = "start";
  const button = document.createElement("button");
  button.part.add("start");
  const icon = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  icon.setAttribute("viewBox", "0 0 16 16");
  icon.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", "M3 1.5v13l11-6.5z");
  icon.append(path);
  button.append(icon, labelOf(element));
  button.onclick = () => {
    button.disabled = true;
    start(element);
  };
  const slot = (name: string): HTMLSlotElement => Object.assign(document.createElement("slot"), { name });
  box.append(slot("poster"), document.createElement("slot"), button);
  root.replaceChildren(box, slot("caption"));
  waiting.set(element, begin);
}
