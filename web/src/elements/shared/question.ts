// A question with checked answers: below a stage, or anywhere in a page.

import { css, html, type PropertyValues, type TemplateResult } from "lit";
import type { PupilQuestion } from "../public.ts";
import { define } from "./define.ts";
import { PupilElement } from "./element.ts";
import { translator } from "./i18n.ts";
import { theme } from "./theme.ts";

const text = translator({
  right: ["Right.", "答对了。"],
  wrong: ["Not quite.", "不太对。"],
  noAnswers: ["This question has no list of answers (ol).", "这道题没有答案列表（ol）。"],
  noQuestion: ["There is no question before the list of answers.", "答案列表之前没有题目。"],
  emptyAnswer: ["Answer {number} has no text.", "第 {number} 个答案没有文字。"],
  badRight: ["right is “{value}”; expected the number of an answer, from 1 to {count}.", "right 的值“{value}”不可用，应为正确答案的序号，从 1 到 {count}。"],
});

/** A question with its possible answers. */
export interface Question {
  question: string;
  answers: string[];
  /** The index of the right answer. */
  right: number;
  /** Why it is right. */
  because: string;
}

/** What is shown of a text: code and emphasis are kept. */
type Shown = string | TemplateResult | Shown[];

/** A question as it is shown. */
interface Form {
  question: Shown;
  answers: Shown[];
  /** What is said of each answer; empty where there is nothing to say. */
  reasons: Shown[];
}

/** The text of nodes, in one line. */
const textOf = (nodes: Node[]): string =>
  nodes.map((node) => (node.textContent ?? "").replace(/\s+/g, " ").trim()).filter(Boolean).join(" ");

/** The text of nodes with its code and emphasis, made anew: nothing else of the page's markup gets in. */
function shownOf(nodes: Iterable<Node>): Shown[] {
  return [...nodes].map((node) => {
    if (!(node instanceof Element)) return (node.textContent ?? "").replace(/\s+/g, " ");
    const inside = shownOf(node.childNodes);
    switch (node.localName) {
      case "code":
        return html`<code>${inside}</code>`;
      case "strong":
      case "b":
        return html`<strong>${inside}</strong>`;
      case "em":
      case "i":
        return html`<em>${inside}</em>`;
      case "p":
        return [" ", inside, " "];
      default:
        return inside;
    }
  });
}

/** The parts of an answer: its text, and the reason in `<small>`. */
function partsOf(answer: Element): { text: Node[]; reason: Node[] } {
  const reason = [...answer.querySelectorAll("small")];
  const without = answer.cloneNode(true) as Element;
  for (const small of without.querySelectorAll("small")) small.remove();
  return { text: [without], reason };
}

/**
 * A question; a click on an answer says whether it is right, and why. Its content is the element's own text: what comes before
 * the first list is the question, the items of the list are the answers, and what comes after it is the reason. An answer may
 * have a reason of its own in `<small>`. Only text, code and emphasis are taken. The attribute `right` is the number of the
 * right answer, from 1. A script can give all of it as `asked` instead. Fires `pupil-answered`.
 */
export class QuestionElement extends PupilElement implements PupilQuestion {
  static override properties = { right: { type: String, reflect: true }, asked: { attribute: false }, chosen: { state: true } };
  static override styles = [
    theme,
    css`
      fieldset {
        margin: 0;
        padding: 0;
        border: 0;
      }
      legend {
        padding: 0;
        font-size: 17px;
      }
      .answers {
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin: 8px 0;
      }
      code {
        padding: 0 0.25em;
        border-radius: 4px;
        background: color-mix(in srgb, var(--text) 8%, transparent);
        font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
        overflow-wrap: anywhere;
      }
      button {
        display: inline-block;
        padding: 6px 0.9em;
        font-size: 15px;
        text-align: left;
      }
      button[aria-pressed="true"].right {
        border-color: var(--for);
        background: var(--for-soft);
      }
      button[aria-pressed="true"].wrong {
        border-color: var(--against);
      }
      p {
        font-size: 15px;
      }
      p .right {
        color: var(--for);
      }
      p .wrong {
        color: var(--against);
      }
    `,
  ];

