// Text as a terminal shows it: a carriage return writes over the line, a backspace goes back.

/** Colours and other control sequences, which are left out. */
const SEQUENCES = /\x1b\[[0-9;?]*[A-Za-z]/g;

export class Terminal {
  /** The lines that are complete, with their ends. */
  #done = "";
  #line: string[] = [];
  #at = 0;

  write(text: string): void {
    for (const part of text.replace(SEQUENCES, "").split(/([\n\r\b])/)) {
      if (part === "\n") {
        this.#done += `${this.#line.join("")}\n`;
        this.#line = [];
        this.#at = 0;
      } else if (part === "\r") this.#at = 0;
      else if (part === "\b") this.#at = Math.max(0, this.#at - 1);
      else {
        for (const character of part) this.#line[this.#at++] = character;
      }
    }
  }

  get text(): string {
    return this.#done + this.#line.join("");
  }
}
