import { css } from "lit";

/** How a cell looks. */
export const styles = css`
  :host {
    --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK SC", monospace;
    margin: 16px 0;
    /* The page's header may stay on top. */
    scroll-margin-top: 72px;
  }
  .cell {
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
    overflow: hidden;
  }
  .cell.over {
    outline: 2px dashed var(--accent);
    outline-offset: -2px;
  }
  .code {
    max-height: var(--code-height, 640px);
    overflow: auto;
    font: 15px/1.6 var(--mono);
    tab-size: 4;
  }
  .code pre {
    counter-reset: line;
    width: max-content;
    min-width: 100%;
    margin: 0;
    padding: 12px 0;
    font: inherit;
    outline-offset: -2px;
    cursor: text;
  }
  .code pre[data-readonly] {
    cursor: auto;
  }
  .line {
    display: block;
    padding-right: 16px;
    white-space: pre;
    counter-increment: line;
  }
  .line::before {
    content: counter(line);
    display: inline-block;
    box-sizing: border-box;
    min-width: 44px;
    padding: 0 14px 0 8px;
    color: var(--muted);
    text-align: right;
    user-select: none;
  }
  .wrong {
    display: block;
    background: var(--bad-soft);
    box-shadow: inset 3px 0 var(--bad);
  }
  .tok-keyword {
    color: var(--keyword);
  }
  .tok-string {
    color: var(--string);
  }
  .tok-number {
    color: var(--number);
  }
  .tok-function,
  .tok-class {
    color: var(--function);
  }
  .tok-comment {
    color: var(--muted);
  }
  .tok-meta {
    color: var(--number);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: center;
    padding: 8px;
    border-top: 1px solid var(--line);
  }
  .bar svg {
    width: 14px;
    height: 14px;
    fill: currentColor;
  }
  .bar .status {
    flex: 1 1 120px;
    min-width: 0;
    color: var(--muted);
    font-size: 13px;
    text-align: right;
    padding-right: 8px;
  }
  .bar button.quiet,
  .bar .file {
    border-color: transparent;
    background: none;
  }
  .spin {
    display: inline-block;
    width: 12px;
    height: 12px;
    margin-right: 6px;
    border: 2px solid var(--line);
    border-top-color: var(--accent);
    border-radius: 50%;
    vertical-align: -1px;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .spin {
      animation: none;
    }
  }
  .files,
  .note,
  .hint,
  .left {
    margin: 0;
    font-size: 13px;
    color: var(--muted);
  }
  .files {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 12px;
    padding: 0 16px 8px;
    overflow-wrap: anywhere;
  }
  .verdict {
    margin: 8px 0 0;
    font-size: 15px;
    font-weight: 600;
  }
  .verdict:not(.solved, .gap, .fails, .wrong) {
    margin: 0;
  }
  .verdict.solved {
    color: var(--for);
  }
  .output {
    border-top: 1px solid var(--line);
    padding: 12px 16px;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    max-height: var(--output-height, min(720px, 100dvh - 160px));
    scroll-margin: 72px 0 var(--below, 16px);
    overflow: auto;
  }
  .text {
    margin: 0;
    font: 13px/1.5 var(--mono);
    white-space: pre-wrap;
    overflow-wrap: anywhere;
  }
  .unwrapped {
    white-space: pre;
    overflow-x: auto;
    overflow-wrap: normal;
  }
  /* What is wider than the cell fades at its right edge while there is more. A box that does not scroll has no timeline, and
     so no mask. */
  .sideways {
    scrollbar-width: thin;
  }
  @supports (animation-timeline: scroll()) {
    .sideways {
      animation: more-right linear both;
      animation-timeline: scroll(self inline);
      animation-range: calc(100% - 48px) 100%;
    }
  }
  @keyframes more-right {
    from {
      mask: linear-gradient(to right, #000 calc(100% - 48px), transparent) left / 100% 100% no-repeat;
    }
    to {
      mask: linear-gradient(to right, #000 calc(100% - 48px), transparent) left / calc(100% + 48px) 100% no-repeat;
    }
  }
  @media (max-width: 600px) {
    .unwrapped {
      font-size: 11px;
    }
  }
  .error-text {
    color: var(--against);
  }
  .failure {
    display: grid;
    gap: 8px;
    padding: 12px;
    border-radius: var(--radius-small);
    background: var(--bad-soft);
  }
  .message {
    font-weight: 600;
  }
  .failure summary {
    width: fit-content;
    font-size: 13px;
    color: var(--muted);
    cursor: pointer;
  }
  .failure-head {
    font-size: 15px;
    font-weight: 600;
    color: var(--bad);
  }
  .hint {
    color: var(--text);
    font-size: 15px;
  }
  figure {
    margin: 0;
    display: grid;
    justify-items: start;
    gap: 4px;
  }
  .picture {
    max-width: 100%;
    overflow-x: auto;
  }
  figure img {
    display: block;
    /* On a phone a chart is scrolled: its labels could not be read if it were as small as the screen. */
    max-width: max(100%, 480px);
    height: auto;
    border-radius: 6px;
    background: #fff;
  }
  .table {
    overflow-x: auto;
    font-size: 13px;
  }
  .table table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }
  .table :is(th, td) {
    padding: 4px 10px;
    text-align: right;
    white-space: nowrap;
  }
  .table thead th {
    border-bottom: 1px solid var(--line);
  }
  .table tbody tr:nth-child(even) {
    background: color-mix(in srgb, var(--text) 4%, transparent);
  }
  .training {
    display: grid;
    gap: 8px;
  }
  .steps {
    max-height: 224px;
    overflow: auto;
    font: 13px/1.5 var(--mono);
  }
  .step {
    display: flex;
    flex-wrap: wrap;
    gap: 0 8px;
    align-items: center;
  }
  .step .count {
    font-weight: 600;
  }
  progress {
    appearance: none;
    width: 120px;
    height: 6px;
    border: 0;
    border-radius: 3px;
    overflow: hidden;
    background: var(--line);
  }
  progress::-webkit-progress-bar {
    background: var(--line);
  }
  progress::-webkit-progress-value {
    background: var(--accent);
  }
  progress::-moz-progress-bar {
    background: var(--accent);
  }
  .curves {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(min(280px, 100%), 1fr));
    gap: 8px 24px;
  }
  h4 {
    margin: 0;
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    align-items: end;
  }
  .ask label {
    flex: 1 1 200px;
    font: 13px/1.5 var(--mono);
    color: var(--text);
    white-space: pre-wrap;
  }
  .link {
    min-height: 0;
    padding: 0;
    font-size: 13px;
  }
  @media print {
    .bar,
    .files,
    figure .link {
      display: none;
    }
    .code,
    .output,
    .steps {
      max-height: none;
    }
    figure img {
      max-width: 100%;
    }
  }
  @media print {
    .code {
      max-height: none;
      overflow: visible;
    }
    .bar {
      display: none;
    }
  }
`;
