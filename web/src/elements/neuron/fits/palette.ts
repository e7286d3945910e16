import { css } from "lit";

/** A third colour, for charts that need more than two. */
export const palette = css`
  :host {
    --third: light-dark(#0b7a6f, #5ed1c2);
  }
`;
