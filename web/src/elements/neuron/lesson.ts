import { html, type PropertyValues } from "lit";
import type { PupilNeuron } from "../public.ts";
import { codeLabel, codeStyles, codeView } from "../shared/code-view.ts";
import { define } from "../shared/define.ts";
import { Description } from "../shared/description.ts";
import { filesIn } from "../shared/dropped.ts";
import { formStyles } from "../shared/fields.ts";
import type { Values } from "../shared/i18n.ts";
import { container, parts } from "../shared/layout.ts";
import { proseStyles } from "../shared/prose.ts";
import { share } from "../shared/share.ts";
import { stage, stageStyles, type StageView } from "../shared/stage.ts";
import { forget, keep, kept } from "../shared/store.ts";
import { theme } from "../shared/theme.ts";
import { advice } from "./advice.ts";
import { answerStyles, challenge, classChoice, drawn, featureShade, scoreView } from "./answer-view.ts";
import type { TableLab } from "./fits/table-lab.ts";
import { storable, type TableState } from "./fits/table-state.ts";
import type { Drawn, WaysLab, WaysState } from "./fits/ways-lab.ts";
import { openNetwork, saveNetwork } from "./file.ts";
import { inputStyles, inputView } from "./input-view.ts";
import { Keeping } from "./keeping.ts";
import { USUAL, readLink, writeLink, type Settings } from "./link.ts";
import { Moments, pictures } from "./moments.ts";
import { NetPane } from "./net-pane.ts";
import type { NetView, Spot, Wire } from "./net-view.ts";
import { NetworkLesson } from "./network-lesson.ts";
import { offered, specFor, usualRate, type Spec } from "./network.ts";
import { pickerStyles } from "./pickers.ts";
import { program } from "./program.ts";
import "./plane.ts";
import { generate, setKind, type Point, type SetName } from "./sets.ts";
import { formOf, readField, settingsView, type Form } from "./settings.ts";
import { SlowMotion, slowStyles, slowView } from "./slow-view.ts";
import { styles } from "./styles.ts";
import { text, type TextKey } from "./texts.ts";
import type { TrainerState } from "./trainer.ts";
import { networkTransport, waysTransport } from "./transports.ts";
import { spotTitle } from "./words.ts";

/** The lesson's name: in the browser's storage, and of the files that are saved. */
const LESSON = "neuron";

/** Pixels of width below which the stage is narrow. */
const NARROW = 760;

/** Changes of the points that can be undone. */
const MOST_UNDONE = 50;

/** The stored state. */
interface State {
  settings: Settings;
  points: Point[];
  trainer: TrainerState | undefined;
  ways: WaysState | undefined;
  table: TableState | undefined;
}

/** Where the lesson's first start should not move by itself. */
const still = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * Points in a plane and a small network that learns from them, with other ways to fit them and one's own table.
 * Panels: "network ways table prose"; "plane" stands for the first two.
 */
export class NeuronLesson extends NetworkLesson implements PupilNeuron {
  static override styles = [theme, container, parts, stageStyles, formStyles, proseStyles, codeStyles, pickerStyles, inputStyles, answerStyles, slowStyles, styles];

