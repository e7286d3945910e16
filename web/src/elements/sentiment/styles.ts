import { css } from "lit";

/** The sentiment lesson's layout. */
export const styles = css`
  .try {
    grid-template: "ask answer" auto "about answer" 1fr / minmax(0, 1fr) minmax(0, 1.15fr);
    gap: 1.75rem 3rem;
    align-items: start;
  }
  .ask {
    grid-area: ask;
  }
  .answer {
    grid-area: answer;
  }
  .ask {
    display: grid;
    gap: 0.9rem;
    min-width: 0;
  }
  .ask label {
    font-size: 1rem;
    color: var(--text);
    font-weight: 600;
  }
  textarea {
    width: 100%;
    min-height: 7.5rem;
    padding: 0.8rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-weight: 400;
    font-size: 1.15rem;
    line-height: 1.5;
    resize: vertical;
  }
  textarea:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  textarea::placeholder {
    color: var(--muted);
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem;
    margin: 0.35rem 0 0;
    padding: 0;
    list-style: none;
  }
  .chips button {
    min-height: 36px;
    padding: 0.25em 0.85em;
    border-radius: 18px;
    text-align: start;
    font-size: 0.9rem;
  }
  .about {
    grid-area: about;
  }
  .four {
    display: grid;
    gap: 0.3rem;
    margin: 0;
    padding: 0.75rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    list-style: none;
    font-size: 0.94rem;
  }
  .section {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  @container (max-width: 790px) {
    .try {
      grid-template: "ask" auto "answer" auto "about" auto / minmax(0, 1fr);
    }
  }
`;
