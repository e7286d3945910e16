// Colours of all elements: the usual ones, and those that follow from the colours of the page around them.

/** Red, green and blue from 0 to 255. */
export type Rgb = readonly [red: number, green: number, blue: number];

/** The usual colours, on a light and on a dark page. */
export const COLOURS = {
  bg: ["#faf9f6", "#131417"],
  surface: ["#ffffff", "#1b1d21"],
  text: ["#1c1b19", "#edebe7"],
  muted: ["#5b5852", "#a9a69f"],
  line: ["#e2ded6", "#33363d"],
  accent: ["#3152d4", "#93a8ff"],
  "on-accent": ["#ffffff", "#0f1220"],
  "accent-soft": ["#e9edfd", "#262c45"],
  for: ["#3152d4", "#93a8ff"],
  "for-soft": ["#e9edfd", "#262c45"],
  against: ["#b45309", "#f0b066"],
  third: ["#0b7a6f", "#5ed1c2"],
  bad: ["#b3261e", "#ff9a91"],
  "bad-soft": ["#fdecea", "#3b1f1d"],
  // Code.
  keyword: ["#7a2fa8", "#d3a4ff"],
  string: ["#1e6f3e", "#8fd6a4"],
  number: ["#9a4a00", "#f0b066"],
  function: ["#2347c5", "#9db2ff"],
} as const satisfies Record<string, readonly [light: string, dark: string]>;

export type ColourName = keyof typeof COLOURS;

/** The least contrast of text (WCAG 2.1, level AA). */
const READABLE = 4.5;

export const rgb = (hex: string): Rgb => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Rgb;

const hex = (colour: Rgb): string => `#${colour.map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;

/** `share` of the second colour in the first. */
export const mixed = (a: Rgb, b: Rgb, share: number): Rgb => a.map((value, at) => value + share * (b[at]! - value)) as unknown as Rgb;

/** The relative luminance of WCAG 2.1: 0 for black, 1 for white. */
export function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** The contrast ratio of WCAG 2.1: from 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [less, more] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (more + 0.05) / (less + 0.05);
}

const BLACK: Rgb = [0, 0, 0];
export const WHITE: Rgb = [255, 255, 255];

/** True if white text is easier to read on it than black text. */
export const isDark = (colour: Rgb): boolean => contrast(colour, WHITE) > contrast(colour, BLACK);

/** The colour, moved towards black or white until it can be read on all of these. */
export function readable(colour: Rgb, grounds: readonly Rgb[]): Rgb {
  const least = (one: Rgb) => Math.min(...grounds.map((ground) => contrast(one, ground)));
  const end = least(WHITE) > least(BLACK) ? WHITE : BLACK;
  for (let step = 0; step < 20; step += 1) {
    const moved = mixed(colour, end, step / 20);
    if (least(moved) >= READABLE) return moved;
  }
  return end;
}

/** The colours that a page gave, and what an element stands on, where that is known. */
export interface Given {
  dark: boolean;
  ground?: Rgb | undefined;
  surface?: Rgb | undefined;
  ink?: Rgb | undefined;
  accent?: Rgb | undefined;
  for?: Rgb | undefined;
  against?: Rgb | undefined;
}

/** The colours that differ from the usual ones, so that what a page gave can be read. */
export function derived(given: Given): Partial<Record<ColourName, string>> {
  const { dark } = given;
  const usual = (name: ColourName): Rgb => rgb(COLOURS[name][dark ? 1 : 0]);
  const surface = given.surface ?? usual("surface");
  const bg = given.ground ?? given.surface ?? usual("bg");
  const grounds = [bg, surface];
  const text = readable(given.ink ?? usual("text"), grounds);
  // A page's own colours have shades of their own; otherwise the usual ones stay.
  const own = given.surface !== undefined || given.ink !== undefined;
  const accent = readable(given.accent ?? usual("accent"), grounds);
  // What speaks for something has the accent unless the page says otherwise.
  const pro = readable(given.for ?? given.accent ?? usual("for"), grounds);
  const bad = usual("bad");
  const badSoft = own ? mixed(surface, bad, 0.1) : usual("bad-soft");
  const soft = (colour: Rgb, name: ColourName, given: Rgb | undefined) => (own || given ? mixed(surface, colour, 0.14) : usual(name));
  const best = contrast(accent, WHITE) >= contrast(accent, BLACK) ? WHITE : BLACK;
  const found: Record<ColourName, Rgb> = {
    bg,
    surface,
    text,
    muted: readable(own ? mixed(text, surface, 0.35) : usual("muted"), grounds),
    line: own ? mixed(surface, text, 0.16) : usual("line"),
    accent,
    "on-accent": contrast(accent, usual("on-accent")) >= READABLE ? usual("on-accent") : best,
    "accent-soft": soft(accent, "accent-soft", given.accent),
    for: pro,
    "for-soft": soft(pro, "for-soft", given.for ?? given.accent),
    against: readable(given.against ?? usual("against"), grounds),
    third: readable(usual("third"), grounds),
    bad: readable(bad, [...grounds, badSoft]),
    "bad-soft": badSoft,
    keyword: readable(usual("keyword"), grounds),
    string: readable(usual("string"), grounds),
    number: readable(usual("number"), grounds),
    function: readable(usual("function"), grounds),
  };
  const names = Object.keys(COLOURS) as ColourName[];
  return Object.fromEntries(names.map((name) => [name, hex(found[name])] as const).filter(([name, colour]) => colour !== COLOURS[name][dark ? 1 : 0]));
}

/** The colour that a variable of the theme, such as `--accent`, has within a shadow root; canvases cannot use variables. */
export function colourOf(root: ShadowRoot, name: string): string {
  const probe = document.createElement("i");
  probe.style.color = `var(${name})`;
  root.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
