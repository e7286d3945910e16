// The state of the neuron lesson in a link. Only what differs from the usual is written.

import { ACTIVATIONS, LOSSES, OPTIMIZERS } from "./formulas.ts";
import { FEATURES, MOST_LAYERS, MOST_NEURONS, offered, specFor, type FeatureName, type Spec } from "./network.ts";
import { EDGE, SETS, TEST_SHARE, USUAL_NOISE, setKind, type Point, type SetName } from "./sets.ts";

/** The state that a link holds. */
export interface Settings {
  set: SetName;
  /** The seed of the points. */
  draw: number;
  /** The noise as a factor. */
  noise: number;
  /** The share of points for testing. */
  share: number;
  /** The points, if the visitor changed them. */
  points: Point[] | undefined;
  spec: Spec;
}

/** The settings of a visitor who changed nothing. */
export const USUAL: Settings = {
  set: "circles",
  draw: 1,
  noise: USUAL_NOISE,
  share: TEST_SHARE,
  points: undefined,
  spec: {
    task: "two",
    classes: 2,
    features: ["x", "y"],
    hidden: [4, 2],
    activation: "tanh",
    loss: "binary_crossentropy",
    optimizer: "sgd",
    rate: OPTIMIZERS.sgd.usual,
    batch: 10,
    penalty: "none",
    strength: 0.001,
    seed: 1,
  },
};

/** Places across the plane that a link can tell apart: two digits of base 36. */
const STEPS = 36 ** 2 - 1;

const digits = (value: number): string => Math.round(((value + EDGE) / (2 * EDGE)) * STEPS).toString(36).padStart(2, "0");
const place = (written: string): number => (Number.parseInt(written, 36) / STEPS) * 2 * EDGE - EDGE;

const writePoints = (points: readonly Point[]): string => points.map(({ x, y, label }) => label + digits(x) + digits(y)).join("");

/** The most points of a link. */
const MOST_POINTS = 600;

function readPoints(written: string, classes: number): Point[] | undefined {
  if (!/^([0-9][0-9a-z]{4})*$/.test(written) || written.length > 5 * MOST_POINTS) return undefined;
  const points = (written.match(/.{5}/g) ?? []).map((one) => ({ label: Number(one[0]), x: place(one.slice(1, 3)), y: place(one.slice(3, 5)) }));
  return points.every(({ label }) => label < Math.max(1, classes)) ? points : undefined;
}

/** What differs between the settings and the usual ones, as a link writes it. */
export function writeLink(settings: Settings, usual: Settings = USUAL): Record<string, string> {
  const { set, draw, noise, share, points, spec } = settings;
  const base = specFor(usual.spec, set);
  const out: Record<string, string> = {};
  const put = (name: string, value: string | number, other: string | number) => {
    if (String(value) !== String(other)) out[name] = String(value);
  };
  put("set", set, usual.set);
  put("net", spec.hidden.join("-") || "0", base.hidden.join("-"));
  put("in", spec.features.join("-"), base.features.join("-"));
  put("act", spec.activation, base.activation);
  put("loss", spec.loss, base.loss);
  put("opt", spec.optimizer, base.optimizer);
  put("rate", spec.rate, base.rate);
  put("batch", spec.batch, base.batch);
  put("reg", spec.penalty === "none" ? "none" : `${spec.penalty}-${spec.strength}`, base.penalty);
  put("seed", spec.seed, base.seed);
  put("draw", draw, usual.draw);
  put("noise", noise, usual.noise);
  put("test", share, usual.share);
  if (points) out.points = writePoints(points);
  return out;
}

/** The settings of a link. It may come from anybody: what is not allowed is as usual. */
export function readLink(state: URLSearchParams, usual: Settings = USUAL): Settings {
  const one = <K extends string>(name: string, known: Record<K, unknown>, other: K): K =>
    Object.hasOwn(known, state.get(name) ?? "") ? (state.get(name) as K) : other;
  const number = (name: string, low: number, high: number, other: number, whole: boolean): number => {
    const value = state.has(name) ? Number(state.get(name)) : Number.NaN;
    return value >= low && value <= high && (!whole || Number.isInteger(value)) ? value : other;
  };
  const set = one("set", SETS, usual.set);
  const base = specFor(usual.spec, set);
  const sizes = state.get("net")?.split("-").map(Number);
  const hidden = sizes?.length === 1 && sizes[0] === 0 ? [] : sizes;
  const fits = hidden && hidden.length <= MOST_LAYERS && hidden.every((count) => Number.isInteger(count) && count >= 1 && count <= MOST_NEURONS);
  const wanted = state.get("in")?.split("-") ?? [];
  const features = offered(set).filter((name) => wanted.includes(name) && Object.hasOwn(FEATURES, name)) as FeatureName[];
  const [penalty, strength] = state.get("reg")?.split("-", 2) ?? [];
  const penalised = (penalty === "l1" || penalty === "l2") && Number(strength) > 0 && Number(strength) <= 1;
  const spec: Spec = specFor(
    {
      ...base,
      hidden: fits ? hidden : base.hidden,
      features: features.length ? features : base.features,
      activation: one("act", ACTIVATIONS, base.activation),
      loss: one("loss", LOSSES, base.loss),
      optimizer: one("opt", OPTIMIZERS, base.optimizer),
      rate: number("rate", 1e-6, 100, base.rate, false),
      batch: number("batch", 1, 1024, base.batch, true),
      penalty: penalised ? penalty : base.penalty,
      strength: penalised ? Number(strength) : base.strength,
      seed: number("seed", 0, 1e9, base.seed, true),
    },
    set,
  );
  return {
    set,
    draw: number("draw", 0, 1e9, usual.draw, true),
    noise: number("noise", 0, 3, usual.noise, false),
    share: number("test", 0, 0.8, usual.share, false),
    points: state.has("points") ? readPoints(state.get("points")!, setKind(set).classes) : undefined,
    spec,
  };
}
