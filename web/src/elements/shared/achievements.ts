// What a visitor achieved, for a teacher to collect: posted to an address that the page names, or kept for a file. Without
// the attribute `results`, nothing is written or sent.

import { download } from "./download.ts";

/** Something that a visitor achieved: a training, a goal, an answer to a question. */
export interface Achievement {
  /** The version of this form. */
  pupil: 1;
  /** The element's tag, such as `pupil-digits`. */
  element: string;
  /** The element's `id`, or else its `keep`; empty if it has neither. */
  id: string;
  /** The page's address, without what follows `?` or `#`. */
  page: string;
  /** When it happened, as ISO 8601 writes it. */
  time: string;
  /** What happened: `trained`, `goal`, `checked` or `answered`. */
  event: string;
  /** What goes with it: docs/guide/embed.md lists it. */
  [detail: string]: unknown;
}

/** Milliseconds that an address may take to answer. */
const PATIENCE = 15_000;

/** The name of the file. */
const FILE = "pupil-results.json";

/** All so far that goes into the file: one for the page, so that learners hand in one file. */
const collected: Achievement[] = [];

/** What a visitor achieved in one element. */
export class Achievements {
  /** True if something of this element is in the file. */
  any = false;
  /** What did not arrive at the address, oldest first. */
  #waiting: { to: URL; achievement: Achievement }[] = [];
  #sending: Promise<void> | undefined;

  /** `failed` is called when the address did not take them, and with undefined when it did. */
  constructor(readonly failed: (error: Error | undefined) => void) {}

  /** Takes one; `to` is the attribute `results`: "file", or an address. */
  add(to: string, achievement: Achievement): void {
    if (to === "file") {
      this.any = true;
      collected.push(achievement);
      return;
    }
    this.#waiting.push({ to: new URL(to, document.baseURI), achievement });
    this.send();
  }

  /** Sends what has not arrived yet. */
  send(): void {
    this.#sending ??= this.#send().finally(() => (this.#sending = undefined));
  }

  /** Forgets what has not arrived yet. */
  drop(): void {
    this.#waiting = [];
  }

  async #send(): Promise<void> {
    let address = "";
    try {
      for (let [first] = this.#waiting; first; [first] = this.#waiting) {
        address = first.to.href;
        const response = await fetch(first.to, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(first.achievement),
          // It arrives also when the visitor leaves the page.
          keepalive: true,
          signal: AbortSignal.timeout(PATIENCE),
        });
        if (!response.ok) throw new Error(`${address}: ${response.status} ${response.statusText}`.trim());
        this.#waiting = this.#waiting.filter((one) => one !== first);
      }
      this.failed(undefined);
    } catch (error) {
      this.failed(error instanceof TypeError ? new Error(address) : (error as Error));
    }
  }

  /** Saves the file, with what was achieved in all elements of the page. */
  save(): void {
    download(new TextEncoder().encode(`${JSON.stringify(collected, undefined, 2)}\n`), FILE);
  }
}
