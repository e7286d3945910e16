import { css } from "lit";

/** An element measures itself: its layout depends on its own width, because the page around it may have columns. */
export const container = css`
  :host {
    container-type: inline-size;
    /* A container's content does not make it wide. In a box that fits its content, it asks for as much width as is
       useful; in a row of flexible boxes it takes what there is. */
    contain-intrinsic-inline-size: min(60rem, 85vw);
    min-width: 0;
    width: -moz-available;
    width: -webkit-fill-available;
    width: stretch;
  }
`;

/** What lessons and other elements are made of. */
export const parts = css`
  .source {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 0.5rem;
    align-items: center;
    min-height: 40px;
  }
  .error {
    margin: 0 0 1.5rem;
    padding: 0.75rem 1rem;
    border-radius: var(--radius);
    background: var(--bad-soft);
    color: var(--bad);
    overflow-wrap: anywhere;
  }
  .empty {
    display: grid;
    place-items: center;
    min-height: 240px;
    border: 1px dashed var(--line);
    border-radius: var(--radius);
  }
  .drop {
    display: grid;
    gap: 0.5rem;
    padding: 1rem;
    border: 2px dashed var(--line);
    border-radius: var(--radius);
  }
  .drop .file {
    color: var(--text);
  }
  .progress {
    display: grid;
    gap: 0.35rem;
    min-height: 3rem;
  }
  progress {
    width: 100%;
    height: 8px;
    border: 0;
    border-radius: 4px;
    overflow: hidden;
    background: var(--accent-soft);
    accent-color: var(--accent);
    appearance: none;
  }
  progress::-webkit-progress-bar {
    background: var(--accent-soft);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
    border-radius: 4px;
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  [data-testid="speed"] {
    font-variant-numeric: tabular-nums;
  }
  /* Pictures side by side, each with at least this width. */
  .mistakes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(var(--least), 1fr));
    gap: 0.75rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 13px;
    color: var(--muted);
    line-height: 1.3;
  }
  .verdict-line {
    font-size: 22px;
    font-weight: 600;
  }
  .results {
    display: grid;
    gap: 1.5rem;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
  }
  .results h3 + * {
    margin-top: 0.4rem;
  }
  pre {
    margin: 0.5rem 0 0;
    padding: 1rem;
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    font:
      13px/1.45 ui-monospace,
      SFMono-Regular,
      Menlo,
      Consolas,
      "DejaVu Sans Mono",
      monospace;
  }
`;

/** The layout of elements that are a column of sections. */
export const layout = css`
  ${container}
  ${parts}
  section {
    display: grid;
    gap: 1.5rem;
    padding: 2rem 0;
  }
  section:first-of-type {
    padding-top: 0;
  }
  section + section,
  .error + section {
    border-top: 1px solid var(--line);
  }
  header {
    display: grid;
    gap: 0.5rem;
    max-width: 46rem;
  }
  .columns {
    display: grid;
    grid-template-columns: minmax(280px, 440px) minmax(0, 1fr);
    gap: 2rem 3rem;
    align-items: start;
  }
  .columns.even {
    grid-template-columns: minmax(0, 1fr) minmax(0, 1.25fr);
  }
  .controls,
  .curves {
    display: grid;
    gap: 1.25rem;
    min-width: 0;
  }
  .about {
    grid-column: 1 / -1;
    max-width: 46rem;
    color: var(--muted);
  }
  @container (max-width: 790px) {
    .columns,
    .columns.even,
    .results {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  /* This fills both rows of buttons. */
  @container (max-width: 450px) {
    .controls .buttons > button {
      flex: 1 1 auto;
    }
  }
`;
