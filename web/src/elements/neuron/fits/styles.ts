import { css } from "lit";

export const styles = css`
  .columns {
    grid-template-columns: minmax(280px, 460px) minmax(0, 1fr);
  }
  .ways-form {
    grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
  }
  .chart {
    max-width: 480px;
  }
  .figures {
    border-collapse: collapse;
    width: 100%;
    font-size: 13px;
    font-variant-numeric: tabular-nums;
  }
  .figures th {
    font-weight: 500;
    text-align: left;
    color: var(--muted);
  }
  .figures thead th {
    white-space: nowrap;
  }
  .figures tbody th {
    color: var(--text);
  }
  .figures :is(th, td) {
    padding: 0.4em 0.7em 0.4em 0;
    border-bottom: 1px solid var(--line);
    vertical-align: top;
  }
  .figures :is(td, thead th:not(:first-child)) {
    text-align: right;
  }
  .figures td {
    white-space: nowrap;
  }
  .figures thead tr + tr th {
    text-align: right;
  }
  .figures tbody th:has(.hint) {
    min-width: 13em;
  }
  .figures.cells thead th:first-child {
    text-align: right;
  }
  .figures .key {
    color: var(--text);
    font-size: inherit;
  }
  .figures .hint {
    display: block;
    color: var(--muted);
    font-weight: 400;
    overflow-wrap: anywhere;
  }
  .figures .gap {
    color: var(--bad);
    font-style: italic;
  }
  .badge {
    display: block;
    color: var(--muted);
    font-weight: 400;
  }
  .badge.gaps {
    color: var(--bad);
  }
  .note,
  .warnings {
    margin: 0;
    padding: 0.7rem 1rem;
    border-left: 3px solid var(--against);
    border-radius: 0 var(--radius) var(--radius) 0;
    background: var(--surface);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .warnings {
    list-style: none;
    display: grid;
    gap: 0.5rem;
  }
  .remark {
    display: grid;
    gap: 0.4rem;
    max-width: 46rem;
    padding: 1rem 1.2rem;
    border-left: 3px solid var(--against);
    background: var(--surface);
    border-radius: 0 var(--radius) var(--radius) 0;
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 1.5rem 3rem;
    align-items: start;
  }
  .pair > div {
    display: grid;
    gap: 0.5rem;
    min-width: 0;
  }
  fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 0.2rem 1rem;
    margin: 0;
    padding: 0;
    border: 0;
    min-width: 0;
  }
  legend {
    padding: 0;
    font-size: 13px;
    color: var(--muted);
  }
  .radio {
    display: inline-flex;
    gap: 0.45em;
    align-items: center;
    min-height: 32px;
    color: var(--text);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .radio input {
    width: 18px;
    height: 18px;
    min-height: 0;
    margin: 0;
    flex: none;
    accent-color: var(--accent);
  }
  /* A table that is wider than its place fades at the edges where it goes on, in browsers with scroll timelines. */
  @supports (animation-timeline: scroll()) {
    .scroll {
      animation: more-beside linear both;
      animation-timeline: scroll(self inline);
    }
    .scroll:focus-visible {
      outline-offset: -2px;
    }
  }
  @keyframes more-beside {
    from {
      mask: linear-gradient(to right, transparent, #000 40px calc(100% - 40px), transparent) right / calc(100% + 40px) 100% no-repeat;
    }
    to {
      mask: linear-gradient(to right, transparent, #000 40px calc(100% - 40px), transparent) left / calc(100% + 40px) 100% no-repeat;
    }
  }
  .pair > .row-fields {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 16px 24px;
    align-items: start;
  }
  .what-if input[type="range"] {
    margin: 0;
  }
  .what-if label {
    overflow-wrap: anywhere;
  }
  .effect {
    min-height: 20px;
    font-size: 13px;
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  .large {
    font-size: 32px;
    line-height: 40px;
    font-weight: 650;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  .small {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(180px, 1fr));
    gap: 1rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .small figure {
    margin: 0;
  }
  .small figcaption {
    font-size: 13px;
    color: var(--muted);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .small svg {
    width: 100%;
    height: 84px;
  }
  .stack {
    display: grid;
    gap: 0.6rem;
    min-width: 0;
  }
  .scatter {
    width: 100%;
    max-width: 720px;
    height: auto;
  }
  @container (max-width: 790px) {
    .columns,
    .pair,
    .pair > .row-fields {
      grid-template-columns: minmax(0, 1fr);
    }
    .what-if > .pair {
      display: flex;
      flex-direction: column;
      align-items: stretch;
    }
    /* The answer stays in view while a field far below it is changed. */
    .pair > .answer {
      position: sticky;
      z-index: 2;
      top: var(--rail, 0px);
      order: -1;
      gap: 4px;
      max-height: 40dvh;
      padding: 8px 0;
      overflow: hidden auto;
      border-bottom: 1px solid var(--line);
      background: var(--bg);
    }
    .pair > .answer .large {
      font-size: 22px;
      line-height: 28px;
    }
    .pair > .answer .muted {
      font-size: 13px;
      line-height: 18px;
    }
  }
`;
