// The plane's points: generated sets, and the features of a linear model.

import { random } from "../shared/random.ts";

/** A point of the plane; `label` is its class in sets with classes. */
export interface Point {
  x: number;
  y: number;
  label: number;
}

/** The plane reaches from -EDGE to EDGE on both axes. */
export const EDGE = 3;

/** Normally distributed numbers (Box-Muller). */
export const normal = (uniform: () => number) => (): number =>
  Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());

/** Makes the point with this index; `noise` is normally distributed. */
type Make = (at: number, uniform: () => number, noise: () => number) => [x: number, y: number, label?: number];

interface SetKind {
  /** The number of classes, predicted from x and y; 0 if numbers are predicted from x. */
  classes: number;
  count: number;
  /** The degree of polynomials that suits the set. */
  degree: number;
  make: Make;
}

const spread = (uniform: () => number) => (2 * uniform() - 1) * 2.6;
const half = (uniform: () => number) => Math.PI * uniform();

export const SETS = {
  noisy: { classes: 0, count: 40, degree: 1, make: (_, u, n) => line(spread(u), 0.45 * n()) },
  line: { classes: 0, count: 25, degree: 1, make: (_, u) => line(spread(u), 0) },
  quadratic: {
    classes: 0,
    count: 40,
    degree: 2,
    make: (_, u, n) => {
      const x = spread(u);
      return [x, 0.55 * x * x - 1.6 + 0.3 * n()];
    },
  },
  twins: { classes: 0, count: 30, degree: 1, make: (_, u, n) => line(spread(u), 0.3 * n()) },
  clouds: { classes: 2, count: 80, degree: 1, make: (at, _, n) => cloud(at % 2 ? [1, 0.8] : [-0.9, -0.7], at % 2, n, 0.75) },
  far: {
    classes: 2,
    count: 80,
    degree: 1,
    make: (at, _, n) => {
      if (at % 2 === 0) return cloud([-1.6, -0.3], 0, n, 0.4);
      return at % 6 === 1 ? cloud([2.6, -2], 1, n, 0.2) : cloud([-0.4, 0.7], 1, n, 0.35);
    },
  },
  three: {
    classes: 3,
    count: 90,
    degree: 1,
    make: (at, _, n) => cloud(([[-1.2, -0.9], [1.3, -0.7], [0, 1.3]] as const)[at % 3]!, at % 3, n, 0.65),
  },
  moons: {
    classes: 2,
    count: 100,
    degree: 3,
    make: (at, u, n) => {
      const angle = half(u);
      const [x, y] = at % 2 ? [1 - Math.cos(angle), 0.5 - Math.sin(angle)] : [Math.cos(angle), Math.sin(angle)];
      return [1.5 * (x - 0.5) + 0.2 * n(), 1.5 * (y - 0.25) + 0.2 * n(), at % 2];
    },
  },
  circles: {
    classes: 2,
    count: 100,
    degree: 2,
    make: (at, u, n) => {
      const [angle, radius] = [2 * half(u), at % 2 ? 0.9 : 2.1];
      return [radius * Math.cos(angle) + 0.2 * n(), radius * Math.sin(angle) + 0.2 * n(), at % 2];
    },
  },
  spiral: {
    classes: 2,
    count: 200,
    degree: 3,
    make: (at, _, n) => {
      const share = (at - (at % 2)) / 200;
      const [angle, radius] = [3 * Math.PI * share + Math.PI * (at % 2), 0.25 + 2.35 * share];
      return [radius * Math.sin(angle) + 0.07 * n(), radius * Math.cos(angle) + 0.07 * n(), at % 2];
    },
  },
} satisfies Record<string, SetKind>;

export type SetName = keyof typeof SETS;
export const setKind = (name: SetName): SetKind => SETS[name];

function line(x: number, noise: number): [number, number] {
  return [x, 0.7 * x + 0.3 + noise];
}

function cloud(centre: readonly [number, number], label: number, n: () => number, width: number): [number, number, number] {
  return [centre[0] + width * n(), centre[1] + width * n(), label];
}

const inside = (value: number) => Math.min(EDGE, Math.max(-EDGE, value));

/** The noise of a set that nobody changed, as a factor. */
export const USUAL_NOISE = 1;

/** The points of a set. The same seed gives the same points; `level` multiplies the noise. */
export function generate(name: SetName, seed: number, level: number = USUAL_NOISE): Point[] {
  const { count, make } = setKind(name);
  const uniform = random(seed);
  const usual = normal(uniform);
  const noise = () => level * usual();
  return Array.from({ length: count }, (_, at) => {
    const [x, y, label = 0] = make(at, uniform, noise);
    return { x: inside(x), y: inside(y), label };
  });
}

/** The share of the points that is kept for testing, unless the visitor chooses another. */
export const TEST_SHARE = 0.2;

/** The golden ratio's fraction: its multiples spread evenly, so that every class has its share of test points. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** True for test points. Further points change nothing about earlier ones. */
export const isTest = (at: number, share: number = TEST_SHARE): boolean => ((at + 1) * GOLDEN) % 1 < share;

/** The features of a point: for numbers powers of x (or x and x + 1), for classes products of powers of x and y. */
export function features(name: SetName, degree: number): (x: number, y: number) => number[] {
  if (setKind(name).classes) {
    const powers: [number, number][] = [];
    for (let total = 1; total <= degree; total += 1) for (let b = 0; b <= total; b += 1) powers.push([total - b, b]);
    return (x, y) => powers.map(([a, b]) => x ** a * y ** b);
  }
  if (name === "twins") return (x) => [x, x + 1];
  return (x) => Array.from({ length: degree }, (_, at) => x ** (at + 1));
}

const SUPER = ["", "", "²", "³"];

/** The names of the features. */
export function featureNames(name: SetName, degree: number): string[] {
  if (name === "twins") return ["x", "x + 1"];
  if (!setKind(name).classes) return Array.from({ length: degree }, (_, at) => `x${SUPER[at + 1]}`);
  const names: string[] = [];
  const power = (letter: string, n: number) => (n ? `${letter}${SUPER[n]}` : "");
  for (let total = 1; total <= degree; total += 1) {
    for (let b = 0; b <= total; b += 1) names.push(`${power("x", total - b)}${power("y", b)}`);
  }
  return names;
}
