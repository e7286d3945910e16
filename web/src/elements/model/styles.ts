import { css } from "lit";

/** Styles of the model element only. */
export const styles = css`
  :host {
    border-radius: 16px;
  }
  .over {
    outline: 3px dashed var(--accent);
    outline-offset: 8px;
    border-radius: var(--radius-small);
  }
  .zone {
    display: grid;
    gap: 0.9rem;
    justify-items: center;
    padding: clamp(1.75rem, 5cqi, 3.5rem) 1.25rem;
    border: 2px dashed var(--line);
    border-radius: 16px;
    background: var(--surface);
    text-align: center;
  }
  .zone h2 {
    font-size: 22px;
  }
  .zone > p {
    max-width: 38rem;
  }
  .zone .row {
    justify-content: center;
  }
  .zone .examples {
    display: grid;
    gap: 0.5rem;
    justify-items: center;
    margin-top: 0.75rem;
  }
  .file.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem 1.5rem;
    align-items: end;
    justify-content: space-between;
    max-width: none;
    padding-bottom: 1rem;
    border-bottom: 1px solid var(--line);
  }
  .head > div:first-child {
    min-width: 0;
    flex: 1 1 18rem;
  }
  .head h2 {
    overflow-wrap: anywhere;
  }
  .notes {
    margin: 0;
    padding-left: 1.1rem;
    color: var(--muted);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  section.try {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
    gap: 2rem 3rem;
    align-items: start;
    padding: 1.25rem 0 2rem;
  }
  section.try.narrow {
    grid-template-columns: minmax(260px, 380px) minmax(0, 1fr);
  }
  .inputs,
  .outputs {
    display: grid;
    gap: 2rem;
    min-width: 0;
  }
  .one {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .one > .head-line {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    align-items: center;
    justify-content: space-between;
    min-height: 36px;
  }
  .head-line select {
    width: auto;
    min-height: 36px;
  }
  .head-line h3 {
    overflow-wrap: anywhere;
  }
  /* The answer stays in view next to a long row of inputs. */
  .outputs {
    position: sticky;
    top: 1rem;
  }
  .brief {
    display: none;
  }
  .guess {
    font-size: 64px;
    line-height: 1.1;
    font-weight: 700;
    letter-spacing: -0.02em;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .track {
    height: 14px;
    border-radius: 7px;
    background: var(--for-soft);
    overflow: hidden;
  }
  .track > .fill {
    display: block;
    height: 100%;
    border-radius: 7px;
    background: var(--for);
  }
  .made {
    max-width: 420px;
  }
  /* All tracks begin at the same place, although the best name is bold. */
  .bars {
    grid-template-columns: max-content minmax(0, 1fr) max-content;
    column-gap: 0.6em;
  }
  .bars li {
    grid-column: 1 / -1;
    grid-template-columns: subgrid;
  }
  .values {
    width: 100%;
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
    font-size: 15px;
  }
  .values svg {
    display: block;
    width: 100%;
    height: 14px;
  }
  .values .for {
    fill: var(--for);
  }
  .values .against {
    fill: var(--against);
  }
  .values line {
    stroke: var(--muted);
    vector-effect: non-scaling-stroke;
  }
  .values th,
  .values td {
    padding: 0.25rem 1rem 0.25rem 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
  }
  .values th {
    color: var(--muted);
  }
  .values td {
    font-weight: 600;
    text-align: right;
  }
  .values td:last-child {
    width: 60%;
    padding-right: 0;
  }
  section.data {
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    padding: 1.25rem 0 1.75rem;
  }
  section.inside {
    grid-template-columns: minmax(0, 1fr);
    gap: 0;
    padding: 0;
  }
  details {
    border-bottom: 1px solid var(--line);
  }
  summary {
    padding: 0.9rem 0.25rem;
    font-weight: 650;
    cursor: pointer;
  }
  summary:focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: -2px;
    border-radius: var(--radius-small);
  }
  details > div {
    padding-bottom: 1.5rem;
  }
  details pre {
    margin: 0;
    max-height: 480px;
    overflow: auto;
  }
  .code {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.6rem;
    justify-items: start;
  }
  .code pre {
    width: 100%;
  }
  section.home {
    gap: 0.75rem;
    border-top: 0;
    padding-bottom: 0;
  }
  .wrong {
    color: var(--bad);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  @container (max-width: 720px) {
    section.try,
    section.try.narrow {
      grid-template-columns: minmax(0, 1fr);
    }
    .outputs {
      position: static;
    }
    /* On a narrow screen the answer is below the inputs, so this line above the lower edge says it. */
    .brief {
      position: sticky;
      bottom: 0.5rem;
      z-index: 1;
      display: block;
      height: 0;
      margin-top: -2rem;
    }
    .brief[hidden] {
      display: none;
    }
    .brief span {
      position: absolute;
      bottom: 0;
      width: 100%;
      padding: 0.5rem 0.9rem;
      border: 1px solid var(--line);
      border-radius: var(--radius);
      background: var(--surface);
      box-shadow: 0 4px 14px rgb(0 0 0 / 14%);
      font-weight: 650;
      font-variant-numeric: tabular-nums;
      overflow-wrap: anywhere;
    }
    .guess {
      font-size: 32px;
    }
  }
`;
