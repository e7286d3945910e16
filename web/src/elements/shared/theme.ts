import { css, unsafeCSS } from "lit";
import { COLOURS } from "./colours.ts";

/**
 * Colours, type and controls that all elements share. The colours are the usual ones, unless the outermost element has
 * derived others from the page ({@link Surroundings}).
 */
export const theme = css`
  :host {
    ${unsafeCSS(
      Object.entries(COLOURS)
        .map(([name, [light, dark]]) => `--${name}: var(--pupil-own-${name}, light-dark(${light}, ${dark}));`)
        .join("\n"),
    )}
    --radius: var(--pupil-radius, 10px);
    --radius-small: calc(0.8 * var(--radius));
    --space: var(--pupil-space, 8px);
    display: block;
    color: var(--text);
    font: 16px/1.55
      var(
        --pupil-font,
        system-ui,
        -apple-system,
        "Segoe UI",
        "Noto Sans",
        "Noto Sans SC",
        "PingFang SC",
        "Microsoft YaHei",
        sans-serif
      );
  }
  :host([hidden]) {
    display: none;
  }
  @media not print {
    :host([theme="light"]),
    :host([theme="dark"]) {
      background: var(--bg);
    }
  }
  @media not print {
    :host([theme="light"]) {
      color-scheme: light;
    }
    :host([theme="dark"]) {
      color-scheme: dark;
    }
  }
  /* On paper an element is a figure. */
  @media print {
    :host {
      break-inside: avoid;
      print-color-adjust: exact;
    }
    .row,
    .link,
    .file,
    select {
      display: none !important;
    }
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3 {
    line-height: 1.25;
    margin: 0;
    font-weight: 650;
    letter-spacing: -0.01em;
  }
  h2 {
    font-size: 22px;
  }
  h3 {
    font-size: 17px;
  }
  p {
    margin: 0;
  }
  button,
  .file {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-height: 40px;
    padding: 0 0.9em;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 15px;
    cursor: pointer;
    transition:
      background 0.12s,
      border-color 0.12s;
  }
  button:hover:not(:disabled),
  .file:hover {
    border-color: var(--accent);
  }
  button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
    font-weight: 600;
  }
  button:disabled {
    opacity: 0.45;
    cursor: default;
  }
  :is(button, select, input, canvas, [tabindex]):focus-visible,
  .file:focus-within {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  label {
    display: grid;
    gap: 0.25rem;
    font-size: 13px;
    color: var(--muted);
  }
  input,
  select {
    width: 100%;
    min-width: 0;
    min-height: 40px;
    padding: 0 0.6em;
    border: 1px solid var(--line);
    border-radius: var(--radius-small);
    background: var(--surface);
    color: var(--text);
    font: inherit;
    font-size: 15px;
    font-variant-numeric: tabular-nums;
  }
  input[type="file"] {
    position: absolute;
    width: 1px;
    height: 1px;
    min-height: 0;
    padding: 0;
    border: 0;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .muted {
    color: var(--muted);
    font-size: 15px;
  }
  .row {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    align-items: center;
  }
  /* Content that is wider than its place. The scroll bar stays visible, because nothing else shows that there is
     more. */
  .scroll {
    max-width: 100%;
    overflow-x: auto;
  }
  .scroll::-webkit-scrollbar {
    height: 8px;
  }
  .scroll::-webkit-scrollbar-thumb {
    border-radius: 4px;
    background: color-mix(in srgb, var(--muted) 55%, transparent);
  }
  .fault {
    margin: var(--space) 0;
    padding: var(--space) calc(1.5 * var(--space));
    border-left: 3px solid var(--bad);
    background: var(--bad-soft);
    color: var(--bad);
    font-size: 15px;
    overflow-wrap: anywhere;
  }
  .goal {
    margin: var(--space) 0;
    font-size: 15px;
  }
  .link {
    border: 0;
    padding: 0 0.2em;
    background: none;
    color: var(--accent);
    text-decoration: underline;
    font-size: 15px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    * {
      transition: none !important;
    }
  }
`;
