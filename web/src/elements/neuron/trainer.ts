// Trains the network of the neuron lesson at a pace that one can watch. Each turn trains for a moment and then looks at
// all neurons, so points and settings may change at any time without a restart.

import { metrics, type Logs, type Sequential, type Tensor, type WeightTensor } from "../../api/index.ts";
import { build, carried, carries, compileOptions, inputs, layerNames, lossOf, structure, targets, type Spec, type Weights } from "./network.ts";
import { EDGE, isTest, type Point } from "./sets.ts";

/** Places across the maps of neurons. */
export const GRID = 48;

/** Places along x where the answers are numbers, which depend only on x. */
export const LINE = 96;

/** Milliseconds between looks: about 30 in a second. */
const TURN = 33;

/** Milliseconds that the engine trains in a turn at full speed. */
const WORK = 14;

/** Values of a loss curve; longer ones are thinned. */
const MOST_VALUES = 600;

/** The paces, in epochs a second; 0 for as fast as the machine can. */
export const PACES = [3, 30, 150, 0] as const;

export const USUAL_PACE = 30;

/** What all neurons answer at all places. */
export interface Look {
  spec: Spec;
  /** The outputs of each layer: places x units. */
  layers: Float32Array[];
  weights: WeightTensor[];
  /** Places across; a map has as many rows for classes, and one for numbers. */
  side: number;
}

/** The losses so far. */
export interface Curve {
  epochs: number[];
  train: number[];
  test: (number | null)[];
}

/** The state of a training to store. */
export interface TrainerState {
  weights: Weights;
  epoch: number;
  steps: number;
  curve: Curve;
}

/** The places of the maps, from the top left. */
function places(spec: Spec): { x: number; y: number }[] {
  const at = (index: number, count: number) => ((2 * index) / (count - 1) - 1) * EDGE;
  if (spec.task === "numbers") return Array.from({ length: LINE }, (_, column) => ({ x: at(column, LINE), y: 0 }));
  return Array.from({ length: GRID * GRID }, (_, index) => ({ x: at(index % GRID, GRID), y: -at(Math.floor(index / GRID), GRID) }));
}

/** Resolves with the next picture that the browser draws, at least `wait` milliseconds later. */
const picture = (wait: number): Promise<void> =>
  new Promise((resolve) => setTimeout(() => (document.hidden ? resolve() : requestAnimationFrame(() => resolve())), Math.max(0, wait)));

const noCurve = (): Curve => ({ epochs: [], train: [], test: [] });

