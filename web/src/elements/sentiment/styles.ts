import { css } from "lit";

/** The layout of the panes of the lesson. */
export const styles = css`
  h4 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  textarea {
    width: 100%;
    height: 96px;
    padding: 8px;
    border: 1px solid var(--line);
    border-radius: 8px;
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 17px;
    line-height: 24px;
    resize: vertical;
  }
  textarea:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  textarea::placeholder {
    color: var(--muted);
  }
  .switch {
    display: inline-flex;
    border: 1px solid var(--line);
    border-radius: 8px;
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
  .chart-pair {
    display: grid;
    gap: 16px;
  }
  @container (max-width: 760px) {
    textarea {
      height: 76px;
      padding: 4px 6px;
      font-size: 15px;
      line-height: 22px;
    }
    .example-list {
      display: flex;
      gap: 4px;
      overflow: auto hidden;
      scrollbar-width: none;
    }
    .example-list > div,
    .chips,
    .chips .pair {
      display: contents;
    }
    .example-list h4 {
      display: none;
    }
    .example-list li {
      flex: none;
      list-style: none;
    }
    .chips button {
      width: auto;
      white-space: nowrap;
    }
    pupil-timeline {
      --word: 32px;
      --answer: 56px;
      --strips: 0.5;
    }
  }
`;
