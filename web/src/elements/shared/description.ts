// The code and the summary of the model that answers.

import type { Model } from "../../api/index.ts";

/** Keeps a summary out of the console of the page that a lesson stands in. */
const SILENT = { printFn: () => {} };

/** What there is to read of one model at a time. `changed` is called when there is something new to show. */
export class Description {
  code = "";
  summary = "";
  #of: Model | undefined;

  constructor(
    readonly changed: () => void,
    readonly fail: (error: unknown) => void,
  ) {}

  /** Describes a model; whether that is news. */
  async of(model: Model | undefined): Promise<boolean> {
    if (!model || model.lost || model === this.#of) return false;
    try {
      await this.#read(model);
    } catch (error) {
      // A model that was replaced meanwhile is nobody's concern.
      if (this.#of === model) this.fail(error);
    }
    return this.#of === model;
  }

  async #read(model: Model): Promise<void> {
    this.#of = model;
    const [summary, code] = await Promise.all([model.summary(SILENT), model.kerasCode()]);
    // Another one may have come meanwhile.
    if (this.#of !== model) return;
    [this.summary, this.code] = [summary, code];
    this.changed();
  }

  /** Describes a model that is made for no more than that, as long as there is no other. */
  async ofMade(model: Model): Promise<void> {
    // Without the engine there is nothing to say of it; that is told already.
    await this.#read(model).catch(() => {});
    model.dispose();
  }

  /** The model is gone; what was said of it stays until there is another. */
  forget(): void {
    this.#of = undefined;
  }
}