  #settings: Settings = USUAL;
  #form: Form = formOf(USUAL.spec, USUAL.share);
  #points: readonly Point[] = generate(USUAL.set, USUAL.draw);
  #undo: (readonly Point[])[] = [];
  #moving = false;
  #label = 1;
  #view = "network";
  #open = false;
  #spot: Spot | undefined;
  #wire: Wire | undefined;
  #slow = new SlowMotion(this.trainer, () => this.requestUpdate(), this.fail);
  #moments = new Moments();
  readonly #netPane = new NetPane();
  /** True if the training goes on when slow motion ends, or when the element comes back to the page. */
  #goOn = !still.matches;
  #ways: WaysLab | undefined;
  #waysDrawn: Drawn = { lines: [], shade: undefined };
  #waysKept: { state: WaysState; file: Uint8Array } | undefined;
  #tableKept: TableState | undefined;
  #table: TableLab | undefined;
  #prose: typeof import("./prose.ts") | undefined;
  #description = new Description(() => this.requestUpdate(), this.fail);
  /** When the restored state was stored. */
  #keptAt: Date | undefined;
  #keeping = new Keeping(() => this.#write(), this.fail);
  #started = false;
  /** True once everything is on the page. */
  #complete = false;
  /** True if a link leads to the table. */
  #wantsTable = false;
  /** True if a link holds the settings. */
  #linked = false;
  /** The table's code and its example are loaded when the table comes near the view. */
  #near = new IntersectionObserver(
    (entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting) || this.#table) return;
      this.#near.disconnect();
      this.#openTable().catch((error: unknown) => this.lack(error));
    },
    { rootMargin: "400px" },
  );
  #inView = true;
  #seen = new IntersectionObserver((entries) => {
    this.#inView = entries.at(-1)!.isIntersecting;
    this.#awaken();
  });

  #t(key: TextKey, values: Values = {}): string {
    return text(this.language, key, values);
  }

  /** True if the stage is shown. */
  get #staged(): boolean {
    return ["network", "ways", "plane"].map((panel) => this.shows(panel)).includes(true);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#seen.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#seen.disconnect();
    this.#near.disconnect();
  }

  protected override async start(): Promise<void> {
    const left = this.leaving;
    await this.updateComplete;
    const again = this.#started;
    const found = again ? undefined : await kept<State>(this.placeOf(LESSON));
    if (left()) return;
    if (found && !this.#linked && !this.#keeping.touched) this.#restore(found.state, found.file, found.time);
    this.#started = true;
    if (this.#staged) await this.#openStage(again);
    if (left()) return;
    this.firstResult();
    await this.loadPanels();
  }

  /** Starts what is on the stage; `again` is true if it was there before. Settled at its first picture. */
  async #openStage(again: boolean): Promise<void> {
    if (!this.shows("network") && !this.shows("plane")) this.#show("ways");
    this.trainer.use(this.#points, this.#settings.share);
    if (this.#goOn && this.#view !== "slow") this.trainer.start();
    this.trainer.begin();
    if (again && this.#view === "ways") void this.#openWays().catch(this.fail);
    this.#followAgain();
    await this.trainer.first;
  }

  protected override async loadPanels(): Promise<void> {
    const left = this.leaving;
    if (this.#staged && !this.trainer.begun) await this.#openStage(false);
    if (this.shows("prose")) this.#prose ??= await import("./prose.ts");
    this.requestUpdate();
    if (!this.shows("table")) return;
    await this.updateComplete;
    if (left()) return;
    const table = this.renderRoot.querySelector("pupil-table-lab");
    if (table) this.#near.observe(table);
    this.#complete = true;
    // The text above the table is there now, so that it stays in its place.
    if (this.#wantsTable) await this.#toTable();
    this.#wantsTable = false;
  }

  #restore({ settings, points, trainer, ways, table }: State, file: Uint8Array, time: Date): void {
    this.#settings = settings;
    this.#points = points;
    this.#form = formOf(settings.spec, settings.share);
    this.trainer.spec = settings.spec;
    if (trainer) this.trainer.restore(trainer);
    this.#waysKept = ways && { state: ways, file };
    this.#tableKept = table;
    this.#keptAt = time;
  }

  protected override leave(): void {
    super.leave();
    this.#keeping.cancel();
    if (this.trainer.begun && this.#view !== "slow") this.#goOn = this.trainer.running;
    this.#slow.play(false);
    this.trainer.dispose();
    this.#description.forget();
    this.#ways?.end();
    // The element may come back to the page.
    this.#tableKept = this.#table?.state ?? this.#tableKept;
    this.#table?.end();
    this.#table = undefined;
  }

  protected override get linkState(): Record<string, string> {
    const { set, draw, noise } = this.#settings;
    const same = JSON.stringify(this.#points) === JSON.stringify(generate(set, draw, noise));
    const shown = writeLink({ ...this.#settings, points: same ? undefined : [...this.#points] });
    return this.#view === "network" ? shown : { ...shown, view: this.#view };
  }

  protected override takeState(state: URLSearchParams): void {
    const view = state.get("view");
    // A link to a view alone leaves the visitor's network and points as they are.
    this.#linked = [...state.keys()].some((name) => name !== "view");
    if (this.#linked) {
      const settings = readLink(state);
      this.#settings = settings;
      this.#form = formOf(settings.spec, settings.share);
      this.#points = settings.points ?? generate(settings.set, settings.draw, settings.noise);
      this.trainer.set(settings.spec);
      this.trainer.use(this.#points, settings.share);
    }
    if (view === "table") {
      // The same link, followed again, is then a change.
      this.state = "";
      if (this.#complete) void this.#toTable().catch((error: unknown) => this.lack(error));
      else this.#wantsTable = true;
    } else if (view && ["network", "slow", "ways", "code"].includes(view)) void this.updateComplete.then(() => this.#show(view));
  }

  /** The visitor changed something: it goes into the link and, a moment later, into the storage. */
  #changed(): void {
    this.#keeping.touched = true;
    this.stateChanged();
    this.#keeping.soon();
    this.requestUpdate();
  }

  async #write(): Promise<void> {
    if (this.#ways) this.#waysKept = await this.#ways.state();
    const { state, file } = this.#waysKept ?? { state: undefined, file: new Uint8Array() };
    await keep<State>(this.placeOf(LESSON), file, {
      settings: { ...this.#settings, points: undefined },
      points: [...this.#points],
      trainer: this.trainer.state(),
      ways: state,
      table: storable(this.#table?.state ?? this.#tableKept),
    });
  }

  #forget = (): void => {
    this.#keptAt = undefined;
    this.#keeping.forget(() => forget(this.placeOf(LESSON)));
    this.requestUpdate();
  };

  /** A look is new: the network learned a little. */
  protected override looked(): void {
    const { look, epoch } = this.trainer;
    this.tellLook(this.#settings.spec);
    if (look && look.spec === this.#settings.spec) this.#moments.add(look, epoch);
    this.requestUpdate();
    if (this.#keeping.touched && this.trainer.running) this.#keeping.soon();
    if (this.#view === "code") void this.#description.of(this.trainer.model);
  }

  /** Starts again with the initial weights. What the browser keeps of it goes, too. */
  override reset(): void {
    super.reset();
    this.#followAgain();
    this.#forget();
  }

  #restart(): void {
    this.trainer.restart();
    this.#followAgain();
    this.#changed();
  }

  // Points

  #choose = (set: SetName): void => {
    const spec = specFor(this.#settings.spec, set);
    this.#settings = { ...this.#settings, set, spec };
    this.#form = formOf(spec, this.#settings.share);
    this.#label = setKind(set).classes === 2 ? 1 : 0;
    this.trainer.set(spec);
    // Another problem is learned from the beginning.
    this.trainer.restart();
    this.#regenerate();
    // Points of another set may have classes that this network does not know.
    this.#undo = [];
  };

  #regenerate(): void {
    const { set, draw, noise } = this.#settings;
    this.#replace(generate(set, draw, noise));
  }

  /** Remembers the points for “Undo”. */
  #remember(): void {
    this.#undo = [...this.#undo.slice(-MOST_UNDONE + 1), this.#points];
  }

  #replace(points: readonly Point[]): void {
    this.#remember();
    this.#points = points;
    this.#usePoints(true);
  }

  #usePoints(done: boolean): void {
    this.trainer.use(this.#points, this.#settings.share);
    if (this.#view === "ways") void this.#ways?.use(this.#settings.set, this.#points, this.#settings.share, done);
    this.#followAgain();
    this.#changed();
  }

  #taken = ({ detail: { points, done } }: CustomEvent<{ points: Point[]; done: boolean }>): void => {
    if (!this.#moving) this.#remember();
    this.#moving = !done;
    this.#points = points;
    this.#usePoints(done);
  };

  #undone = (): void => {
    const before = this.#undo.pop();
    if (!before) return;
    this.#points = before;
    this.#usePoints(true);
  };

  // The network

  #respec(part: Partial<Spec>): void {
    const spec = { ...this.#settings.spec, ...part };
    if (part.optimizer && part.optimizer !== this.#settings.spec.optimizer && !part.rate) spec.rate = usualRate(part.optimizer, spec.task);
    this.#settings = { ...this.#settings, spec };
    this.#form = formOf(spec, this.#settings.share);
    this.trainer.set(spec);
    this.#followAgain();
    this.#changed();
  }

  /** Slow motion begins again: the points or the network are others. */
  #followAgain(): void {
    if (this.#view === "slow") void this.#slow.open(this.#points, this.#slow.index);
  }

  /** Takes what the visitor types into the settings, as soon as it is allowed. */
  #type(key: keyof Form, value: string): void {
    const form = { ...this.#form, [key]: value };
    this.error = "";
    try {
      const number = readField(this.language, key, form);
      if (key === "test") {
        this.#settings = { ...this.#settings, share: number / 100 };
        this.#usePoints(true);
      } else this.#respec({ [key]: number });
    } catch {
      // The field says that it is not allowed.
    }
    this.#form = form;
    this.requestUpdate();
  }

  #feature(name: Spec["features"][number]): void {
    const { features } = this.#settings.spec;
    const next = features.includes(name) ? features.filter((other) => other !== name) : [...features, name];
    const order = offered(this.#settings.set);
    if (next.length) this.#respec({ features: next.sort((a, b) => order.indexOf(a) - order.indexOf(b)) });
  }

  // Views

  /** The network trains only while it can be seen. */
  #awaken(): void {
    this.trainer.awake = this.#inView && this.#view !== "ways";
  }

  #show = (view: string): void => {
    const before = this.#view;
    if (view === before) return;
    this.#view = view;
    this.#awaken();
    if (view === "ways") void this.#openWays().catch(this.fail);
    else this.#ways?.stop();
    if (view === "slow") {
      if (this.trainer.begun) this.#goOn = this.trainer.running;
      void this.#slow.open(this.#points, this.#slow.index);
    } else if (before === "slow") {
      this.#slow.close();
      if (this.#goOn && view !== "ways") this.trainer.start();
    }
    if (view === "code") void this.#description.of(this.trainer.model);
    this.stateChanged();
    this.requestUpdate();
  };

  async #openWays(): Promise<void> {
    await import("./fits/ways-lab.ts");
    const { set, share } = this.#settings;
    if (this.#ways) return this.#ways.use(set, this.#points, share, true);
    const ways = document.createElement("pupil-ways-lab") as WaysLab;
    ways.addEventListener("drawn", (event) => {
      this.#waysDrawn = (event as CustomEvent<Drawn>).detail;
      this.requestUpdate();
    });
    ways.addEventListener("moved", () => this.requestUpdate());
    ways.addEventListener("keep", () => this.#keeping.now());
    this.#ways = ways;
    this.requestUpdate();
    const found = this.#waysKept;
    await ways.begin(set, this.#points, share, found?.state, found?.file ?? new Uint8Array());
  }

  /** Opens a table that was dropped or pasted. */
  async take(given: readonly (File | FileSystemEntry)[]): Promise<void> {
    try {
      const files = (await filesIn(given)).map(({ file }) => file);
      await this.#toTable();
      await this.#table?.take(files);
    } catch (error) {
      this.fail(error);
    }
  }

  /** Goes to the table lab. */
  #toTable = async (): Promise<void> => {
    await this.updateComplete;
    const show = () => this.renderRoot.querySelector("pupil-table-lab")?.scrollIntoView({ block: "start" });
    show();
    if (this.#table) return;
    await this.#openTable();
    // It is higher now than the window may have had room for.
    show();
  };

  async #openTable(): Promise<void> {
    await import("./fits/table-lab.ts");
    const table = this.renderRoot.querySelector<TableLab>("pupil-table-lab");
    if (!table || this.#table) return;
    this.#table = table;
    await table.begin(this.#tableKept);
  }

  async #load([file]: File[]): Promise<void> {
    if (!file) return;
    this.error = "";
    try {
      const { state, weights } = await openNetwork(file, this.#t("notOurs", { name: file.name }));
      this.takeState(state);
      this.trainer.load(weights);
      this.#changed();
    } catch (error) {
      this.fail(error);
    }
  }

  // What is shown

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (!this.#ways) return;
    this.#ways.lang = this.language;
    this.#ways.scheme = this.scheme;
  }

  override render() {
    const { language: lang, scheme } = this;
    const theme = this.theme ?? "";
    return html`${this.#staged ? this.#stage() : ""} ${this.errorLine()}
    ${this.#keptAt
      ? html`<p class="muted source" data-testid="regression-kept">
          ${this.#t("kept", { time: this.#keptAt.toLocaleString(this.lang || undefined) })}
          <button class="link" data-testid="regression-forget" @click=${this.#forget}>${this.#t("forget")}</button>
        </p>`
      : ""}
    ${this.shows("prose") && this.#prose ? this.#prose.neuronProse(lang, this.#deeds) : ""}
    ${this.shows("table")
      ? html`<pupil-table-lab lang=${lang} theme=${theme} scheme=${scheme} @keep=${() => this.#keeping.now()} @edited=${() => {
          this.#keeping.touched = true;
          this.#keeping.soon();
        }}></pupil-table-lab>`
      : ""}`;
  }

  /** What the coach's buttons and the phrases of the prose do. */
  readonly #deeds = {
    choose: (set: SetName) => {
      this.#show("network");
      this.#choose(set);
      this.trainer.start();
    },
    respec: (part: Partial<Spec>) => {
      this.#show("network");
      this.#respec(part);
      this.trainer.start();
    },
    restart: () => this.trainer.restart(),
    show: (view: string) => this.#show(view),
    settings: () => this.#toggle(true),
  };

  #toggle = (open: boolean): void => {
    this.#open = open;
    this.requestUpdate();
  };

  #stage() {
    const lang = this.language;
    const views: StageView[] = [];
    if (this.shows("network") || this.shows("plane")) {
      views.push({ id: "network", label: this.#t("network"), content: () => this.#net() });
      views.push({ id: "slow", label: this.#t("slow"), content: () => html`${this.#net()} ${slowView(lang, this.#slow)}` });
    }
    if (this.shows("ways") || this.shows("plane")) {
      views.push({ id: "ways", label: this.#t("ways"), content: () => this.#ways ?? html`<p class="muted">${this.#t("loading")}</p>` });
    }
    if (this.shows("network") || this.shows("plane")) {
      const { model } = this.trainer;
      const actions = { save: model && (() => void saveNetwork(model, this.#settings).catch(this.fail)), load: (files: File[]) => void this.#load(files) };
      views.push({ id: "code", label: codeLabel(lang), content: () => codeView(lang, this.#description, model, actions, program(this.#settings.spec, this.#points, this.#settings.share)) });
    }
    const { spec } = this.#settings;
    return stage(lang, {
      label: this.#t("stage"),
      inputTitle: this.#t("points"),
      input: this.#input(),
      views,
      view: this.#view,
      show: this.#show,
      answerTitle: this.#answerTitle,
      answer: this.#answer(),
      transport: this.#view === "ways" ? waysTransport(lang, this.#ways) : this.#transport(),
      advice: this.#view === "ways" ? undefined : (advice(lang, this.#settings.set, this.trainer, this.#deeds) ?? { text: this.#t("tip") }),
      settings: () => settingsView(
        lang,
        spec,
        this.#form,
        (key, value) => this.#type(key, value),
        (part) => this.#respec(part),
        this.trainer.pace,
        (pace) => this.#setPace(pace),
      ),
      open: this.#open,
      toggle: this.#toggle,
      share: share(lang, { tag: this.localName, state: this.linked, ...this.#pictures }),
    });
  }

  /** The picture and the film of the network, while it is shown. */
  get #pictures() {
    const { look } = this.trainer;
    const net = this.renderRoot.querySelector<NetView>("pupil-net");
    if (!net || !look || look.spec !== this.#settings.spec) return {};
    const { set, share } = this.#settings;
    return pictures(this, LESSON, net, this.trainer, this.#moments, this.#points, share, (epoch) => `${this.#t(set)} · ${this.#t("epochs", { epoch })}`);
  }

  #input() {
    const { set, noise } = this.#settings;
    return inputView(this.language, set, noise, {
      choose: this.#choose,
      noise: (level) => {
        this.#settings = { ...this.#settings, noise: level };
        this.#regenerate();
      },
      again: () => {
        this.#settings = { ...this.#settings, draw: this.#settings.draw + 1 };
        this.#regenerate();
      },
      clear: () => this.#replace([]),
      ...(this.shows("table") ? { table: () => void this.#toTable().catch(this.fail) } : {}),
    });
  }

  #net() {
    const { spec, set } = this.#settings;
    const slow = this.#view === "slow";
    return this.#netPane.view(this.language, {
      set,
      spec,
      look: this.trainer.look,
      figures: slow ? this.#slow.figures(this.offsetWidth < NARROW) : undefined,
      slow,
      scheme: this.scheme,
      spot: this.#spot,
      wire: this.#wire,
    }, {
      feature: (name) => this.#feature(name),
      hidden: (hidden) => this.#respec({ hidden }),
      inspect: (spot) => {
        this.#spot = spot;
        if (slow && spot) this.#slow.unit = spot.unit;
        this.requestUpdate();
      },
      follow: (wire, chosen) => {
        this.#wire = wire;
        if (slow && wire && chosen) this.#slow.wire = wire;
        this.requestUpdate();
      },
    });
  }

  get #answerTitle(): string {
    const { set, spec } = this.#settings;
    if (this.#view === "ways") return this.#t("answerWays");
    const unit = this.#spot && spotTitle(this.language, set, spec, this.#spot);
    return unit ?? this.#t(spec.task === "numbers" ? "answerLine" : "answer");
  }

  #answer() {
    const lang = this.language;
    const { set, share } = this.#settings;
    const { look, curve, train, test } = this.trainer;
    const [ways, slow] = [this.#view === "ways", this.#view === "slow"];
    const feature = this.#spot?.layer === 0 && this.#settings.spec.task !== "numbers" ? offered(set)[this.#spot.unit] : undefined;
    const { shade, lines } = ways ? this.#waysDrawn : feature ? { shade: featureShade(feature), lines: [] } : look ? drawn(look, this.#spot) : { shade: undefined, lines: [] };
    return html`<pupil-plane
        .points=${this.#points}
        .lines=${lines}
        .shade=${shade}
        .label=${this.#label}
        .share=${share}
        ?plain=${setKind(set).classes === 0}
        ?fixed=${slow}
        .picked=${slow ? this.#slow.index : undefined}
        lang=${lang}
        scheme=${this.scheme}
        @points=${this.#taken}
        @pick=${(event: CustomEvent<number>) => {
          this.#slow.index = event.detail;
          if (slow) void this.#slow.open(this.#points, event.detail);
        }}
      ></pupil-plane>
      <div class="under">
        ${classChoice(lang, setKind(set).classes, this.#label, (label) => {
          this.#label = label;
          this.requestUpdate();
        })}
        <button data-testid="plane-undo" ?disabled=${!this.#undo.length} @click=${this.#undone}>${this.#t("undo")}</button>
      </div>
      ${ways ? "" : scoreView(lang, curve, train, test)} ${set === "spiral" && !ways ? challenge(lang, this.trainer) : ""}
      <p class="muted plane-hint">${this.#t(slow ? "pickHint" : "planeHint")}</p>`;
  }

  #transport() {
    return networkTransport(this.language, this.trainer, {
      go: () => this.go(),
      step: () => {
        this.trainer.step();
        this.#followAgain();
      },
      restart: () => this.#restart(),
      setPace: (pace) => this.#setPace(pace),
    });
  }

  #setPace(pace: number): void {
    this.trainer.pace = pace;
    this.requestUpdate();
  }

  /** Trains on; slow motion ends. */
  protected override go(): void {
    this.trainer.start();
    if (this.#view === "slow" || this.#view === "ways") this.#show("network");
  }
}

define("pupil-neuron", NeuronLesson);
