// Trains an opened model on a visitor's samples, and undoes it.

import { Dataset, type CompileConfig, type CompileOptions, type FitOptions, type Logs, type Model, type WeightTensor } from "../../api/index.ts";
import { readNumber, type NumberField } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { random } from "../shared/random.ts";
import { Training, type Hooks } from "../shared/training.ts";
import { Scorer, predicted, splitOf, take, type Goal, type Samples, type Score, type Targets } from "./data-samples.ts";
import { text } from "./texts.ts";

/** What the visitor entered. */
export interface LearningForm {
  epochs: string;
  batchSize: string;
  learningRate: string;
  /** Percent of the samples that are held back to test with. */
  held: string;
  /** Which layers learn: those that the file says, or only the last ones. */
  layers: "file" | "last";
}

/** Keras's default for Adam. */
const USUAL_RATE = 0.001;

/** A training that ended at a rate below this would go on without learning anything. */
const LEAST_RATE = 1e-5;

/** How well the model did on the samples that were held back, before and after. */
export interface Learned {
  before: Score | undefined;
  after: Score | undefined;
}

export function fields(lang: Lang): Record<Exclude<keyof LearningForm, "layers">, NumberField> {
  const field = (label: string, testid: string, whole: boolean, low: number, high: number): NumberField => ({ label, testid, whole, low, high });
  return {
    epochs: field(text(lang, "epochs"), "epochs", true, 1, 1000),
    batchSize: field(text(lang, "batchSize"), "batch-size", true, 1, 4096),
    learningRate: field(text(lang, "learningRate"), "learning-rate", false, 0, 10),
    held: field(text(lang, "held"), "held", true, 0, 90),
  };
}

export class Learning {
  readonly run: Training<Learned>;
  form: LearningForm;
  /** The name of the metric beside the loss; empty if there is none. */
  metric = "";
  /** The weights before the first training; undefined if nothing was trained. */
  #before: WeightTensor[] | undefined;
  #goal: Goal;
  /** For each layer with weights, whether the file lets it learn. */
  #trainable: Map<string, boolean> | undefined;
  #layers: LearningForm["layers"] = "file";
  /** The learning rate of the file as the form shows it. */
  readonly #shownRate: string;
  /** True if another learning rate than the model's is set. */
  #rated = false;
  /** The learning rate at which the file's training ended, if it is too small to go on with. */
  ended: number | undefined;
  /** The samples of the last training. */
  #samples: Samples | undefined;

