import { css } from "lit";

/** A third colour, for what two do not tell apart. */
export const palette = css`
  :host {
    --third: light-dark(#0b7a6f, #5ed1c2);
  }
`;
