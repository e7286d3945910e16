import { css } from "lit";

/** Styles of the panel for a visitor's data only. */
export const dataStyles = css`
  :host {
    container-type: inline-size;
    display: grid;
    gap: 1.25rem;
    min-width: 0;
  }
  .block {
    display: grid;
    gap: 0.75rem;
    min-width: 0;
  }
  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem 1rem;
    align-items: center;
    justify-content: space-between;
  }
  .facts p {
    min-width: 0;
    overflow-wrap: anywhere;
  }
  h4 {
    margin: 0 0 0.4rem;
    font-size: 15px;
    font-weight: 650;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0.5rem 0.75rem 0.75rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
  }
  fieldset .row {
    gap: 0 1.25rem;
  }
  fieldset.plain {
    padding: 0;
    border: 0;
  }
  legend {
    padding: 0 0.35rem;
    font-size: 13px;
    color: var(--muted);
  }
  details {
    border-bottom: 1px solid var(--line);
  }
  summary {
    padding: 0.6rem 0.25rem;
    cursor: pointer;
    color: var(--muted);
    font-size: 15px;
  }
  details p {
    color: var(--bad);
    font-size: 15px;
  }
  details button {
    margin-bottom: 0.75rem;
  }
  details .form {
    padding-bottom: 1rem;
  }
  .answers {
    width: 100%;
    border-collapse: collapse;
    font-size: 15px;
    font-variant-numeric: tabular-nums;
  }
  .answers :is(th, td) {
    padding: 0.35rem 1rem 0.35rem 0;
    border-bottom: 1px solid var(--line);
    text-align: left;
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .answers thead th {
    color: var(--muted);
    font-size: 13px;
  }
  .answers td {
    white-space: nowrap;
  }
  .answers .right {
    color: var(--accent);
  }
  .answers .wrong {
    color: var(--bad);
    font-size: inherit;
  }
  .sample {
    display: flex;
    gap: 0.6rem;
    align-items: center;
  }
  .thumb {
    flex: none;
    width: 48px;
  }
  .worst {
    display: grid;
    gap: 0.5rem;
    margin: 0;
    padding: 0;
    list-style: none;
    font-size: 15px;
    color: var(--muted);
  }
  .worst li {
    display: flex;
    gap: 0.6rem;
    align-items: center;
    overflow-wrap: anywhere;
  }
  .wrong-line {
    color: var(--bad);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .outcome {
    font-size: 17px;
    font-weight: 600;
  }
`;