  declare right: string | undefined;
  declare asked: Question | undefined;
  declare chosen: number | undefined;
  #shown: Question | undefined;
  #form: Form | undefined;
  /** True once the page was told that the question is there. */
  #told = false;

  /** The number of the answer that was chosen, from 1; undefined before. */
  get value(): number | undefined {
    return this.chosen === undefined ? undefined : this.chosen + 1;
  }

  /** The question that the page wrote into the element. */
  #written(): Question | undefined {
    const parts = [...this.childNodes].filter((node) => node instanceof Text || (node instanceof Element && !node.slot));
    const list = parts.find((part) => part instanceof HTMLOListElement || part instanceof HTMLUListElement);
    // A page that is still being read may have the list further on.
    const reading = document.readyState === "loading";
    if (!list || (reading && list.children.length === 0)) {
      this.fault("answers", reading ? undefined : text(this.language, "noAnswers"));
      return undefined;
    }
    const items = [...list.children].map(partsOf);
    const answers = items.map(({ text }) => textOf(text));
    const empty = answers.indexOf("");
    this.fault("answers", empty < 0 ? undefined : text(this.language, "emptyAnswer", { number: empty + 1 }));
    const right = Number(this.right) - 1;
    this.fault("right", right in answers ? undefined : text(this.language, "badRight", { value: this.right ?? "", count: answers.length }));
    const at = parts.indexOf(list);
    const question = textOf(parts.slice(0, at));
    this.fault("question", question ? undefined : text(this.language, "noQuestion"));
    const because = parts.slice(at + 1);
    this.#form = {
      question: shownOf(parts.slice(0, at)),
      answers: items.map(({ text }) => shownOf(text)),
      reasons: items.map(({ reason }, at) => [...shownOf(reason), " ", ...(at === right ? shownOf(because) : [])]),
    };
    return { question, answers, right, because: textOf(because) };
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    const before = this.#shown;
    const { asked } = this;
    this.#shown = asked ?? this.#written();
    if (asked) this.#form = { ...asked, reasons: asked.answers.map((_, at) => (at === asked.right ? asked.because : "")) };
    if (before && before.question !== this.#shown?.question) this.chosen = undefined;
  }

  override updated(): void {
    // A question of a lesson is a part of it.
    if (!this.#shown || this.#told || this.asked) return;
    this.#told = true;
    this.tell("pupil-ready", null);
    this.tell("first-result", null);
  }

  #choose({ question, answers, right }: Question, at: number): void {
    this.chosen = at;
    this.tell("pupil-answered", { question, answer: answers[at], right: at === right });
  }

  override render(): TemplateResult {
    const shown = this.#shown;
    const form = this.#form;
    return html`${shown && form ? this.#formView(shown, form) : ""}<slot hidden @slotchange=${() => this.requestUpdate()}></slot>${this.below()}`;
  }

  #formView(asked: Question, { question, answers, reasons }: Form): TemplateResult {
    const { chosen } = this;
    const right = chosen === asked.right;
    return html`<fieldset>
      <legend part="question">${question}</legend>
      <div class="answers">
        ${answers.map(
          (answer, at) => html`<button
            part="answer"
            class=${at === asked.right ? "right" : "wrong"}
            aria-pressed=${at === chosen ? "true" : "false"}
            @click=${() => this.#choose(asked, at)}
          >
            ${answer}
          </button>`,
        )}
      </div>
      <p role="status" part="reason">
        ${chosen === undefined
          ? ""
          : html`<span class=${right ? "right" : "wrong"}>${text(this.language, right ? "right" : "wrong")}</span> ${reasons[chosen]}`}
      </p>
    </fieldset>`;
  }
}

define("pupil-question", QuestionElement);
