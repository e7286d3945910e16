// The modules that read and write ONNX files. A program calls them in the middle of a run, when nothing can be waited for, so
// they are loaded before the first run of a program whose text or files have the word.

/** A module that wasm-bindgen made. */
type Wasm = { default(): Promise<unknown> } & Record<string, unknown>;
type Convert = (bytes: Uint8Array) => Uint8Array;

/** The functions of the modules, by what the interpreter calls them. */
const FUNCTIONS = { onnx: "readModel", "onnx-writer": "writeModel" };

export class Converters {
  /** Resolves when all that is wanted is loaded, or could not be. */
  ready: Promise<void> = Promise.resolve();
  #wanted = false;
  #loaded = new Map<string, Convert>();

  /** Takes the text of a program, or the name of a file. */
  want(text: string): void {
    if (this.#wanted || !/onnx/i.test(text)) return;
    this.#wanted = true;
    this.ready = Promise.all(Object.entries(FUNCTIONS).map((row) => this.#load(...row))).then(() => {});
  }

  async #load(form: string, name: string): Promise<void> {
    try {
      const module = (await import(new URL(`pupil-${form}.js`, import.meta.url).href)) as Wasm;
      await module.default();
      this.#loaded.set(form, module[name] as Convert);
    } catch (error) {
      // The next program tries again.
      this.#wanted = false;
      console.warn(`pupil-${form} could not be loaded`, error);
    }
  }

  /** A file in another form; undefined if the module is not loaded. */
  convert(form: string, bytes: Uint8Array): Uint8Array | undefined {
    return this.#loaded.get(form)?.(bytes);
  }
}
