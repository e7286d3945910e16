import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { SessionLost, sessionOf, silent, type Listener, type Session, type SessionFile } from "../../python/session.ts";
import type { PupilPython, RunResult } from "../public.ts";
import { define } from "../shared/define.ts";
import { download } from "../shared/download.ts";
import { chosenFiles, droppedOf } from "../shared/dropped.ts";
import { PupilElement } from "../shared/element.ts";
import { theme } from "../shared/theme.ts";
import { listingOf } from "./code.ts";
import type { Editor } from "./editor.ts";
import { fetchFiles, givenFiles } from "./files.ts";
import { highlighted } from "./highlight.ts";
import { Output } from "./output.ts";
import { outputView } from "./output-view.ts";
import { styles } from "./styles.ts";
import { text, type TextKey } from "./texts.ts";

type Verdict = "solved" | "gap" | "fails" | "wrong";

/** A gap that the visitor is to fill in. */
const GAP = /(=|return) \.\.\.$/m;

type Phase = "idle" | "files" | "loading" | "waiting" | "running" | "stopping";

/** Milliseconds after which the cell says why a program does not stop. */
const SLOW_STOP = 300;

/** Milliseconds between two drawings of the output while a program runs. */
const DRAW_EVERY = 60;

/** Characters of an output that is drawn less often. */
const LONG_TEXT = 20_000;

/** Files that are named below the code. */
const MOST_NAMES = 6;

/**
 * A cell with Python code: the element's own text. It runs in the page, with numpy, pandas, matplotlib and keras.
 *
 * Attributes: `session` (cells with the same name share their variables), `autorun`, `readonly`, `files` (addresses of
 * files for the programs, with spaces between them; archives in .zip are unpacked), `data` (the address of the folder with
 * Keras's data sets), `height` (the most height of the code, such as `400px`), `check` (an expression that is true when
 * an exercise is solved: the cell then says so), `lang`, `theme`. Fires `pupil-run` with what {@link run} gives after each run, `pupil-checked`
 * with true or false after a run with `check`, and `pupil-error` when the session is lost; all bubble.
 */
export class PythonElement extends PupilElement implements PupilPython {
  static override properties = {
    ...PupilElement.properties,
    session: { type: String },
    autorun: { type: Boolean },
    readonly: { type: Boolean, reflect: true },
    files: { type: String },
    data: { type: String },
    height: { type: String },
    check: { type: String },
    over: { state: true },
    verdict: { state: true },
    phase: { state: true },
    editing: { state: true },
  };
  static override styles = [theme, styles];

  declare session: string | undefined;
  declare autorun: boolean;
  declare readonly: boolean;
  declare files: string | undefined;
  declare data: string | undefined;
  declare height: string | undefined;
  declare check: string | undefined;
  declare over: boolean;
  /** What the last run means for the exercise of `check`; undefined before. */
  declare verdict: Verdict | undefined;
  declare phase: Phase;
  declare editing: boolean;

  #code = "";
  /** The code that the page gave, to restore it. */
  #original = "";
  #session: Session | undefined;
  #editor: Editor | undefined;
  #output: Output | undefined;
  /** The files that the page gave or the visitor dropped. */
  #names = new Set<string>();
  #written = new Set<string>();
  #loadedFiles = "";
  #prompt: string | undefined;
  /** The run that can be stopped. */
  #listener: Listener | undefined;
  #note = "";
  #took: number | undefined;
  #slow: ReturnType<typeof setTimeout> | undefined;
  #drawing: ReturnType<typeof setTimeout> | undefined;
  #runs = 0;

  constructor() {
    super();
    this.autorun = this.readonly = this.over = this.editing = false;
    this.phase = "idle";
    this.verdict = undefined;
  }

