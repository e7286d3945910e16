import { html, type TemplateResult } from "lit";
import type { Model } from "../../api/index.ts";
import type { PupilPhotos } from "../public.ts";
import { barStyles } from "../shared/bars.ts";
import { factsOf, type Advice } from "../shared/coach.ts";
import { codeLabel, codeStyles, codeView } from "../shared/code-view.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { curves } from "../shared/controls.ts";
import { define } from "../shared/define.ts";
import { droppedOf, filesIn, type FoundFile } from "../shared/dropped.ts";
import { formStyles } from "../shared/fields.ts";
import type { Lang } from "../shared/i18n.ts";
import { container, parts } from "../shared/layout.ts";
import { proseStyles } from "../shared/prose.ts";
import { share } from "../shared/share.ts";
import { keptLine, sourceLine } from "../shared/source.ts";
import { stage, stageStyles, type StageView } from "../shared/stage.ts";
import { theme } from "../shared/theme.ts";
import { trainingTransport } from "../shared/transport.ts";
import { ENOUGH, advice } from "./advice.ts";
import { classStyles, classesView } from "./classes-view.ts";
import { Collection, type PhotoClass, type Photos } from "./collection.ts";
import { DRAWINGS } from "./example.ts";
import { Features, extractorOf, type Extractor } from "./extractor.ts";
import { defaults, formOf, formView, linkOf, settings, sized, suiting, type Form } from "./form.ts";
import { FIRST_DRAWING, LookingLesson, type Reader } from "./looking.ts";
import { COPY_SIDE, fileOf } from "./pictures.ts";
import { Previews } from "./previews.ts";
import { program } from "./program.ts";
import type { ProseActions } from "./prose.ts";
import { results, type Mistake } from "./results.ts";
import { pictures } from "./sources.ts";
import { styles } from "./styles.ts";
import { assembled, baseOf, headJob, pixelJob, settle, type HeadState, type Own } from "./teaching.ts";

/** What is stored beside a trained model. */
interface Kept {
  form: Form;
  own?: { classes: string[]; side: number; head?: HeadState };
  /** The photos that it was trained on. */
  photos?: string;
}

/** What earlier versions of the page stored in its place. */
interface Earlier {
  classes: string[];
  side: number;
}

/** Milliseconds without a new photo after which a training starts by itself. */
const TRAIN_AFTER = 500;

/** Milliseconds between photos while a button to record is held. */
const RECORD_EVERY = 160;

/** Classes to begin with. */
const FIRST_CLASSES = 2;

/** Files that may hold a model. */
const MODEL = /\.(safetensors|keras|h5|hdf5|json|onnx|zip)$/i;

/**
 * The photos lesson: show a photo, see how it is recognised; teach a network your own classes.
 *
 * Attributes: those of `ModelLesson`. Panels: "look train model prose".
 */
export class PhotosLesson extends LookingLesson<Kept> implements PupilPhotos {
  static override styles = [
    theme,
    container,
    parts,
    stageStyles,
    styles,
    classStyles,
    barStyles,
    formStyles,
    confusionStyles,
    codeStyles,
    proseStyles,
  ];

  protected readonly lesson = "photos";
  /** The shipped model as a base for other classes; undefined if there is none. */
  #extractor: Extractor | undefined;
  /** Settled when the shipped model is loaded, or could not be. */
  #opening: Promise<void> | undefined;
  #features = new Features();
  /** The model that was trained here. */
  #own: (Own & Reader) | undefined;
  /** True if the head learned since the whole model got its weights. */
  #stale = false;
  #collection = new Collection(() => this.place, () => this.#collectionChanged());
  #previews = new Previews(() => this.requestUpdate());
  #form: Form = { ...defaults };
  /** True if a link chose the settings. */
  #linked = false;
  /** True if a model that was kept is back, or there is none. */
  #started = false;
  #soon: ReturnType<typeof setTimeout> | undefined;
  /** The photos of the last training, as {@link #photos} writes them. */
  #trainedOn = "";
  /** True if the model that was kept belongs to another extractor. */
  #outdated = false;
  #progress: { key: "reading" | "computing"; done: number; all: number } | undefined;
  #recording: PhotoClass | undefined;
  #recorder: ReturnType<typeof setInterval> | undefined;
  #prose: ((lang: Lang, actions: ProseActions) => TemplateResult) | undefined;

