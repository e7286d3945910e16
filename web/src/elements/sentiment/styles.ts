import { css } from "lit";
import { codeStyles } from "../shared/code-view.ts";
import { confusionStyles } from "../shared/confusion.ts";
import { formStyles } from "../shared/fields.ts";
import { container, parts } from "../shared/layout.ts";
import { proseStyles } from "../shared/prose.ts";
import { stageStyles } from "../shared/stage.ts";
import { theme } from "../shared/theme.ts";
import { answerStyles } from "./answer.ts";
import { formViewStyles } from "./form.ts";
import { gatesStyles } from "./gates-view.ts";
import { mapStyles } from "./map-view.ts";
import { resultStyles } from "./results-view.ts";
import { tableStyles } from "./table-view.ts";

/** The layout of the panes of the lesson. */
const styles = css`
  h4 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  textarea {
    width: 100%;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 17px;
    line-height: 24px;
    resize: vertical;
    /* It grows with a long text, where browsers can. */
    field-sizing: content;
    min-height: 88px;
    max-height: 216px;
  }
  textarea:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -1px;
  }
  textarea::placeholder {
    color: var(--muted);
  }
  .pane.input > * {
    flex: none;
  }
  .switch {
    display: inline-flex;
    align-self: flex-start;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    overflow: hidden;
  }
  .switch button {
    min-height: 28px;
    padding: 0 10px;
    border: 0;
    border-radius: 0;
    background: none;
    font-size: 13px;
    white-space: nowrap;
  }
  .switch button[aria-pressed="true"] {
    background: var(--text);
    color: var(--bg);
  }
  .switch button:focus-visible {
    outline-offset: -3px;
  }
  .other-language {
    font-size: 13px;
    line-height: 20px;
    color: var(--against);
  }
  .other-language .link {
    min-height: 24px;
    font-size: 13px;
  }
  .example-choice {
    display: none;
  }
  .example-list {
    display: grid;
    gap: 12px;
  }
  .chips {
    display: grid;
    gap: 4px;
    margin: 4px 0 0;
    padding: 0;
    list-style: none;
  }
  .chips button {
    width: 100%;
    min-height: 32px;
    padding: 4px 12px;
    justify-content: flex-start;
    border-radius: 16px;
    font-size: 13px;
    line-height: 1.4;
    text-align: start;
  }
  .chips .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 4px;
  }
  .hint {
    font-size: 13px;
    line-height: 20px;
    color: var(--muted);
  }
  @container (max-width: 760px) {
    textarea {
      min-height: 76px;
      max-height: 120px;
      padding: 4px 6px;
      font-size: 15px;
      line-height: 22px;
    }
    .tabs {
      gap: 12px;
      overflow: auto hidden;
      scrollbar-width: none;
    }
    .tabs button {
      flex: none;
    }
    .example-list {
      display: none;
    }
    .example-choice {
      display: block;
      min-height: 36px;
      font-size: 13px;
    }
    .usual {
      display: none;
    }
    .gates .switch button {
      padding: 0 6px;
    }
  }
`;

/** All styles of the lesson. */
export const lessonStyles = [
  theme,
  container,
  parts,
  stageStyles,
  styles,
  answerStyles,
  gatesStyles,
  mapStyles,
  formStyles,
  formViewStyles,
  confusionStyles,
  codeStyles,
  tableStyles,
  resultStyles,
  proseStyles,
];
