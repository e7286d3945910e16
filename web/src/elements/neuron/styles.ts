import { css } from "lit";

/** The stage's own layout: a large plane in the answer pane, and the settings over the input pane, so that the answer stays in view. */
export const styles = css`
  .pane.network .view {
    gap: 4px;
  }
  .hint {
    min-height: 40px;
    max-height: 40px;
    overflow: hidden;
    font-size: 13px;
    line-height: 20px;
    font-variant-numeric: tabular-nums;
  }
  .plane-hint {
    font-size: 13px;
    line-height: 18px;
  }
  .challenge {
    padding-left: 8px;
    border-left: 2px solid var(--muted);
    font-size: 13px;
    line-height: 18px;
  }
  .challenge.won {
    border-color: var(--accent);
    color: var(--accent);
  }
  pupil-plane {
    flex: none;
  }
  pupil-table-lab {
    scroll-margin-top: var(--stage-above, 16px);
  }
  .drawer {
    inset: 0 auto 0 0;
    /* As wide as the input pane. */
    width: calc(100% / 4.35);
    min-width: 264px;
    border-left: 0;
    border-right: 1px solid var(--line);
    box-shadow: 8px 0 24px rgb(0 0 0 / 12%);
  }
  .form.narrow {
    display: none;
  }
  pupil-ways-lab {
    display: grid;
    gap: 16px;
    min-width: 0;
  }
  @container (max-width: 760px) {
    .drawer {
      inset: auto 0 0;
      width: auto;
      border-right: 0;
    }
    .form.narrow {
      display: grid;
    }
    .challenge {
      display: none;
    }
    .hint {
      min-height: 20px;
      max-height: 20px;
      white-space: nowrap;
      text-overflow: ellipsis;
    }
  }
`;
