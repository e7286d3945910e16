import { css } from "lit";

/** Styles of the photos lesson only. */
export const styles = css`
  .look {
    grid-template-columns: minmax(260px, 380px) minmax(0, 1fr);
    gap: 2rem 3rem;
    align-items: start;
  }
  .stage {
    position: relative;
    display: grid;
    place-items: center;
    aspect-ratio: 1;
    border: 2px dashed var(--line);
    border-radius: 14px;
    background: var(--surface);
    color: var(--muted);
    text-align: center;
    overflow: hidden;
  }
  .stage p {
    padding: 1.5rem;
  }
  .stage.full {
    border-style: solid;
  }
  .stage pupil-photo {
    position: absolute;
    inset: 0;
  }
  .tools {
    margin-top: 0.75rem;
  }
  .answer {
    display: grid;
    gap: 1rem;
  }
  .guess {
    font-size: 3.4rem;
    line-height: 1.1;
    font-weight: 700;
    letter-spacing: -0.02em;
    overflow-wrap: anywhere;
  }
  .check {
    display: inline-flex;
    gap: 0.5em;
    align-items: center;
    min-height: 40px;
    color: var(--text);
    font-size: 0.94rem;
  }
  .check input {
    width: 18px;
    min-height: 18px;
    height: 18px;
    accent-color: var(--accent);
  }
  fieldset {
    margin: 0;
    padding: 0.75rem 1rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    min-width: 0;
  }
  legend {
    padding: 0 0.4em;
    font-size: 0.9rem;
  }
  .classes {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr));
    gap: 1rem;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .class {
    display: grid;
    gap: 0.6rem;
    align-content: start;
    padding: 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .class .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    gap: 0.5rem;
    align-items: center;
  }
  .thumbs,
  .previews {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 5px;
    min-height: 2rem;
  }
  .previews {
    max-width: 420px;
    margin-top: 0.4rem;
  }
  .bad {
    max-height: 10rem;
    margin: 0.4rem 0 0;
    padding-left: 1.2rem;
    overflow-y: auto;
    font-size: 0.86rem;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
  .per-class {
    display: flex;
    flex-wrap: wrap;
    gap: 0.4rem 1.2rem;
    margin: 0;
    padding: 0;
    list-style: none;
    color: var(--muted);
  }
  .mistakes {
    --least: 112px;
  }
  @container (max-width: 790px) {
    .look {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