  constructor() {
    super();
    this.addEventListener("dragover", (event) => event.preventDefault());
    this.addEventListener("drop", (event) => {
      if (event.defaultPrevented || !event.dataTransfer) return;
      event.preventDefault();
      void this.take(droppedOf(event.dataTransfer));
    });
  }

  protected override leave(): void {
    super.leave();
    this.#record(undefined);
    clearTimeout(this.#soon);
    this.#extractor = undefined;
  }

  protected override async start(): Promise<void> {
    const left = this.leaving;
    const restoring = this.#restoreClasses();
    this.#started = false;
    await super.start();
    const restored = await restoring;
    if (left()) return;
    this.#started = true;
    // Photos without a model were kept before a training, or what was learned was dropped: the visitor decides.
    if (restored && !this.#own && !this.#outdated) this.#trainedOn = this.#photos;
    if (!this.#extractor && !sized(this.#form.way)) Object.assign(this.#form, suiting("small"));
    this.#collectionChanged();
    await this.loadPanels();
    await this.drawAll();
  }

  protected override async loadPanels(): Promise<void> {
    if (this.shows("prose")) this.#prose ??= (await import("./prose.ts")).photosProse;
    this.requestUpdate();
  }

  protected override openShipped(): Promise<void> {
    const open = async () => {
      const left = this.leaving;
      await super.openShipped();
      if (left() || !this.shipped || this.#extractor?.model === this.shipped.model) return;
      const { model, side } = this.shipped;
      const extractor = await extractorOf(model, side).catch(() => undefined);
      if (!left()) this.#extractor = extractor;
    };
    const opening = open();
    this.#opening = opening.catch(() => {});
    return opening;
  }

  // The model that was trained here.

  protected override trained(): Reader | undefined {
    return this.#own;
  }

  protected override get ownAnswers(): boolean {
    return this.#own !== undefined;
  }

  protected override get extra(): Kept {
    const { classes, side, head } = this.#own!;
    const state = head && { scale: head.scale, ids: head.ids, learned: head.learned, base: head.base };
    return { form: this.#form, own: { classes, side, ...(state ? { head: state } : {}) }, photos: this.#trainedOn };
  }

  protected override async restored({ form, own, photos = "", ...earlier }: Kept & Earlier, model: Model): Promise<void> {
    if (!this.#linked) this.#form = { ...defaults, ...form };
    this.#trainedOn = photos;
    const { classes, side, head } = own ?? { ...earlier, head: undefined };
    if (!head) this.#made({ model, classes, side });
    else if (this.#extractor && baseOf(this.#extractor) === head.base) {
      const left = this.leaving;
      const whole = await assembled(model, head, classes, this.#extractor);
      if (left()) whole.model.dispose();
      else this.#made(whole);
    } else {
      // It belongs to another extractor. The photos were kept, too, and teach a new one.
      this.#outdated = true;
      this.#trainedOn = "";
      this.training.reset();
    }
  }

  /** A new model takes the place of the one before. */
  #made(own: Own | undefined): void {
    const before = this.#own;
    this.#own = own;
    this.#stale = false;
    // Without a head of its own, it belongs to the training.
    if (before?.head && before.model !== own?.model) before.model.dispose();
    if (own) void this.look();
  }

  protected override forgetTrained(): void {
    this.#made(undefined);
    super.forgetTrained();
  }

  protected override trainingChanged(): void {
    if (this.#own?.head && this.training.model === this.#own.head.model) this.#stale = true;
    super.trainingChanged();
  }

  /** After an epoch and after single steps, the answer is never left out. */
  protected override weightsChanged(): void {
    void this.look();
  }

  protected override async refresh(reader: Reader): Promise<void> {
    if (!this.#stale || reader !== this.#own || !this.#extractor) return;
    this.#stale = false;
    await settle(this.#own, this.#extractor);
  }

  protected override kernelOf(model: Model): Float32Array | undefined {
    if (model === this.#own?.model) return this.#own.head?.weights?.kernel;
    return model === this.#extractor?.model ? this.#extractor.kernel : undefined;
  }

  protected override prepareFile(reader: Reader): Promise<void> {
    return this.refresh(reader);
  }

  protected override opened(answerer: Reader, name: string): void {
    super.opened(answerer, name);
    // It answers until there are other photos.
    this.#trainedOn = this.#photos;
  }

  // The state of a link.

  protected override get linkState(): Record<string, string> {
    const see: Record<string, string> = this.drawing && this.drawing !== FIRST_DRAWING ? { see: this.drawing } : {};
    return { ...see, ...(this.showHeat ? {} : { why: "no" }), ...linkOf(this.#form) };
  }

  protected override takeState(state: URLSearchParams): void {
    this.#linked = true;
    this.#form = formOf(state, this.language);
    this.showHeat = state.get("why") !== "no";
    const see = DRAWINGS.find((one) => one === state.get("see"));
    if (!see || see === this.drawing) return;
    this.drawing = see;
    if (this.hasUpdated) void this.draw(see);
  }

  // The classes.

  /** Brings back the classes that were kept, or else begins with empty ones; returns whether there are photos again. */
  async #restoreClasses(): Promise<boolean> {
    const restored = await this.#collection.restore();
    if (!this.#collection.classes.length) await this.#firstClasses();
    return restored;
  }

  #firstClasses(): Promise<void> {
    return this.#collection.addClasses(this.language, FIRST_CLASSES);
  }

  /** A text that differs for other photos. */
  get #photos(): string {
    return JSON.stringify(this.#collection.used.map(({ id, shots }) => [id, shots.length, shots.reduce((sum, shot) => sum + shot.id, 0)]));
  }

  #collectionChanged(): void {
    this.requestUpdate();
    clearTimeout(this.#soon);
    if (!this.isConnected) return;
    this.#soon = setTimeout(() => this.#trainIfReady(), TRAIN_AFTER);
    void this.#previews.of(this.#collection.used[0]?.shots[0], this.#form, this.language).catch(this.fail);
  }

  /** Trains if there are enough photos that were not trained on. */
  #trainIfReady(): void {
    const { used, count, reading } = this.#collection;
    if (this.#form.way !== "transfer" || !this.#extractor || !this.#started || !this.shows("train")) return;
    // When the recording, the reading or the training ends, it is called again.
    if (this.#recording || reading || this.training.active) return;
    const distinct = new Set(used.map(({ name }) => name)).size === used.length;
    if (count < ENOUGH || used.length < 2 || !distinct || this.#photos === this.#trainedOn) return;
    void this.startTraining(false);
  }

  /**
   * Takes files or folders that were dropped or pasted: a model, a photo to look at, or photos of classes.
   *
   * @param given files, or entries, which may be folders.
   */
  async take(given: readonly (File | FileSystemEntry)[]): Promise<void> {
    try {
      const files = await filesIn(given);
      const found = await pictures(files, this.language);
      const [first] = found;
      // Without pictures it may be a model.
      if (!first && files.some(({ path }) => MODEL.test(path))) await this.load(files.map(({ file }) => file));
      else if (found.length === 1 && files.length === 1 && !first!.folder) await this.give(first!.file, first!.name);
      else await this.#collect(Promise.resolve(files), undefined);
    } catch (error) {
      this.fail(error);
    }
  }

  async #collect(listing: Promise<FoundFile[]>, to: PhotoClass | undefined): Promise<void> {
    this.error = "";
    try {
      await this.#collection.add(await pictures(await listing, this.language), to, this.language);
    } catch (error) {
      if (!(error instanceof DOMException && error.name === "AbortError")) this.fail(error);
    }
  }

  /** Records photos of a class until it is called without one. */
  #record(of: PhotoClass | undefined): void {
    if (of === this.#recording) return;
    clearInterval(this.#recorder);
    this.#recording = of;
    if (of) {
      void this.#shoot(of);
      this.#recorder = setInterval(() => void this.#shoot(of), RECORD_EVERY);
    }
    this.#collectionChanged();
  }

  /** Adds what the camera sees to a class. */
  async #shoot(of: PhotoClass): Promise<void> {
    if (!this.camera) this.openCamera(true);
    const copy = await this.cameraView?.shoot(COPY_SIDE);
    if (copy) await this.#collection.record(copy, of, this.t("shotName", { name: of.name, number: of.shots.length + 1 }));
  }

  #rename(of: PhotoClass, name: string): void {
    this.#collection.rename(of, name);
    const at = this.#own?.head?.ids.indexOf(of.id) ?? -1;
    if (at < 0) return;
    this.#own!.classes[at] = of.name;
    this.#own!.model.metadata = { classes: JSON.stringify(this.#own!.classes) };
    this.changed();
  }

  // The training.

  protected override async startTraining(paused: boolean): Promise<void> {
    clearTimeout(this.#soon);
    const answered = this.#own !== undefined;
    // The photos of this run: classes may be changed, and photos added, while it goes on.
    let photos: Photos | undefined;
    await this.run(async (signal) => {
      const stopped = new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
      await Promise.race([this.#opening, stopped]);
      signal.throwIfAborted();
      const [collection, lang, chosen] = [this.#collection, this.language, settings(this.#form, this.language)];
      const { way } = chosen;
      if (!sized(way) && !this.#extractor) throw new Error(this.t("noShipped"));
      const tell = (key: "reading" | "computing") => (done: number) => {
        this.#progress = { key, done, all: collection.count };
        this.requestUpdate();
      };
      const made = (own: Own) => {
        if (!signal.aborted) this.#made(own);
        // The run was given up, and drops the model that it trains. The whole model is another one, if it has a head.
        else if (own.head) own.model.dispose();
      };
      this.#trainedOn = this.#photos;
      if (way === "transfer") {
        const job = await headJob({ collection, lang, settings: chosen, signal, progress: tell("computing"), made }, this.#extractor!, this.#features, this.#own);
        // The head before. The whole model answers until the new one is there.
        this.#discard();
        return job;
      }
      const side = sized(way) ? chosen.side : this.#extractor!.side;
      photos = await collection.photos({ side, holdOut: chosen.holdOut, lang, signal }, tell("reading"));
      const key = JSON.stringify([way, photos.classes, side, chosen.augmentation]);
      // Another network, or other classes, need a new model.
      if (this.training.model && key !== this.training.model.metadata.lesson) this.#discard();
      return pixelJob({ settings: chosen, made }, this.#extractor, photos, side, key);
    }, paused);
    photos?.train.dispose();
    photos?.validation?.dispose();
    this.#progress = undefined;
    // A head that learned nothing is gone.
    if (this.#own?.head && this.training.model !== this.#own.head.model) this.#made(undefined);
    this.changed();
    // A drawing is none of the classes that were taught.
    const last = this.#collection.used.at(-1)?.shots.at(-1);
    if (this.#own && !answered && this.training.phase === "done" && this.drawing && !this.camera && last) void this.give(last.file, last.name);
    // There may be more photos by now.
    this.#collectionChanged();
  }

  /** Drops what learns now; a whole model that has a head of its own stays. */
  #discard(): void {
    if (this.#own?.model === this.training.model) this.#own = undefined;
    this.training.discard();
  }

  #change(part: Partial<Form>): void {
    Object.assign(this.#form, part);
    this.stateChanged();
    this.#collectionChanged();
  }

  /** Keeps another share for testing, and trains again. */
  #holdOut(percent: number): void {
    this.#change({ holdOut: String(percent) });
    if (!this.training.active) void this.startTraining(false);
  }

  // What is shown.

  get #advice(): Advice | undefined {
    const { training: run } = this;
    const told = factsOf(run);
    const rate = Number(this.#form.learningRate);
    const facts = {
      ...told,
      // A last layer with a penalty on large weights does not learn by heart.
      validation: this.#form.way === "transfer" ? [] : told.validation,
      epochs: run.epoch + (run.phase === "done" ? 1 : 0),
      accuracy: run.results?.count ? run.results.right / run.results.count : told.accuracy,
      chance: 1 / Math.max(this.#collection.used.length, 2),
      rate: rate > 0 ? rate : undefined,
      collection: this.#collection,
      holdOut: Number(this.#form.holdOut) / 100,
      tested: run.results,
      own: this.ownAnswers,
      waits: this.#form.way !== "transfer" || this.#photos === this.#trainedOn,
    };
    return advice(this.language, facts, {
      setRate: (learningRate) => {
        this.#change({ learningRate: String(learningRate) });
        this.resetTraining();
        void this.startTraining(false);
      },
      stop: () => run.stop(),
      keepForTest: (percent) => this.#holdOut(percent),
      train: () => void this.startTraining(false),
    });
  }

  override render() {
    const lang = this.language;
    const trains = this.shows("train");
    const run = this.training;
    const views: StageView[] = [];
    views.push({ id: "network", label: this.t("network"), content: () => this.networkPane() });
    if (trains) {
      views.push({ id: "training", label: this.t("trainingView"), content: () => curves(lang, run, this.scheme) });
      views.push({ id: "results", label: this.t("resultsView"), content: () => results(lang, run.results, this.showHeat, this.#lookAgain) });
    }
    if (this.shows("model")) views.push({ id: "code", label: codeLabel(lang), content: () => this.#codePane() });
    return html`${this.shows("look")
        ? stage(lang, {
            label: this.t("lesson"),
            input: this.inputPane(),
            ...(trains ? { below: this.#classesPane() } : {}),
            views,
            view: this.view,
            show: this.show,
            answer: html`${this.answerPane()} ${this.#sourcePane()}`,
            transport: trains ? this.#transport() : "",
            advice: this.#advice,
            ...(trains ? { settings: () => this.#settings(), open: this.settingsOpen, toggle: this.toggleSettings } : {}),
            share: share(lang, { tag: this.localName, state: this.linked, picture: () => this.picture() }),
          })
        : ""}
      ${this.errorLine()} ${this.shows("prose") ? this.#prose?.(lang, this.#actions) : ""}`;
  }

  /** Looks at a mistake on the stage. */
  #lookAgain = (mistake: Mistake): void => {
    const { truth } = mistake;
    this.show("network");
    void fileOf(mistake.picture).then((file) => this.give(file, this.training.results?.classes[truth] ?? ""));
  };

  #classesPane() {
    return classesView(this.language, this.#collection, this.#recording, {
      collect: (listing, to) => void this.#collect(listing, to),
      record: (of) => this.#record(of),
      // Another button may be held already.
      stop: (of) => of === this.#recording && this.#record(undefined),
      shoot: (of) => void this.#shoot(of),
      rename: (of, name) => this.#rename(of, name),
      remove: (of) => this.#collection.remove(of),
      removeShot: (of, shot) => this.#collection.removeShot(of, shot),
      look: (shot) => void this.give(shot.file, shot.name),
      add: () => void this.#collection.addClasses(this.language, 1),
      forget: () => {
        this.#collection.forget();
        void this.#firstClasses();
      },
    });
  }

  #sourcePane() {
    const back = this.hasOwn ? { useShipped: this.useShipped, disabled: this.training.active } : undefined;
    return html`<div class=${back ? "" : "usual"}>${sourceLine(this.language, this.source, back)}</div>
    ${keptLine(this.language, this.training.model && this.keptAt, this.resetTraining)}`;
  }

  #transport() {
    const actions = { train: (paused: boolean) => void this.startTraining(paused), reset: this.resetTraining };
    const preparing = this.#progress ? this.t(this.#progress.key, { done: this.#progress.done, all: this.#progress.all }) : "";
    return trainingTransport(this.language, this.training, actions, (speed) => this.t("speed", { speed }), preparing);
  }

  #settings() {
    const { active } = this.training;
    const previews = this.#previews.pictures;
    return formView(this.language, this.#form, { disabled: active, change: (part) => this.#change(part), previews });
  }

  #codePane() {
    const save = this.answerer && (() => void this.saveFile().catch(this.fail));
    return codeView(this.language, this.description, this.answerer?.model, { save, load: (files) => void this.load(files) }, program(this.description.code));
  }

  /** What phrases of the text do on the stage. */
  get #actions(): ProseActions {
    return {
      draw: (which) => void this.draw(which),
      camera: () => this.openCamera(true),
      peek: (stage) => this.peek(stage),
      heat: (on) => this.setHeat(on),
      show: this.show,
      tutorial: () => {
        this.#change(suiting("tutorial"));
        this.toggleSettings(true);
      },
    };
  }
}

define("pupil-photos", PhotosLesson);
