// The sentences to learn from: built-in ones, or those of a file of the visitor's.

import type { CsvDialect } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Settings } from "./form.ts";
import { FOUR, corpusOf, isCorpus, shuffled, split, type Corpus, type Sample, type Samples } from "./sources.ts";
import { guess, labelled, readTable, type Choice, type Labelled, type Table } from "./table.ts";
import { text as t } from "./texts.ts";

/** A file of the visitor's and the meaning of its columns. */
export interface OwnFile {
  table: Table;
  choice: Choice;
  /** The file's samples, or why it has none. */
  found: Labelled | Error;
}

/** The sentences of all sources. */
export class Sentences {
  own: OwnFile | undefined;
  /** The name of the file that is being read. */
  opening: string | undefined;
  readonly #corpora = new Map<Corpus, Promise<Sample[]>>();
  readonly #counts = new Map<Corpus, number>();

  constructor(readonly changed: () => void) {}

  /** Fetches sentences that come with the page, once. */
  async corpus(name: Corpus): Promise<Sample[]> {
    const asked = this.#corpora.get(name) ?? corpusOf(name);
    this.#corpora.set(name, asked);
    // The network may be back at the next try.
    asked.catch(() => this.#corpora.delete(name));
    const found = await asked;
    this.#counts.set(name, found.length);
    return found;
  }

  /** How many sentences there are; undefined until they are fetched. */
  countOf(name: Corpus): number | undefined {
    return this.#counts.get(name);
  }

  /** Reads a file; without a `dialect` it is guessed. @throws Error when it is no table, or has no samples. */
  async take(file: File, lang: Lang, dialect?: CsvDialect): Promise<void> {
    this.opening = file.name;
    this.changed();
    try {
      // The browser must draw this message before the file is read.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const table = await readTable(file, lang, dialect);
      this.choose(table, guess(table), lang);
    } finally {
      this.opening = undefined;
      this.changed();
    }
  }

  /** Says which columns are texts and labels. @throws Error when they have no samples. */
  choose(table: Table, choice: Choice, lang: Lang): void {
    this.own = { table, choice, found: new Error() };
    try {
      this.own.found = labelled(table, choice, lang);
    } catch (error) {
      this.own.found = error as Error;
      throw error;
    } finally {
      this.changed();
    }
  }

  /** The sentences that the settings ask for. @throws Error when there is no file, or the file has no samples. */
  async samples({ source, held, seed }: Settings, lang: Lang): Promise<Samples> {
    if (source === "four") return { train: FOUR, held: [] };
    if (isCorpus(source)) return split(await this.corpus(source), held);
    if (!this.own) throw new Error(t(lang, "needsFile"));
    const { table, found } = this.own;
    if (found instanceof Error) throw found;
    const count = found.samples.length;
    if (count < 2) throw new Error(t(lang, "fewRows", { name: table.name, count }));
    return split(shuffled(found.samples, seed), held);
  }

  /** The data and sizes that a model of these settings is made for. */
  keyOf({ source, sizes, held, seed }: Settings): string {
    const file = source === "file" ? this.own : undefined;
    const rows = file ? [file.table.name, file.table.rows, file.choice] : [];
    return JSON.stringify([source, rows, sizes, held, seed]);
  }
}
