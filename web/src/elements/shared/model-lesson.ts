// The base of lessons with a network: which model answers, loading and keeping models, and looking while one trains.

import type { PropertyDeclarations } from "lit";
import type { Model, SaveOptions } from "../../api/index.ts";
import { Description } from "./description.ts";
import { download } from "./download.ts";
import { keepTraining, restoreTraining } from "./keep.ts";
import { Lesson } from "./lesson.ts";
import { text } from "./model-texts.ts";
import { chosenModel, openModel, weightsUrl } from "./open.ts";
import { forget, type Keeping } from "./store.ts";
import { Training, type Job, type Phase } from "./training.ts";

/** A model that answers, with what the lesson needs to ask it. */
export interface Answerer {
  model: Model;
}

/** Milliseconds between looks while a model trains, and between drawings of the training: more than ten a second. */
const LOOK_EVERY = 70;

/**
 * A lesson with a network. `A` is a model with what the lesson needs to ask it, `R` the result of the test at the end of
 * a training, `K` what is stored beside a trained model.
 *
 * Attributes, besides those of `Lesson`: `weights` (URL of a model file that takes the place of the shipped one).
 */
export abstract class ModelLesson<A extends Answerer, R, K> extends Lesson {
  static override properties: PropertyDeclarations = { weights: { type: String } };

  declare weights: string | undefined;

  protected shipped: A | undefined;
  protected loaded: { answerer: A; name: string } | undefined;
  /** When the restored model was stored. */
  protected keptAt: Date | undefined;
  protected readonly training = new Training<R>(
    () => this.trainingChanged(),
    (model) => this.weightsChanged(model),
    (epoch, logs) => this.epochEnded(epoch, logs),
  );
  protected readonly description = new Description(() => this.requestUpdate(), this.fail);
  /** The view in the middle of the stage. */
  protected view = "network";
  /** True if the settings are open. */
  protected settingsOpen = false;
  #looking = false;
  #reviving: Promise<void> | undefined;
  #lookAgain = false;
  /** When the training was shown last, and in which phase; and the timer that shows it next. */
  #looked = 0;
  #phase: Phase = "idle";
  #later: ReturnType<typeof setTimeout> | undefined;
  /** The last of the calls for an answer. */
  #answering: Promise<unknown> | undefined;
  /** The last training. */
  #running: Promise<void> | undefined;
  /** The error of the last look that failed. */
  #lookFailure: unknown;
  /** The error of the last training that failed. */
  #failure: unknown;
  /** True while the lesson is in the page and was seen. */
  #started = false;
  /** The shipped model that was asked for last. */
  #opening: { name: string; done: Promise<void> } | undefined;

  /** The lesson's name: of its shipped weights, and of the files that are saved. */
  protected abstract readonly lesson: string;

  /** The key of what is kept in the browser; undefined if nothing is. */
  protected get place(): string | undefined {
    return this.placeOf(this.lesson);
  }

  /** The name of the shipped model's file, without its ending. */
  protected get shippedFile(): string {
    return this.lesson;
  }

  /** Frees a model and what belongs to it. */
  protected free(answerer: A | undefined): void {
    answerer?.model.dispose();
  }

  /** What the lesson needs to ask a model from a file. @throws Error when the model does not suit the lesson. */
  protected abstract accept(model: Model, name: string): Promise<A>;

  /** The model that was trained here, with what is needed to ask it; undefined if that is not known. */
  protected abstract trained(model: Model): A | undefined;

  /**
   * Asks the model about the visitor's input, keeps the answer if this model still answers, and requests an update in any
   * case: other parts of the lesson may be new.
   */
  protected abstract ask(answerer: A): Promise<void>;

  /** What to store beside a trained model. */
  protected abstract get extra(): K;

  /** Takes what was stored beside a trained model. */
  protected abstract restored(extra: K, model: Model): void | Promise<void>;

  /** Frees what belongs to the model that was trained here. */
  protected forgetTrained(): void {
    this.training.reset();
    this.keptAt = undefined;
  }

  /** A model to describe if no model could be loaded. */
  protected abstract plan(): Model;

  /** Called when a training has changed the weights: after an epoch, while paused, and at its end. */
  protected weightsChanged(_model: Model): void {}

