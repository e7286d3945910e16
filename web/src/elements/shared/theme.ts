import { css } from "lit";

/** Colours, type and controls that all elements share. Colours follow the `color-scheme` of the page, as its background does. */
export const theme = css`
  :host {
    --bg: light-dark(#faf9f6, #131417);
    --surface: light-dark(#ffffff, #1b1d21);
    --text: light-dark(#1c1b19, #edebe7);
    --muted: light-dark(#5b5852, #a9a69f);
    --line: light-dark(#e2ded6, #33363d);
    --accent: light-dark(#3152d4, #93a8ff);
    --on-accent: light-dark(#ffffff, #0f1220);
    --accent-soft: light-dark(#e9edfd, #262c45);
    --second: light-dark(#b45309, #f0b066);
    --bad: light-dark(#b3261e, #ff9a91);
    --bad-soft: light-dark(#fdecea, #3b1f1d);
    --radius: 10px;
    display: block;
    color: var(--text);
    font:
      16px/1.55 system-ui,
      -apple-system,
      "Segoe UI",
      "Noto Sans",
      "Noto Sans SC",
      "PingFang SC",
      "Microsoft YaHei",
      sans-serif;
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme]:not([theme=""])) {
    background: var(--bg);
  }
  :host([theme="light"]) {
    color-scheme: light;
  }
  :host([theme="dark"]) {
    color-scheme: dark;
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
    border-radius: 8px;
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
    border-radius: 8px;
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
