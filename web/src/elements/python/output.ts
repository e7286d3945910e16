// What a run of a cell gave, in the order in which it came.

import type { Logs } from "../../api/index.ts";
import type { Ended, Printed } from "../../python/protocol.ts";
import { Progress, type ProgressEvent } from "./progress.ts";
import { Terminal } from "./terminal.ts";

export type Block =
  | { kind: "text"; error: boolean; terminal: Terminal }
  | { kind: "figure"; svg: string; url: string; alt: string }
  | { kind: "table"; html: string; text: string }
  | { kind: "progress"; progress: Progress }
  | { kind: "result"; text: string }
  | { kind: "cut" };

/** An SVG text as an address, for an image that runs no code of it. */
const address = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

export class Output {
  readonly blocks: Block[] = [];
  /** All that was printed, as a terminal shows it in the end. */
  readonly #printed = new Terminal();
  /** The pictures, as SVG texts. */
  readonly figures: string[] = [];
  /** The exception that ended the run. */
  failure: { text: string; kind: string; line: number | undefined } | undefined;
  /** What `sys.exit` was given, if it was called. */
  exit: string | undefined;

  get printed(): string {
    return this.#printed.text;
  }

  write(parts: Printed[]): void {
    for (const { text, error } of parts) {
      this.#printed.write(text);
      this.#terminal(error).write(text);
    }
  }

  #terminal(error: boolean): Terminal {
    const last = this.blocks.at(-1);
    if (last?.kind === "text" && last.error === error) return last.terminal;
    const terminal = new Terminal();
    this.blocks.push({ kind: "text", error, terminal });
    return terminal;
  }

  cut(): void {
    this.blocks.push({ kind: "cut" });
  }

  /** Shows something; returns the values after an epoch of a training, if they came. */
  display(kind: string, data: string, alt: string): { epoch: number; values: Logs; last: boolean } | undefined {
    if (kind === "svg") {
      this.figures.push(data);
      this.blocks.push({ kind: "figure", svg: data, url: address(data), alt });
    } else if (kind === "html") {
      this.#printed.write(`${alt}\n`);
      this.blocks.push({ kind: "table", html: data, text: alt });
    } else if (kind === "progress") {
      this.#printed.write(alt);
      const event = JSON.parse(data) as ProgressEvent;
      this.#progress(event);
      const { epoch, epochs, end, values } = event;
      if (epoch && end && values.loss !== undefined) return { epoch, values: { ...values, loss: values.loss }, last: epoch === epochs };
    }
    return undefined;
  }

  #progress(event: ProgressEvent): void {
    let block = this.blocks.findLast((block) => block.kind === "progress");
    if (block?.progress.run !== event.run) {
      block = { kind: "progress", progress: new Progress(event.run) };
      this.blocks.push(block);
    }
    block.progress.take(event);
  }

  /** The run is over. */
  end({ result, html, error, kind = "", line, exit }: Ended): void {
    if (result !== undefined) {
      this.#printed.write(`${result}\n`);
      this.blocks.push(html ? { kind: "table", html, text: result } : { kind: "result", text: result });
    }
    if (error !== undefined) this.failure = { text: error, kind, line };
    this.exit = exit;
    for (const block of this.blocks) if (block.kind === "progress") block.progress.end();
  }
}