  protected override leave(): void {
    this.#started = false;
    this.#opening = undefined;
    this.forgetTrained();
    clearTimeout(this.#later);
    this.#later = undefined;
    this.free(this.shipped);
    this.free(this.loaded?.answerer);
    this.shipped = this.loaded = undefined;
    this.description.forget();
  }

  protected override async start(): Promise<void> {
    const left = this.leaving;
    this.#started = true;
    try {
      await this.openShipped();
    } catch (error) {
      if (left()) return;
      // The lesson works without weights, because the visitor can train a network.
      this.lack(error);
      await this.description.ofMade(this.plan());
    }
    if (left()) return;
    this.changed();
    await this.#restore(left);
    if (!left()) this.changed();
  }

  /**
   * Opens the shipped model. If another one than before is asked for, the one before is freed; of several calls the last
   * one counts.
   */
  protected openShipped(): Promise<void> {
    const file = this.shippedFile;
    const name = this.weights ?? `${file}.safetensors`;
    if (this.#opening?.name !== name) {
      this.free(this.shipped);
      this.shipped = undefined;
      const opening = { name, done: Promise.resolve() };
      this.#opening = opening;
      opening.done = this.#open(weightsUrl(file, this.weights), opening);
    }
    return this.#opening!.done;
  }

  /** Another shipped model goes with the visitor's choices: opens it, once the lesson has started. */
  protected async reopen(): Promise<void> {
    if (!this.#started) return;
    const left = this.leaving;
    try {
      await this.openShipped();
    } catch (error) {
      if (left()) return;
      this.lack(error);
    }
    if (!left()) this.changed();
  }

  async #open(url: URL, opening: { name: string }): Promise<void> {
    const { name } = opening;
    try {
      const answerer = await openModel(url, name, (model) => this.accept(model, name));
      if (this.#opening === opening) this.shipped = answerer;
      else this.free(answerer);
    } catch (error) {
      // Nobody waits for a model any more that another one has replaced.
      if (this.#opening !== opening) return;
      this.#opening = undefined;
      throw error;
    }
  }

  async #restore(left: () => boolean): Promise<void> {
    if (this.training.model) return;
    const found = await restoreTraining<K, R>(this.place, this.training, this.fail, left);
    if (!found || !this.training.model) return;
    await this.restored(found.extra, this.training.model);
    if (!left()) this.keptAt = found.time;
  }

  /** True if the model that was trained here answers. */
  protected get ownAnswers(): boolean {
    const { model, phase } = this.training;
    return model !== undefined && phase !== "preparing" && this.trained(model) !== undefined;
  }

  /** The model that answers. */
  protected get answerer(): A | undefined {
    if (this.ownAnswers) return this.trained(this.training.model!);
    return this.loaded?.answerer ?? this.shipped;
  }

  /** Whose weights answer, in words. */
  protected get source(): string {
    const lang = this.language;
    if (!this.answerer) return "–";
    if (this.ownAnswers) return text(lang, this.training.active ? "training" : "trained");
    if (this.loaded) return text(lang, "loaded", { name: this.loaded.name });
    return text(lang, this.weights ? "loaded" : "shipped", { name: this.weights ?? "" });
  }

  /** True if another model than the shipped one answers, so that the visitor may return to that. */
  protected get hasOwn(): boolean {
    return this.training.model !== undefined || this.loaded !== undefined;
  }

  /** Shows what is new: the model that answers may be another one. */
  protected changed(): void {
    this.requestUpdate();
    void this.description.of(this.answerer?.model);
    void this.look();
  }

  /** Batches are reported many times a second; only a change of the phase is shown at once. */
  protected trainingChanged(): void {
    const { phase } = this.training;
    const wait = phase === this.#phase && this.training.active ? this.#looked + LOOK_EVERY - performance.now() : 0;
    this.#phase = phase;
    if (wait > 0) {
      this.#later ??= setTimeout(this.#showTraining, wait);
      return;
    }
    this.#showTraining();
  }

  #showTraining = (): void => {
    clearTimeout(this.#later);
    this.#later = undefined;
    this.#looked = performance.now();
    void this.description.of(this.answerer?.model);
    // A look draws both: its answer, and how far the training is.
    if (this.#looking || !this.answerer) this.requestUpdate();
    void this.look();
  };

  /** Asks the model about the visitor's input. During a call, only the latest input waits. */
  protected async look(): Promise<void> {
    if (this.#looking) {
      this.#lookAgain = true;
      return;
    }
    const { answerer } = this;
    if (!answerer) return;
    if (answerer.model.lost) {
      await this.revive();
      return;
    }
    this.#looking = true;
    const left = this.leaving;
    try {
      await this.ask(answerer);
      this.#lookFailure = undefined;
      // Another model may answer by now.
      if (this.answerer?.model !== answerer.model) this.#lookAgain = true;
    } catch (error) {
      // After a crash during a call, `revive` restores everything. An error of a model that was replaced meanwhile is
      // ignored.
      this.#lookFailure = error;
      if (answerer.model.lost && !left()) await this.revive();
      else if (this.answerer?.model === answerer.model) this.fail(error);
      else this.#lookAgain = true;
    } finally {
      this.#looking = false;
    }
    if (!this.#lookAgain) return;
    this.#lookAgain = false;
    void this.look();
  }

  /**
   * Gives the lesson something, and returns the answer to it. Several calls come one after the other.
   *
   * @throws Error when the model fails, or there is none.
   */
  protected answered<T>(give: () => void | Promise<void>, answer: () => T | undefined): Promise<T> {
    const before = this.#answering;
    const answered = (async () => {
      await before?.catch(() => {});
      await this.begin();
      this.#lookFailure = undefined;
      await give();
      void this.look();
      while (this.#looking || this.#lookAgain) await new Promise((resolve) => setTimeout(resolve, 10));
      if (this.#lookFailure) throw this.#lookFailure;
      const found = answer();
      if (found === undefined) throw new Error(`${this.localName}: there is no model that answers`);
      return found;
    })();
    this.#answering = answered;
    return answered;
  }

  /** After a crash of the engine: starts again, once for all calls that failed by it. */
  protected revive(): Promise<void> {
    this.#reviving ??= this.startAgain().finally(() => (this.#reviving = undefined));
    return this.#reviving;
  }

  /** Starts with the shipped model, or with the stored one, after the engine lost all models. */
  protected async startAgain(): Promise<void> {
    if (!this.error && this.hasOwn) this.error = text(this.language, "restarted");
    this.shipped = this.loaded = this.#opening = undefined;
    this.forgetTrained();
    await this.start();
  }

  /**
   * Trains as the button "Train" does, with the settings that are chosen; settled when the training has ended, or was
   * stopped.
   *
   * @throws Error when it could not train; the lesson shows why.
   */
  async train(): Promise<void> {
    await this.begin();
    const before = this.#failure;
    await (this.#current ?? this.startTraining(false));
    if (this.#failure !== before) throw this.#failure;
  }

  /** Stops the training that runs; what was learned stays. */
  stop(): void {
    this.training.stop();
  }

  /** Forgets what was trained, here and in the browser's storage. */
  reset(): void {
    this.resetTraining();
  }

  /** The model that answers. Do not dispose of it: the lesson does. Undefined until it is there. */
  get model(): Model | undefined {
    return this.answerer?.model;
  }

  /**
   * The model that answers, as a file: what `model.save` gives.
   *
   * @throws Error when there is no model yet.
   */
  async save(options: SaveOptions = {}): Promise<Uint8Array> {
    await this.begin();
    const { answerer } = this;
    if (!answerer) throw new Error(`${this.localName}: there is no model yet`);
    await this.prepareFile(answerer);
    return answerer.model.save(options);
  }

  /** Called before the model is saved: what goes into its file besides its weights. */
  protected prepareFile(_answerer: A): void | Promise<void> {}

  /** Starts a training with the settings that are chosen; with `paused` it waits for single steps. */
  protected abstract startTraining(paused: boolean): Promise<void>;

  /** Trains a new model, or continues with the one that was trained here. During a training it waits for that. */
  protected run(prepare: (signal: AbortSignal) => Promise<Job<R>>, paused: boolean): Promise<void> {
    return this.#current ?? (this.#running = this.#run(prepare, paused));
  }

  /** The training that runs; one that was given up by a reset is none, although it may still end. */
  get #current(): Promise<void> | undefined {
    return this.training.active ? this.#running : undefined;
  }

  async #run(prepare: (signal: AbortSignal) => Promise<Job<R>>, paused: boolean): Promise<void> {
    const left = this.leaving;
    this.error = "";
    this.keptAt = undefined;
    this.beginAgain();
    try {
      const unkept = await this.training.run(prepare, paused, (how) => this.store(how));
      if (this.training.phase === "done") this.#trainingDone();
      if (unkept && !left()) this.fail(unkept);
    } catch (error) {
      this.#failure = error;
      if (left()) return;
      if (this.training.model?.lost || this.shipped?.model.lost) await this.revive();
      else this.fail(error);
    }
  }

  #trainingDone(): void {
    const detail = { epochs: this.training.epochs, logs: this.lastLogs };
    this.tell("pupil-trained", detail);
    this.achieved("trained", detail);
  }

  /** Stores the trained model in the browser, if the page wants that. */
  protected async store(how: Keeping): Promise<void> {
    await keepTraining<K, R>(this.place, this.training, this.extra, how);
  }

  /** Forgets what was trained, here and in the browser's storage. */
  protected resetTraining = (): void => {
    this.forgetTrained();
    void forget(this.place);
    this.beginAgain();
    this.changed();
  };

  /** Returns to the shipped model. */
  protected useShipped = (): void => {
    this.resetTraining();
    this.free(this.loaded?.answerer);
    this.loaded = undefined;
    this.changed();
  };

  /** Opens a model from files that the visitor chose. */
  async load(files: File[]): Promise<void> {
    const left = this.leaving;
    this.error = "";
    const { source, name } = chosenModel(files);
    try {
      const answerer = await openModel(source, name, (model) => this.accept(model, name));
      if (left()) return this.free(answerer);
      this.resetTraining();
      this.free(this.loaded?.answerer);
      this.loaded = undefined;
      await this.opened(answerer, name);
    } catch (error) {
      if (left()) return;
      this.fail(error);
    }
    this.changed();
  }

  /** A model from files takes the place of the others. */
  protected opened(answerer: A, name: string): void | Promise<void> {
    this.loaded = { answerer, name };
  }

  /** Saves the model that answers as a file. */
  protected saveFile = async (): Promise<void> => {
    if (this.answerer) download(await this.save({ includeOptimizer: false }), `${this.lesson}.safetensors`);
  };

  /** Shows a view in the middle of the stage. */
  protected show = (view: string): void => {
    this.view = view;
    this.requestUpdate();
  };

  /** Opens or closes the settings. */
  protected toggleSettings = (open: boolean): void => {
    this.settingsOpen = open;
    this.requestUpdate();
  };
}
