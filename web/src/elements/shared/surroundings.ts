// The page around an element: its real background, the colours that it gives by `--pupil-..`, and its language.

import type { LitElement, ReactiveController } from "lit";
import { WHITE, derived, isDark, mixed, type Given, type Rgb } from "./colours.ts";

/** Milliseconds after a change of the page at which its colours are read again: a change of colours may be gradual. */
const CHECKS = [0, 350];

/** Looks again, for each element that is in the page. */
const watched = new Set<() => void>();

let observer: MutationObserver | undefined;
const dark = matchMedia("(prefers-color-scheme: dark)");
/** Paper is white. */
const paper = matchMedia("print");
let checks: ReturnType<typeof setTimeout>[] = [];

function lookAll(): void {
  for (const look of watched) look();
}

function changed(): void {
  for (const check of checks) clearTimeout(check);
  checks = CHECKS.map((wait) => setTimeout(lookAll, wait));
}

/** Pages switch between light and dark, and between languages, by an attribute of `html` or `body`, or by another style sheet. */
function watch(look: () => void): void {
  watched.add(look);
  if (observer) return;
  observer = new MutationObserver(changed);
  observer.observe(document.documentElement, { attributes: true });
  observer.observe(document.body, { attributes: true });
  observer.observe(document.head, { childList: true });
  dark.addEventListener("change", changed);
  // At once: the browser does not wait before it prints.
  paper.addEventListener("change", lookAll);
  addEventListener("load", changed);
}

function unwatch(look: () => void): void {
  watched.delete(look);
  if (watched.size) return;
  observer?.disconnect();
  observer = undefined;
  for (const check of checks) clearTimeout(check);
  dark.removeEventListener("change", changed);
  paper.removeEventListener("change", lookAll);
  removeEventListener("load", changed);
}

let pixel: CanvasRenderingContext2D | null | undefined;

/** A colour as CSS writes it, with its opacity from 0 to 1; undefined if it is none. */
function read(css: string): [...Rgb, number] | undefined {
  const parts = /^rgba?\(([\d., ]+)\)$/.exec(css)?.[1]?.split(",").map(Number);
  if (parts && parts.length >= 3) return [parts[0]!, parts[1]!, parts[2]!, parts[3] ?? 1];
  if (!css || !CSS.supports("color", css)) return undefined;
  pixel ??= Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
  if (!pixel) return undefined;
  pixel.clearRect(0, 0, 1, 1);
  pixel.fillStyle = css;
  pixel.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = pixel.getImageData(0, 0, 1, 1).data;
  return [red!, green!, blue!, alpha! / 255];
}

const parentOf = (node: Element): Element | null =>
  node.assignedSlot ?? (node.parentNode instanceof ShadowRoot ? node.parentNode.host : node.parentElement);

/** What an element stands on, as far as that can be known: the colour, or only whether it is dark. */
function groundBehind(element: Element): { colour: Rgb } | { dark: boolean } | undefined {
  const films: [...Rgb, number][] = [];
  const parent = parentOf(element);
  for (let node = parent; node; node = parentOf(node)) {
    const { backgroundColor, backgroundImage } = getComputedStyle(node);
    // Of a picture only the page knows what can be read on it: it has chosen the colour of its text.
    if (backgroundImage !== "none") {
      const ink = read(getComputedStyle(parent!).color);
      return ink && { dark: !isDark([ink[0], ink[1], ink[2]]) };
    }
    const found = read(backgroundColor);
    if (found && found[3] > 0) {
      if (found[3] >= 0.99) {
        const [red, green, blue] = found;
        const colour = films.reduceRight<Rgb>((under, [r, g, b, alpha]) => mixed(under, [r, g, b], alpha), [red, green, blue]);
        return { colour };
      }
      films.push(found);
    }
  }
  // The page has no background: the browser's own follows from `color-scheme`.
  return undefined;
}

/** The colours that a page may give, each as `--pupil-..`. */
const GIVEN = ["surface", "ink", "accent", "for", "against"] as const;

/** Follows the page: gives an element the colours that can be read where it stands, and tells it the page's language. */
export class Surroundings implements ReactiveController {
  readonly #host: LitElement & { theme: string | undefined };
  readonly #sheet = new CSSStyleSheet();
  readonly #tell: (key: string, language: string) => void;
  #key: string | undefined;

  /** `tell` is called when the page may be another one: with a text that stands for the colours, and the page's language. */
  constructor(host: LitElement & { theme: string | undefined }, tell: (key: string, language: string) => void) {
    this.#host = host;
    this.#tell = tell;
    host.addController(this);
  }

  hostConnected(): void {
    const { renderRoot } = this.#host;
    if (renderRoot instanceof ShadowRoot && !renderRoot.adoptedStyleSheets.includes(this.#sheet)) {
      renderRoot.adoptedStyleSheets = [...renderRoot.adoptedStyleSheets, this.#sheet];
    }
    watch(this.look);
    this.look();
  }

  hostDisconnected(): void {
    unwatch(this.look);
  }

  /** Reads the colours around the element. */
  readonly look = (): void => {
    const host = this.#host;
    const styles = getComputedStyle(host);
    const given = Object.fromEntries(
      GIVEN.map((name) => {
        const colour = read(styles.getPropertyValue(`--pupil-${name}`).trim());
        // What can be seen through is no colour that can be relied on.
        return [name, colour && colour[3] >= 0.99 ? [colour[0], colour[1], colour[2]] : undefined];
      }),
    ) as Partial<Given>;
    if (paper.matches) given.surface = given.ink = undefined;
    const own = !paper.matches && (host.theme === "dark" || host.theme === "light");
    const ground = paper.matches ? { colour: WHITE } : own ? undefined : groundBehind(host);
    const colour = ground && "colour" in ground ? ground.colour : undefined;
    const scheme = own
      ? host.theme === "dark"
      : colour
        ? isDark(colour)
        : ground && "dark" in ground
          ? ground.dark
          : given.surface
            ? isDark(given.surface)
            : undefined;
    const night = scheme ?? usesDark(styles.colorScheme);
    const colours = derived({ ...given, dark: night, ground: colour });
    const rules = Object.entries(colours).map(([name, value]) => `--pupil-own-${name}:${value};`);
    // Without a background of the page, the browser's own is there.
    if (!own && !ground) rules.push("--pupil-own-bg:Canvas;");
    if (scheme !== undefined) rules.push(`color-scheme:${scheme ? "dark" : "light"};`);
    const key = `${night ? "dark" : "light"} ${rules.join("")}`;
    if (key !== this.#key) this.#sheet.replaceSync(`:host{${rules.join("")}}`);
    this.#key = key;
    this.#tell(key, host.parentElement?.closest<HTMLElement>("[lang]")?.lang ?? "");
  };
}

/** True if a used `color-scheme` is dark here. */
const usesDark = (scheme: string): boolean => (scheme.includes("dark") ? !scheme.includes("light") || dark.matches : false);