  #t(key: TextKey, values: Record<string, string | number> = {}): string {
    return text(this.language, key, values);
  }

  /** The code. Setting it makes it the code that "Restore" brings back. */
  get code(): string {
    return this.#code;
  }

  set code(code: string) {
    this.#original = code;
    this.edit(code);
  }

  /** The page's code. It replaces the cell's code unless the visitor has changed that; then "Restore" brings it. */
  set offered(code: string) {
    if (code === this.#original) return;
    if (this.#code === this.#original) {
      this.code = code;
      return;
    }
    this.#original = code;
    this.#note = this.#t("offered");
    this.requestUpdate();
  }

  /** Replaces the code as a visitor would: "Restore" still brings back the page's. */
  edit(code: string): void {
    this.#code = code;
    this.verdict = undefined;
    if (this.#editor) this.#editor.code = code;
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    // The page may have set the code before this class was loaded.
    const early = (["code", "offered"] as const).find((name) => Object.hasOwn(this, name));
    if (early) {
      const code = Object.getOwnPropertyDescriptor(this, early)!.value as string;
      delete (this as Record<string, unknown>)[early];
      this.code = code;
    } else if (!this.#original) this.code = listingOf(this);
    this.addEventListener("dragover", this.#dragged);
    this.addEventListener("dragleave", this.#left);
    this.addEventListener("drop", this.#dropped);
    // At once, so that it comes before the runs that a script of the page asks for.
    if (this.awake) this.woken();
  }

  protected override woken(): void {
    this.tell("pupil-ready");
    if (this.autorun) void this.run();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.removeEventListener("dragover", this.#dragged);
    this.removeEventListener("dragleave", this.#left);
    this.removeEventListener("drop", this.#dropped);
    clearTimeout(this.#slow);
    clearTimeout(this.#drawing);
    this.#editor?.destroy();
    this.#editor = undefined;
    this.editing = false;
    this.#session?.leave(this);
    this.#session = undefined;
    this.#loadedFiles = "";
    this.#names.clear();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (changed.has("height")) {
      const right = !this.height || CSS.supports("max-height", this.height);
      this.fault("height", right ? undefined : this.#t("wrongHeight", { height: this.height! }));
      if (this.height && right) this.style.setProperty("--code-height", this.height);
      else this.style.removeProperty("--code-height");
    }
    if (changed.has("check")) {
      this.verdict = undefined;
      this.fault("check", undefined);
    }
  }

  override updated(): void {
    // The newest lines of a training are in view, unless the visitor scrolled up.
    for (const steps of this.renderRoot.querySelectorAll<HTMLElement>(".steps")) {
      const before = Number(steps.dataset.height ?? 0);
      if (steps.scrollTop + steps.clientHeight >= before - 4) steps.scrollTop = steps.scrollHeight;
      steps.dataset.height = String(steps.scrollHeight);
    }
    const field = this.renderRoot.querySelector<HTMLInputElement>(".ask input");
    if (field && !field.dataset.seen) {
      field.dataset.seen = "yes";
      field.focus({ preventScroll: true });
    }
  }

  /** Draws the output a moment later, because a program may print a thousand times a second. */
  #draw(): void {
    const long = (this.#output?.printed.length ?? 0) > LONG_TEXT;
    this.#drawing ??= setTimeout(
      () => {
        this.#drawing = undefined;
        this.requestUpdate();
      },
      long ? 4 * DRAW_EVERY : DRAW_EVERY,
    );
  }

  get #used(): Session {
    if (!this.#session) {
      const address = this.data ? new URL(this.data, document.baseURI).href : undefined;
      this.#session = sessionOf(this.session || undefined, address);
      this.#session.use(this);
    }
    return this.#session;
  }

  /** Loads the files of the attribute, once. */
  async #loadFiles(): Promise<void> {
    const wanted = this.files ?? "";
    if (wanted === this.#loadedFiles) return;
    const files = await fetchFiles(this.language, wanted);
    // The cell may have left the page meanwhile.
    if (!this.isConnected) return;
    this.#add(files);
    this.#loadedFiles = wanted;
  }

  #add(files: SessionFile[]): void {
    for (const file of files) {
      this.#used.addFile(file);
      this.#names.add(file.path);
    }
    this.requestUpdate();
  }

  /** Gives programs a file. */
  addFile(path: string, bytes: Uint8Array): void {
    if (!(bytes instanceof Uint8Array)) throw new TypeError(`addFile: bytes is ${typeof bytes}; expected a Uint8Array`);
    this.#add([{ path, bytes }]);
  }

  /** Runs the code. Resolves when it ends. A cell that runs already is not run a second time: then this waits for it. */
  run(): Promise<RunResult> {
    this.wake();
    this.#result ??= this.#run().finally(() => (this.#result = undefined));
    return this.#result;
  }

  #result: Promise<RunResult> | undefined;

  async #run(): Promise<RunResult> {
    const output = (this.#output = new Output());
    this.toggleAttribute("ran", true);
    const number = (this.#runs += 1);
    this.beginAgain();
    const current = () => this.#runs === number;
    this.#note = "";
    this.#took = this.verdict = undefined;
    this.#written.clear();
    this.#mark(undefined);
    let error: string | null = null;
    try {
      this.phase = "files";
      const session = this.#used;
      await session.prepare(() => this.#loadFiles());
      if (session !== this.#session) throw new Error("the cell is no longer in the page");
      this.phase = session.busy ? "waiting" : session.started ? "running" : "loading";
      let began = performance.now();
      const listener: Listener = {
        started: () => {
          began = performance.now();
          this.phase = "running";
        },
        printed: (parts) => {
          output.write(parts);
          this.#draw();
        },
        cut: () => {
          output.cut();
          this.#draw();
        },
        display: (kind, data, alt) => {
          const ended = output.display(kind, data, alt);
          if (ended) this.epochEnded(ended.epoch - 1, ended.values);
          if (ended?.last) {
            const detail = { epochs: ended.epoch, logs: ended.values };
            this.tell("pupil-trained", detail);
            this.achieved("trained", detail);
          }
          this.#draw();
        },
        ask: (prompt) => {
          this.#prompt = prompt;
          this.requestUpdate();
        },
      };
      this.#listener = listener;
      const ended = await session.run(this.code, listener);
      this.#listener = undefined;
      const took = (performance.now() - began) / 1000;
      output.end(ended);
      for (const name of ended.files ?? []) this.#written.add(name);
      error = output.failure?.text ?? null;
      if (this.check && output.failure?.kind !== "KeyboardInterrupt") await this.#judge(session, this.check, output);
      if (current()) {
        this.#took = took;
        if (output.failure?.kind === "KeyboardInterrupt") this.#note = this.#t("stopped");
        this.#mark(output.failure?.kind === "KeyboardInterrupt" ? undefined : output.failure?.line);
      }
    } catch (thrown) {
      error = (thrown as Error).message;
      if (thrown instanceof SessionLost) {
        const text = this.phase === "loading" ? "notLoaded" : "lost";
        this.#note = thrown.asked ? this.#t("ended") : this.#t(text, { reason: error });
        if (!thrown.asked) this.tell("pupil-error", { error: thrown });
      } else {
        this.#note = error;
        this.tell("pupil-error", { error: thrown });
      }
    }
    this.#prompt = this.#listener = undefined;
    clearTimeout(this.#slow);
    this.phase = "idle";
    this.requestUpdate();
    const result = { output: output.printed, error, figures: output.figures };
    this.tell("pupil-run", result);
    if (number === 1) this.tell("first-result");
    return result;
  }

  /** Runs the code for a visitor, and brings what it gave into view, and the end of an error. */
  #runAndReveal = async (): Promise<void> => {
    await this.run();
    await this.updateComplete;
    const output = this.renderRoot.querySelector(".output");
    if (!output) return;
    if (this.#output?.failure) output.scrollTop = output.scrollHeight;
    output.scrollIntoView({ block: "nearest" });
  };

  /** Says whether an exercise is solved. It is not where the program ended in an error. */
  async #judge(session: Session, check: string, { failure }: Output): Promise<void> {
    const { code } = this;
    let solved = false;
    let readable = true;
    if (!failure) {
      const listener = silent();
      // An expression about a gap that is still there fails, which is no.
      this.#listener = listener;
      const { result, kind } = await session.run(`bool(${check})`, listener, "<check>");
      this.#listener = undefined;
      solved = result === "True";
      readable = kind !== "SyntaxError";
      this.fault("check", readable ? undefined : this.#t("badCheck", { check }));
    }
    if (readable) this.verdict = solved ? "solved" : GAP.test(code) ? "gap" : failure ? "fails" : "wrong";
    this.tell("pupil-checked", solved);
    if (solved) this.achieved("checked", { check });
  }

  /** Stops the program. Variables are kept if the program can be asked to stop; otherwise the session is ended. */
  stop(): void {
    if (!this.#listener) return;
    if (this.phase === "stopping") {
      this.#used.end();
      return;
    }
    if (!this.#used.stop(this.#listener)) return;
    clearTimeout(this.#slow);
    this.#slow = setTimeout(() => {
      if (this.phase !== "running") return;
      this.phase = "stopping";
      this.#note = this.#t("stopping");
    }, SLOW_STOP);
  }

  /** Brings back the code that the page gave, and forgets the output and, unless other cells share them, the variables. */
  restore(): void {
    this.edit(this.#original);
    this.#output = this.verdict = undefined;
    this.#note = "";
    this.#took = undefined;
    this.#mark(undefined);
    if (!this.session) this.#session?.end();
    this.requestUpdate();
  }

  /** Marks the line that an error names. */
  #mark(line: number | undefined): void {
    this.#wrong = line;
    this.#editor?.mark(line);
    this.requestUpdate();
  }

  #wrong: number | undefined;

  #loadingEditor: Promise<void> | undefined;
  /** What the visitor typed while the editor was being loaded. */
  #typed = "";

  /** Loads the editor at the first focus. */
  #edit(at?: { x: number; y: number }): void {
    if (this.readonly || this.editing) return;
    this.#loadingEditor ??= (async () => {
      try {
        const { Editor } = await import("./editor.ts");
        if (!this.isConnected) return;
        this.editing = true;
        await this.updateComplete;
        const place = this.renderRoot.querySelector<HTMLElement>(".editor")!;
        this.#editor = new Editor(place, this.#code, { label: this.#t("code"), hint: this.#t("leaveEditor") }, {
          changed: (code) => {
            this.#code = code;
            this.#wrong = undefined;
            this.requestUpdate();
          },
          run: () => void this.#runAndReveal(),
          members: async (name) => (await this.#session?.members(name)) ?? [],
        });
        this.#editor.mark(this.#wrong);
        this.#editor.focus(at);
        this.#editor.insert(this.#typed);
      } catch (error) {
        // The code can still be run. The next focus tries again.
        console.warn("the editor could not be loaded", error);
      } finally {
        this.#loadingEditor = undefined;
        this.#typed = "";
      }
    })();
  }

  #dragged = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    this.over = true;
  };

  #left = (): void => {
    this.over = false;
  };

  #dropped = (event: DragEvent): void => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    // The page must not take the files as well.
    event.stopPropagation();
    this.over = false;
    void this.#take(droppedOf(event.dataTransfer));
  };

  async #take(given: readonly (File | FileSystemEntry)[]): Promise<void> {
    try {
      this.#add(await givenFiles(this.language, given));
      this.#note = "";
    } catch (error) {
      this.#note = (error as Error).message;
      this.requestUpdate();
    }
  }

  async #download(name: string): Promise<void> {
    const bytes = await this.#used.read(name);
    if (bytes) download(bytes, name.split("/").pop()!);
  }

  #answer(event: Event): void {
    event.preventDefault();
    const field = (event.currentTarget as HTMLFormElement).querySelector("input")!;
    const line = field.value;
    // The terminal would show the line after the prompt.
    this.#output?.write([{ text: `${this.#prompt ?? ""}${line}\n`, error: false }]);
    this.#prompt = undefined;
    this.#used.answer(line);
    this.requestUpdate();
  }

  #codeView(): TemplateResult {
    if (this.editing) return html`<div class="editor"></div>`;
    const lines = highlighted(this.#code);
    const shown = lines.map((line, at) => (at + 1 === this.#wrong ? html`<span class="wrong">${line}</span>` : line));
    if (this.readonly) return html`<pre data-readonly tabindex="0" role="region" aria-label=${this.#t("code")}>${shown}</pre>`;
    return html`<pre
      tabindex="0"
      role="textbox"
      aria-multiline="true"
      aria-label=${this.#t("code")}
      @pointerenter=${() => void import("./editor.ts").catch(() => undefined)}
      @focus=${() => this.#edit()}
      @pointerdown=${({ clientX: x, clientY: y }: PointerEvent) => this.#edit({ x, y })}
      @keydown=${(event: KeyboardEvent) => this.#key(event)}
    >${shown}</pre>`;
  }

  #key(event: KeyboardEvent): void {
    if (event.key === "Enter" && (event.shiftKey || event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      void this.#runAndReveal();
      return;
    }
    const text = event.key === "Enter" ? "\n" : event.key;
    if (!this.#loadingEditor || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || text.length > 1) return;
    event.preventDefault();
    this.#typed += text;
  }

  get #status(): TemplateResult | string {
    const busy = (key: TextKey) => html`<i class="spin"></i>${this.#t(key)}`;
    switch (this.phase) {
      case "files":
      case "loading":
        return busy("loading");
      case "waiting":
        return busy("waiting");
      case "running":
      case "stopping":
        return busy("running");
      case "idle":
        return this.#took === undefined ? "" : this.#t("took", { time: this.#took < 10 ? this.#took.toFixed(2) : this.#took.toFixed(0) });
    }
  }

  #barView(): TemplateResult {
    const idle = this.phase === "idle";
    const changed = this.#code !== this.#original || this.#output !== undefined;
    return html`<div class="bar">
      ${idle
        ? html`<button class="primary" data-testid="run" title=${this.#t("runKeys")} @click=${this.#runAndReveal}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 1.5v13l11-6.5z" /></svg>${this.#t("run")}
          </button>`
        : html`<button data-testid="stop" ?disabled=${this.phase === "files"} @click=${() => this.stop()}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3h10v10H3z" /></svg>${this.#t(this.phase === "stopping" ? "endNow" : "stop")}
          </button>`}
      ${changed && idle
        ? html`<button class="quiet" data-testid="restore" title=${this.#t(this.session ? "restoreShared" : "restoreTitle")} @click=${() => this.restore()}>
            ${this.#t("restore")}
          </button>`
        : nothing}
      ${this.readonly
        ? nothing
        : html`<label class="file"
            >${this.#t("addFiles")}<input type="file" multiple data-testid="add-files" @change=${(event: Event) => void this.#take(chosenFiles(event))}
          /></label>`}
      <span class="status" role="status" data-testid="status">${this.#status}</span>
    </div>`;
  }

  #namesView(): TemplateResult | typeof nothing {
    if (!this.#names.size) return nothing;
    const names = [...this.#names];
    const more = names.length - MOST_NAMES;
    return html`<p class="files" data-testid="files">
      <span>${this.#t("files")}</span>
      ${names.slice(0, MOST_NAMES).map((name) => html`<span>${name}</span>`)}
      ${more > 0 ? html`<span>${this.#t("moreFiles", { count: more })}</span>` : nothing}
    </p>`;
  }

  #writtenView(): TemplateResult | typeof nothing {
    if (!this.#written.size || this.phase !== "idle") return nothing;
    return html`<p class="note" data-testid="written">
      ${this.#t("madeFiles")}
      ${[...this.#written].slice(0, 20).map(
        (name) => html`<button class="link" title=${this.#t("download", { name })} @click=${() => void this.#download(name)}>${name}</button> `,
      )}
    </p>`;
  }

  #askView(): TemplateResult | typeof nothing {
    if (this.#prompt === undefined) return nothing;
    return html`<form class="ask" data-testid="ask" @submit=${(event: Event) => this.#answer(event)}>
      <label>${this.#prompt || this.#t("typeHere")}<input type="text" autocomplete="off" .value=${live("")} /></label>
      <button class="primary">${this.#t("answer")}</button>
    </form>`;
  }

  /** The paragraph is there before its text, so that screen readers read that out. */
  #verdictView(): TemplateResult {
    const { verdict } = this;
    return html`<p class="verdict ${verdict ?? ""}" part="verdict" role="status" data-testid="verdict">
      ${verdict ? html`${verdict === "solved" ? html`<span aria-hidden="true">✓ </span>` : nothing}${this.#t(verdict)} <slot name="verdict"></slot>` : nothing}
    </p>`;
  }

  override render(): TemplateResult {
    const output = this.#output;
    const any = output && (output.blocks.length || output.failure || output.exit !== undefined);
    const names = [...this.#names, ...this.#written];
    return html`<div class="cell ${this.over ? "over" : ""}" part="cell">
      <div class="code" part="code">${this.#codeView()}</div>
      ${this.#barView()} ${this.#namesView()}
      ${any || this.#note || this.#prompt !== undefined || this.#written.size
        ? html`<div class="output" part="output" data-testid="output">
            ${output ? outputView(this.language, output, names, this.scheme) : nothing} ${this.#askView()} ${this.#writtenView()}
            ${this.#note ? html`<p class="note" role="status" data-testid="note">${this.#note}</p>` : nothing}
          </div>`
        : nothing}
      </div>
      ${this.check ? this.#verdictView() : nothing} ${this.below()}`;
  }
}

define("pupil-python", PythonElement);
