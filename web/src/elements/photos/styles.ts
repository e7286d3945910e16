import { css } from "lit";

/** Styles of the photos lesson only. */
export const styles = css`
  .panes {
    grid-template-columns: minmax(0, 1.4fr) minmax(0, 2.2fr) minmax(0, 1fr);
  }
  .pane.below {
    gap: 4px;
  }
  .looking {
    display: grid;
    grid-template-columns: minmax(0, 200px) minmax(0, 1fr);
    gap: 16px;
    align-items: start;
  }
  .place {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 1;
    border: 1px dashed var(--line);
    border-radius: var(--radius-small);
    color: var(--muted);
    font-size: 15px;
    text-align: center;
    overflow: hidden;
  }
  .place.full {
    border-style: solid;
  }
  .place > pupil-photo,
  .place > pupil-camera {
    position: absolute;
    inset: 0;
  }
  .tools {
    display: grid;
    gap: 8px;
    align-content: start;
  }
  .tools button,
  .tools .file {
    min-height: 36px;
    padding: 0 8px;
    font-size: 13px;
  }
  .drawings {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 48px));
    gap: 4px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .drawings button {
    width: 100%;
    min-height: 0;
    aspect-ratio: 1;
    padding: 0;
    overflow: hidden;
  }
  .drawings img {
    display: block;
    width: 100%;
    height: 100%;
  }
  .pane .muted {
    font-size: 13px;
    line-height: 1.4;
  }
  .drawn {
    flex: 1;
    display: flex;
    flex-direction: column;
    gap: 8px;
    min-height: 0;
  }
  .peek {
    min-height: 2.8em;
  }
  .verdict {
    display: grid;
  }
  .guess {
    font-size: 32px;
    line-height: 1.15;
    font-weight: 700;
    letter-spacing: -0.02em;
    overflow-wrap: anywhere;
  }
  .percent-line {
    font-size: 17px;
    color: var(--muted);
    font-variant-numeric: tabular-nums;
  }
  .pane.answer .bars li {
    grid-template-columns: minmax(3em, 40%) 1fr 5em;
    font-size: 13px;
  }
  .pane.answer .bars .track,
  .pane.answer .bars .fill {
    height: 10px;
    border-radius: 2px;
  }
  .pane.answer .link {
    min-height: 24px;
    padding: 0;
    font-size: 13px;
    text-align: left;
  }
  .check {
    display: inline-flex;
    gap: 8px;
    align-items: center;
    min-height: 32px;
    color: var(--text);
    font-size: 13px;
  }
  .check input {
    width: 18px;
    min-height: 18px;
    height: 18px;
    accent-color: var(--accent);
  }
  .more summary,
  .pane summary {
    font-size: 13px;
    cursor: pointer;
  }
  .more > * + * {
    margin-top: 12px;
  }
  fieldset {
    margin: 0;
    padding: 12px 0 0;
    border: 0;
    border-top: 1px solid var(--line);
    min-width: 0;
  }
  legend {
    padding: 0 8px 0 0;
    font-size: 13px;
  }
  .previews {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 4px;
    margin-top: 4px;
  }
  .per-class {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--muted);
    font-size: 13px;
  }
  .verdict-line {
    font-size: 17px;
  }
  .mistakes {
    --least: 96px;
    margin-top: 8px;
  }
  .mistakes button {
    display: block;
    width: 100%;
    padding: 0 0 4px;
    border: 0;
    background: none;
    color: var(--muted);
    font-size: 13px;
    line-height: 1.3;
    text-align: left;
    overflow-wrap: anywhere;
  }
  @container (max-width: 760px) {
    .panes {
      grid-template-columns: minmax(0, 1.15fr) minmax(0, 1fr);
    }
    .looking {
      grid-template-columns: minmax(0, 1fr);
      gap: 8px;
    }
    .tools .buttons {
      flex-wrap: nowrap;
      gap: 4px;
    }
    .tools .buttons > * {
      flex: 1;
      min-width: 0;
      padding: 0 4px;
      line-height: 1.2;
    }
    .drawings {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
    .drawn-label {
      display: none;
    }
    .guess {
      font-size: 22px;
    }
    .pane.network {
      min-height: 230px;
    }
    .peek {
      min-height: 0;
    }
    .hint,
    .usual,
    .size {
      display: none;
    }
    .tools .file {
      text-align: center;
    }
    .pane.below {
      padding: 8px 0;
      gap: 4px;
    }
    .pane.answer .bars li {
      grid-template-columns: minmax(0, 1fr) 5em;
      gap: 0 4px;
    }
    .pane.answer .bars .track {
      grid-column: 1 / -1;
      grid-row: 2;
      height: 6px;
    }
  }
`;
