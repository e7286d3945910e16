// The network of the neuron lesson as a page sees it: methods, properties and events.

import type { FloatTensor, Logs, Model, SaveOptions } from "../../api/index.ts";
import { Lesson } from "../shared/lesson.ts";
import { USUAL } from "./link.ts";
import { inputs, type Spec } from "./network.ts";
import { Trainer } from "./trainer.ts";

/** A lesson whose network trains until it is stopped. */
export abstract class NetworkLesson extends Lesson {
  protected readonly trainer = new Trainer(
    USUAL.spec,
    () => this.looked(),
    (error) => {
      if (this.trainer.look) this.fail(error);
      else this.lack(error);
      this.#settle(error);
    },
  );
  /** The last epoch that the page was told about. */
  #told = 0;
  /** Those who wait for the end of the training. */
  #waiting: { resolve: () => void; reject: (error: unknown) => void }[] = [];

  /** Called after each look at the network. */
  protected abstract looked(): void;

  /** Lets the network train on. */
  protected abstract go(): void;

  /** Ends the waiting for the training. */
  #settle(error?: unknown): void {
    for (const { resolve, reject } of this.#waiting.splice(0)) {
      if (error === undefined) resolve();
      else reject(error);
    }
  }

  protected override leave(): void {
    this.#settle();
  }

  /**
   * Trains on, also out of view; settled when the training is paused, by the visitor or by {@link stop}, or the lesson leaves
   * the page.
   *
   * @throws Error when it cannot train.
   */
  async train(): Promise<void> {
    await this.begin();
    if (!this.trainer.begun) throw new Error(`${this.localName}: the panel "network" is not shown`);
    const ended = new Promise<void>((resolve, reject) => this.#waiting.push({ resolve, reject }));
    this.go();
    this.trainer.awake = true;
    await ended;
  }

  /** Pauses the training. */
  stop(): void {
    this.trainer.pause();
  }

  /** Starts again with the initial weights of the seed. */
  reset(): void {
    this.trainer.restart();
  }

  /** The network; its inputs are the features that are chosen. The lesson frees it. Undefined until it is there. */
  get model(): Model | undefined {
    return this.trainer.model;
  }

  /** What the training has come to: losses and accuracies, those of the test with `val_` before their names. */
  get value(): ({ epoch: number } & Logs) | undefined {
    const { look, epoch } = this.trainer;
    const logs = this.#logs;
    return look && logs && { epoch, ...logs };
  }

  /** Undefined without points to learn from. */
  get #logs(): Logs | undefined {
    const { train, test } = this.trainer;
    const tested = Object.entries(test ?? {}).map(([name, value]): [string, number] => [`val_${name}`, value]);
    return train && Object.assign(Object.fromEntries(tested), train);
  }

  /**
   * What the network answers at places of the plane: the outputs for each `[x, y]`.
   *
   * @throws Error when a place is none, or there is no network yet.
   */
  async predict(places: readonly (readonly [x: number, y: number])[]): Promise<number[][]> {
    const right = Array.isArray(places) && places.every((place) => Array.isArray(place) && place.length === 2 && place.every(Number.isFinite));
    if (!right || !places.length) throw new Error("predict: expected a list of places, such as [[0.5, -1]]");
    await this.begin();
    const { spec } = this.trainer;
    const found = await this.#network.predict<FloatTensor>(inputs(spec.features, places.map(([x, y]) => ({ x, y }))));
    const width = found.shape[1]!;
    return places.map((_, at) => Array.from(found.data.subarray(at * width, (at + 1) * width)));
  }

  /** The network as a file: what `model.save` gives. @throws Error when there is none yet. */
  async save(options: SaveOptions = {}): Promise<Uint8Array> {
    await this.begin();
    return this.#network.save(options);
  }

  get #network(): Model {
    if (!this.trainer.model) throw new Error(`${this.localName}: there is no network yet`);
    return this.trainer.model;
  }

  /** Tells the page what a look shows, if it is of these settings. */
  protected tellLook(spec: Spec): void {
    const { look, epoch, running } = this.trainer;
    if (!running) this.#settle();
    if (!look || look.spec !== spec || epoch === this.#told) return;
    if (epoch < this.#told) this.beginAgain();
    this.#told = epoch;
    const logs = this.#logs;
    if (epoch > 0 && logs) this.epochEnded(epoch - 1, logs);
  }
}
