import { css } from "lit";

/** Styles of the digits lesson only. */
export const styles = css`
  .pane.input pupil-drawing-pad {
    width: min(100%, 320px);
  }
  .tools button[aria-pressed="true"] {
    border-color: var(--text);
    background: var(--accent-soft);
  }
  .tools {
    display: grid;
    grid-template-columns: repeat(4, auto);
    gap: 4px;
    width: min(100%, 320px);
  }
  .tools button {
    padding: 0 2px;
    font-size: 13px;
  }
  .seen {
    display: grid;
    grid-template-columns: 84px 1fr;
    gap: 12px;
    align-items: center;
    margin: 0;
  }
  figcaption,
  .teach,
  .lapse {
    font-size: 13px;
    line-height: 1.35;
  }
  .verdict {
    display: flex;
    align-items: baseline;
    gap: 12px;
  }
  .guess {
    font-size: 64px;
    line-height: 1;
    font-weight: 700;
    letter-spacing: -0.03em;
    font-variant-numeric: tabular-nums;
  }
  .pane.answer .bars li {
    font-size: 13px;
    grid-template-columns: 1em 1fr 4.8em;
  }
  .pane.answer .bars .track,
  .pane.answer .bars .fill {
    height: 10px;
    border-radius: 2px;
  }
  .teach {
    grid-template-columns: auto 1fr;
    align-items: center;
    gap: 8px;
  }
  .teach select {
    min-height: 32px;
    font-size: 13px;
  }
  .drawn {
    position: relative;
    flex: 1;
    display: flex;
    flex-direction: column;
    min-height: 0;
  }
  .waiting {
    position: absolute;
    inset: 40% 16px auto;
    text-align: center;
  }
  .inspected {
    position: absolute;
    right: 0;
    bottom: 0;
    max-width: 100%;
    /* It covers only the half that the visitor does not point at. */
    max-height: 50%;
    overflow: hidden;
    pointer-events: none;
  }
  .inspected.above {
    inset: 0 0 auto auto;
  }
  .lapse {
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    align-items: center;
    gap: 12px;
  }
  .lapse input {
    margin: 0;
    min-height: 24px;
    padding: 0;
    border: 0;
    background: none;
    accent-color: var(--accent);
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(16, 1fr);
    gap: 4px;
    margin-top: 8px;
  }
  .mistakes {
    --least: 60px;
    gap: 8px;
  }
  .mistakes button {
    display: grid;
    width: 100%;
    height: 100%;
    gap: 4px;
    padding: 0 0 4px;
    border: 0;
    background: none;
    color: inherit;
    font-size: 13px;
    text-align: left;
    align-content: start;
    justify-content: stretch;
    line-height: 1.3;
  }
  .results {
    gap: 16px;
    grid-template-columns: minmax(0, 1fr) max-content;
  }
  .results .confusion {
    border-spacing: 1px;
  }
  .results .confusion td {
    min-width: 28px;
    height: 26px;
    padding: 0;
  }
  @container (max-width: 760px) {
    .results {
      grid-template-columns: minmax(0, 1fr);
    }
    .seen {
      display: none;
    }
    .tools {
      grid-template-columns: 1fr 1fr;
    }
    .tools button {
      min-height: 36px;
      padding: 0 2px;
    }
    .inspected,
    .inspected.above {
      position: static;
    }
    .lapse {
      grid-template-columns: minmax(0, 1fr);
      gap: 0;
    }
    .guess {
      font-size: 32px;
    }
    .pane.answer .bars {
      gap: 0;
    }
    .pane.answer .bars li {
      grid-template-columns: 0.8em minmax(0, 1fr) 4.4em;
      gap: 4px;
      font-size: 13px;
      line-height: 17px;
    }
    .drawn > pupil-network-view {
      min-height: 250px;
    }
  }
`;
