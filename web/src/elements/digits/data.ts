// The data that the lesson trains on: generated digits, or MNIST's files.

import { html, type TemplateResult } from "lit";
import { dropZone } from "../shared/drop.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Form } from "./form.ts";
import { MnistFiles, PARTS, fetchMnist, strokes, type Digits, type Part } from "./sources.ts";
import { text } from "./texts.ts";

/** Keeps the data of the last training, because the next one mostly uses them again. */
export class DigitData {
  #files = new MnistFiles();
  #made: { key: string; digits: Digits } | undefined;

  /**
   * The data that the form asks for; `samples` and `seed` are for generated digits.
   *
   * @throws Error when files are missing or cannot be fetched.
   */
  async get(form: Form, samples: number, seed: number, prefix: string, lang: Lang): Promise<Digits> {
    const key = form.source === "strokes" ? `strokes ${samples} ${seed}` : form.source;
    if (this.#made?.key === key) return this.#made.digits;
    let digits: Digits;
    if (form.source === "strokes") {
      digits = await strokes(samples, seed);
    } else {
      if (form.source === "fetch") this.#files = await fetchMnist(prefix, lang);
      if (!this.#files.complete) throw new Error(this.#missing(lang));
      digits = await this.#files.digits();
    }
    this.drop();
    this.#made = { key, digits };
    return digits;
  }

  /** Takes files of MNIST. @throws Error when one of them is not one. */
  async take(files: Iterable<File>, lang: Lang, fail: (error: unknown) => void): Promise<void> {
    this.#made = undefined;
    for (const file of files) await this.#files.add(file, lang).catch(fail);
  }

  /** Frees the data, which can be made again. */
  drop(): void {
    this.#made?.digits.train.dispose();
    this.#made?.digits.test.dispose();
    this.#made = undefined;
  }

  /** After a crash of the engine, the data are gone. */
  lost(): void {
    this.#made = undefined;
  }

  #missing(lang: Lang): string {
    const list = (has: boolean) => PARTS.filter((part) => this.#files.has(part) === has).map((part) => text(lang, part)).join(", ");
    return text(lang, "filesHave", { have: list(true) || text(lang, "none"), missing: list(false) });
  }

  /** The place for MNIST's files. */
  dropView(lang: Lang, take: (files: File[]) => void): TemplateResult {
    const count = (part: Part) => this.#files.count(part).toLocaleString(lang);
    return dropZone({
      hint: text(lang, "dropHint"),
      choose: text(lang, "choose"),
      testid: "drop",
      take,
      content: html`<p class="muted" data-testid="files">
        ${this.#files.complete ? text(lang, "allFiles", { train: count("trainImages"), test: count("testImages") }) : this.#missing(lang)}
      </p>`,
    });
  }
}