  private constructor(
    readonly model: Model,
    goal: Goal,
    private compiled: CompileConfig | null,
    rate: number,
    changed: () => void,
    looked: () => void,
  ) {
    this.#goal = goal;
    this.run = new Training<Learned>(changed, looked);
    this.run.model = model;
    this.#shownRate = String(Number(rate.toPrecision(4)));
    this.form = { epochs: "5", batchSize: "32", learningRate: this.#shownRate, held: "20", layers: "file" };
  }

  /** `changed` is called when there is something new to show, `looked` when the model's answers changed. */
  static async of(model: Model, goal: Goal, compiled: CompileConfig | null, changed: () => void, looked: () => void): Promise<Learning> {
    const rate = compiled ? await model.getLearningRate() : USUAL_RATE;
    const learning = new Learning(model, goal, compiled, rate >= LEAST_RATE ? rate : USUAL_RATE, changed, looked);
    if (rate < LEAST_RATE) {
      learning.ended = rate;
      learning.#rated = true;
    }
    return learning;
  }

  /** True if there are weights to go back to. */
  get learned(): boolean {
    return this.#before !== undefined;
  }

  /** @throws Error from reading the form or from training. */
  async train(lang: Lang, samples: Samples, targets: Targets, paused: boolean, hooks: Pick<FitOptions, "onEpochEnd">): Promise<void> {
    const made: Dataset[] = [];
    const earlier = this.#before;
    // The curves of other samples say nothing about these.
    if (this.#samples !== samples) this.run.forgetCurves();
    this.#samples = samples;
    try {
      await this.run.run(
        async (signal) => {
          const all = fields(lang);
          const number = (key: keyof typeof all) => readNumber(lang, all[key], this.form[key]);
          const [epochs, batchSize, rate, share] = [number("epochs"), number("batchSize"), number("learningRate"), number("held") / 100];
          await this.#prepare(rate);
          signal.throwIfAborted();
          const { train, held } = splitOf(targets, share, random(1));
          if (!train.length) throw new Error(text(lang, "nothingToLearn"));
          const own = async (rows: Uint32Array) => {
            const data = await Dataset.fromTensors(take(samples.x, rows), take(targets.y, rows));
            made.push(data);
            return data;
          };
          const data = await own(train);
          const validation = held.length ? { validationData: await own(held) } : {};
          const score = () => this.#score(samples, targets, held, signal);
          const before = await score();
          this.#before ??= await this.model.getWeights();
          return {
            make: () => this.model,
            compile: undefined,
            samples: train.length,
            epochs,
            fit: (model, given) => model.fit(data, { epochs, batchSize, ...validation, ...this.#watched(given, hooks) }),
            test: async () => ({ before, after: await score() }),
          };
        },
        paused,
        async () => {},
      );
    } catch (error) {
      // Nothing was learned, so there is nothing to undo.
      if (this.run.phase !== "stopped") this.#before = earlier;
      throw error;
    } finally {
      for (const data of made) data.dispose();
    }
  }

  /** Compiles the model if it is not, and sets what learns and how fast. */
  async #prepare(rate: number): Promise<void> {
    const { model } = this;
    if (!this.compiled) {
      const metrics = this.#goal.kind === "numbers" ? ["mae"] : ["accuracy"];
      await model.compile({ optimizer: "adam", loss: this.#goal.loss, metrics });
      this.compiled = await model.getCompileConfig();
    }
    await this.#setLayers();
    // The field is rounded, and a rate may follow a schedule: only what the visitor entered is set.
    if (this.form.learningRate !== this.#shownRate || this.#rated) {
      this.#rated = true;
      // A schedule is replaced by the rate, and the optimizer starts again.
      await model.setLearningRate(rate).catch(() => this.#compileWith(rate));
    }
  }

  /** Compiles the model as it is compiled, with another learning rate. */
  async #compileWith(rate: number | undefined): Promise<void> {
    const { optimizer, loss, loss_weights: lossWeights, metrics, weighted_metrics: weightedMetrics } = this.compiled!;
    const own = rate === undefined ? optimizer : { ...optimizer, config: { ...optimizer.config, learning_rate: rate } };
    await this.model.compile({ optimizer: own, loss, lossWeights: lossWeights ?? undefined, metrics, weightedMetrics } as CompileOptions);
  }

  /** Lets the layers learn that the form says. A change restarts the optimizer, so nothing is done without one. */
  async #setLayers(): Promise<void> {
    const { layers: wanted } = this.form;
    if (wanted === this.#layers) return;
    const all = (await this.model.layers()).filter(({ weights }) => weights.length > 0);
    const inner = (name: string) => all.some((other) => other.name.startsWith(`${name}/`));
    const leaves = all.filter(({ name }) => !inner(name));
    this.#trainable ??= new Map(leaves.map(({ name, trainable }) => [name, trainable]));
    const from = leaves.findLastIndex(({ className }) => className !== "Dense") + 1;
    // Of a model of Dense layers alone, the last one learns.
    const first = from === 0 ? leaves.length - 1 : Math.min(from, leaves.length - 1);
    const last = new Set(leaves.slice(first).map(({ name }) => name));
    for (const { name, trainable } of leaves) {
      const learns = wanted === "file" ? this.#trainable.get(name)! : last.has(name);
      if (learns !== trainable) await this.model.setTrainable(name, learns);
    }
    this.#layers = wanted;
  }

  /** The lesson's hooks, which look for an accuracy, with whatever metric the model has in its place. */
  #watched(given: Hooks, { onEpochEnd }: Pick<FitOptions, "onEpochEnd">): Hooks {
    const renamed = (logs: Logs): Logs => {
      this.metric = Object.keys(logs).find((name) => !/^(val_|loss$|learning_rate$|.*_loss$)/.test(name)) ?? "";
      const checked = logs[`val_${this.metric}`];
      return { ...logs, accuracy: logs[this.metric] ?? 0, ...(checked === undefined ? {} : { val_accuracy: checked }) };
    };
    return {
      ...given,
      onBatchEnd: (step, logs, report) => given.onBatchEnd(step, logs, { ...report, logs: renamed(report.logs) }),
      onEpochEnd: (epoch, logs) => {
        void onEpochEnd?.(epoch, logs);
        return given.onEpochEnd(epoch, renamed(logs));
      },
    };
  }

  async #score(samples: Samples, targets: Targets, rows: Uint32Array, signal: AbortSignal): Promise<Score | undefined> {
    if (!rows.length) return undefined;
    const scorer = new Scorer(this.#goal, targets);
    await predicted(this.model, samples, rows, { width: this.#goal.width, signal, part: (some, answers) => scorer.add(some, answers) });
    return scorer.score;
  }

  /**
   * Gives the model what it had before the first training: its weights, and which layers learn. The optimizer starts
   * again with the options of the file.
   */
  async undo(): Promise<void> {
    this.run.stop();
    const weights = this.#before;
    if (!weights) return;
    await this.model.setWeights(weights);
    this.form = { ...this.form, layers: "file", learningRate: this.#shownRate };
    await this.#setLayers();
    await this.#compileWith(undefined);
    this.#rated = this.ended !== undefined;
    this.#before = this.run.results = undefined;
  }

  stop(): void {
    this.run.stop();
  }
}
