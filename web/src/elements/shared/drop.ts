// A place to drop files on.

import { html, type TemplateResult } from "lit";
import { chosenFiles } from "./dropped.ts";

/** A zone with a hint, a button to choose files instead, and a message below it. */
export function dropZone(options: {
  hint: string;
  choose: string;
  testid: string;
  /** The kinds of files that the browser's dialogue offers; all by default. */
  accept?: string;
  take: (files: File[]) => void;
  /** Handles a drop itself, for example of folders, instead of `take`. */
  drop?: (data: DataTransfer) => void;
  content?: unknown;
}): TemplateResult {
  const { hint, choose, testid, accept = "", take, drop, content = "" } = options;
  return html`<div
    class="drop"
    @dragover=${(event: DragEvent) => event.preventDefault()}
    @drop=${(event: DragEvent) => {
      event.preventDefault();
      if (!event.dataTransfer) return;
      if (drop) drop(event.dataTransfer);
      else take([...event.dataTransfer.files]);
    }}
  >
    <p>
      ${hint}
      <label class="file">
        ${choose}
        <input
          type="file"
          multiple
          accept=${accept}
          data-testid=${testid}
          @change=${(event: Event) => take(chosenFiles(event))}
        />
      </label>
    </p>
    ${content}
  </div>`;
}