/** The training of one network. */
export class Trainer {
  spec: Spec;
  model: Sequential | undefined;
  look: Look | undefined;
  /** Complete passes over the points, and batches. */
  epoch = 0;
  steps = 0;
  curve = noCurve();
  train: Logs | undefined;
  test: Logs | undefined;
  running = false;
  #awake = true;
  pace: number = USUAL_PACE;
  /** Looks in all: a test counts them. */
  looks = 0;
  #points: readonly Point[] = [];
  #share = 0;
  #data: { spec: Spec; train: [Tensor, Tensor]; test: [Tensor, Tensor]; samples: number } | undefined;
  #grid: { key: string; x: Tensor } | undefined;
  /** What the model was built and compiled with. */
  #built: { spec: Spec; structure: string; compile: string } | undefined;
  /** The weights of the last look, or of a stored state. */
  #kept: { spec: Spec; weights: Weights } | undefined;
  /** Weights of a file that wait for the next turn. */
  #loaded: Weights | undefined;
  #asked = false;
  #single = false;
  #restart = false;
  #turning: Promise<void> | undefined;
  #credit = 0;
  #every = 1;
  #gone = false;
  /** True from {@link begin} to {@link dispose}. */
  begun = false;
  #resolveFirst!: () => void;
  /** Resolves with the first look after {@link begin}, or with the first error. */
  first = new Promise<void>((resolve) => (this.#resolveFirst = resolve));
  /** Epochs in a turn at full speed. */
  #many = 4;

  /** `changed` is called after each look, `failed` with errors. */
  constructor(
    spec: Spec,
    readonly changed: () => void,
    readonly failed: (error: unknown) => void,
  ) {
    this.spec = spec;
  }

  /** Takes other settings; weights that still fit stay. */
  set(spec: Spec): void {
    const before = this.spec;
    if (!carries(before, spec) || spec.loss !== before.loss) this.#forgetCurve();
    this.spec = spec;
    this.ask();
  }

  /** Takes other points, of which a `share` is for testing. The training goes on. */
  use(points: readonly Point[], share: number): void {
    [this.#points, this.#share, this.#data] = [points, share, undefined];
    this.ask();
  }

  start(): void {
    this.running = true;
    this.ask();
  }

  pause(): void {
    this.running = false;
    this.changed();
  }

  /** While false, the training rests: nobody sees it. */
  set awake(awake: boolean) {
    this.#awake = awake;
    if (awake && this.running) this.ask();
  }

  /** Does one batch. */
  step(): void {
    this.running = false;
    this.#single = true;
    this.ask();
  }

  /** Starts again with the initial weights of the seed. */
  restart(): void {
    this.#restart = true;
    this.ask();
  }

  /** Begins: before this nothing asks for the engine, because the lesson may be out of view. */
  begin(): void {
    this.begun = true;
    this.first = new Promise((resolve) => (this.#resolveFirst = resolve));
    this.ask();
  }

  /** Resolves when there is no turn left to do, which needs a pause. */
  async idle(): Promise<void> {
    while (this.#turning) await this.#turning;
  }

  /** Looks again at the model, whose weights something else changed. */
  ask(): void {
    this.#asked = true;
    if (!this.begun) return;
    this.#turning ??= this.#turns().finally(() => {
      this.#turning = undefined;
      // The lesson may have left the page and come back while the last turn ended.
      if (this.begun && this.#asked) this.ask();
    });
  }

  /** Continues from a stored state. */
  restore({ weights, epoch, steps, curve }: TrainerState): void {
    this.#kept = { spec: this.spec, weights };
    Object.assign(this, { epoch, steps, curve });
    this.#every = Math.max(1, Math.ceil(epoch / MOST_VALUES));
  }

  /** Takes the weights of a file, which suit the settings. */
  load(weights: Weights): void {
    this.restart();
    this.#loaded = weights;
  }

  /** The state to store; undefined before the first look. */
  state(): TrainerState | undefined {
    const { look, epoch, steps, curve } = this;
    if (!look) return undefined;
    return { weights: look.weights.map(({ data, shape }) => ({ data, shape })), epoch, steps, curve };
  }

  /** Stops and frees the engine's memory. */
  dispose(): void {
    this.running = false;
    this.#gone = true;
    this.begun = false;
    this.model?.dispose();
    this.model = this.#built = undefined;
  }

  #forgetCurve(): void {
    this.curve = noCurve();
    this.#every = 1;
    this.train = this.test = undefined;
  }

  async #turns(): Promise<void> {
    let before = performance.now();
    this.#gone = false;
    while ((this.#asked || (this.running && this.#awake)) && !this.#gone) {
      this.#asked = false;
      const started = performance.now();
      try {
        await this.#turn((started - before) / 1000);
      } catch (error) {
        if (this.#gone) return;
        if (this.model?.lost) {
          // The engine starts again with the last known weights.
          this.model = this.#built = undefined;
          this.#asked = true;
        } else {
          this.running = false;
          this.#resolveFirst();
          this.failed(error);
          return;
        }
      }
      before = started;
      await picture(TURN - (performance.now() - started) - 8);
    }
  }

  async #turn(seconds: number): Promise<void> {
    // Settings that change during the turn wait for the next one.
    const { spec } = this;
    const model = await this.#adopt(spec);
    if (this.#data?.spec !== spec) this.#data = this.#pack(spec);
    const { train, test, samples } = this.#data;
    const single = this.#single;
    this.#single = false;
    const { batch } = spec;
    if (samples && (this.running || single)) {
      // After a long break a turn does not make up for what it missed.
      this.#credit = this.pace ? Math.min(this.#credit + this.pace * seconds, 0.25 * this.pace + 1) : this.#many;
      const epochs = single ? 1 : Math.floor(this.#credit);
      this.#credit -= epochs;
      if (epochs) {
        const options = { batchSize: Math.min(batch, samples), workers: 1, epochs: this.epoch + epochs, initialEpoch: this.epoch };
        const began = performance.now();
        await model.fit(...train, single ? { ...options, stepsPerEpoch: 1, seed: this.steps } : { ...options, seed: spec.seed });
        const took = performance.now() - began;
        if (!this.pace) this.#many = Math.max(1, Math.min(500, Math.round((epochs * WORK) / Math.max(1, took))));
        if (this.#gone) return;
        this.steps += single ? 1 : epochs * Math.ceil(samples / batch);
        if (!single) this.epoch += epochs;
      } else if (!this.#asked && this.look?.spec === spec) return;
    }
    await this.#see(model, spec, train, test);
  }

  /** Makes the model as the settings want it. */
  async #adopt(spec: Spec): Promise<Sequential> {
    const wanted = structure(spec);
    const compile = JSON.stringify([compileOptions({ ...spec, rate: 1 })]);
    const again = this.#restart;
    this.#restart = false;
    if (again) {
      this.#kept = undefined;
      this.#forgetCurve();
    }
    let { model } = this;
    if (!model || again || this.#built?.structure !== wanted) {
      const next = build(spec);
      const fresh = await next.getWeights();
      const kept = this.#kept;
      if (kept && carries(kept.spec, spec)) await next.setWeights(carried(kept, spec, fresh));
      else [this.epoch, this.steps] = [0, 0];
      const loaded = this.#loaded;
      this.#loaded = undefined;
      if (loaded) await next.setWeights(loaded.map(({ data, shape }) => ({ data, shape: [...shape] })));
      model?.dispose();
      this.model = model = next;
      this.#built = undefined;
    }
    if (this.#built?.compile !== compile) {
      const threshold = lossOf(spec).output === "linear" ? 0 : 0.5;
      const accuracy = spec.task === "several" ? metrics.categoricalAccuracy({ name: "accuracy" }) : metrics.binaryAccuracy({ name: "accuracy", threshold });
      await model.compile({ ...compileOptions(spec), metrics: spec.task === "numbers" ? [] : [accuracy] });
    } else if (this.#built.spec.rate !== spec.rate) {
      await model.setLearningRate(spec.rate);
    }
    this.#built = { spec, structure: wanted, compile };
    return model;
  }

  #pack(spec: Spec) {
    const pack = (test: boolean) => {
      const some = this.#points.filter((_, at) => isTest(at, this.#share) === test);
      return { count: some.length, pair: [inputs(spec.features, some), targets(spec, some)] as [Tensor, Tensor] };
    };
    const [train, test] = [pack(false), pack(true)];
    return { spec, train: train.pair, test: test.pair, samples: train.count };
  }

  /** Looks at all neurons, and measures the losses. */
  async #see(model: Sequential, spec: Spec, train: [Tensor, Tensor], test: [Tensor, Tensor]): Promise<void> {
    const key = `${spec.task} ${spec.features}`;
    if (this.#grid?.key !== key) this.#grid = { key, x: inputs(spec.features, places(spec)) };
    const { x } = this.#grid;
    const measured = (pair: [Tensor, Tensor]) => (pair[0].shape[0] ? model.evaluate(...pair, { batchSize: 1024, workers: 1 }) : undefined);
    const [all, weights, onTrain, onTest] = await Promise.all([
      model.activations(x, { batchSize: x.shape[0]! }),
      model.getWeights(),
      measured(train),
      measured(test),
    ]);
    if (this.#gone || this.model !== model) return;
    this.look = {
      spec,
      layers: layerNames(spec).map((name) => all[name]!.data),
      weights,
      side: spec.task === "numbers" ? LINE : GRID,
    };
    this.#kept = { spec, weights };
    [this.train, this.test] = [onTrain, onTest];
    this.looks += 1;
    this.#resolveFirst();
    // Of other settings, the losses are not comparable.
    if (spec.loss === this.spec.loss && carries(spec, this.spec)) this.#note();
    this.changed();
  }

  /** Adds the losses to the curve. */
  #note(): void {
    const { curve, epoch, train, test } = this;
    const last = curve.epochs.at(-1);
    if (!train || (last !== undefined && epoch - last < this.#every)) return;
    curve.epochs.push(epoch);
    curve.train.push(train.loss);
    curve.test.push(test?.loss ?? null);
    if (curve.epochs.length < MOST_VALUES) return;
    this.#every *= 2;
    const half = <T>(values: T[]) => values.filter((_, at) => at % 2 === 0);
    this.curve = { epochs: half(curve.epochs), train: half(curve.train), test: half(curve.test) };
  }

  /** True if there is no point to learn from. */
  get empty(): boolean {
    return this.#points.length === 0;
  }
}
