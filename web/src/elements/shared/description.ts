// The code and the summary of the model that answers.

import type { Model } from "../../api/index.ts";

/** Keeps a summary out of the console of the page that contains a lesson. */
const SILENT = { printFn: () => {} };

/** The code and summary of one model at a time. `changed` is called when there is something new to show. */
export class Description {
  code = "";
  summary = "";
  #of: Model | undefined;

  constructor(
    readonly changed: () => void,
    readonly fail: (error: unknown) => void,
  ) {}

  /** Describes a model; returns whether it is a new one. */
  async of(model: Model | undefined): Promise<boolean> {
    if (!model || model.lost || model === this.#of) return false;
    try {
      await this.#read(model);
    } catch (error) {
      // An error of a model that was replaced meanwhile is ignored.
      if (this.#of === model) this.fail(error);
    }
    return this.#of === model;
  }

  async #read(model: Model): Promise<void> {
    this.#of = model;
    const [summary, code] = await Promise.all([model.summary(SILENT), model.kerasCode()]);
    // Another model may have replaced it meanwhile.
    if (this.#of !== model) return;
    [this.summary, this.code] = [summary, code];
    this.changed();
  }

  /** Describes a model that is made only for this, as long as there is no other. */
  async ofMade(model: Model): Promise<void> {
    // Without the engine there is no description; the lesson already says so.
    await this.#read(model).catch(() => {});
    model.dispose();
  }

  /** The model is gone. Its description stays until there is another. */
  forget(): void {
    this.#of = undefined;
  }
}
