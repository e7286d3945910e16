import { css } from "lit";

/** Styles of the digits lesson only. */
export const styles = css`
  .draw {
    grid-template-columns: minmax(260px, 380px) minmax(0, 1fr);
    gap: 2rem 3rem;
    align-items: start;
  }
  .tools {
    margin-top: 0.75rem;
  }
  .answer {
    display: grid;
    gap: 1rem;
  }
  .verdict {
    display: flex;
    justify-content: space-between;
    gap: 1rem;
  }
  .guess {
    font-size: 5rem;
    line-height: 1;
    font-weight: 700;
    letter-spacing: -0.03em;
    font-variant-numeric: tabular-nums;
  }
  figure {
    margin: 0;
    width: 112px;
    display: grid;
    gap: 0.4rem;
  }
  figcaption {
    line-height: 1.3;
    font-size: 0.8rem;
  }
  .filters {
    display: grid;
    grid-template-columns: repeat(8, 1fr);
    gap: 5px;
    margin-top: 0.5rem;
    max-width: 320px;
  }
  .mistakes {
    --least: 92px;
  }
  @container (max-width: 790px) {
    .draw {
      grid-template-columns: minmax(0, 1fr);
    }
    .guess {
      font-size: 4rem;
    }
  }
`;
