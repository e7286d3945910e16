// The cards of the visitor's classes, and the ways to add photos.

import { css, html, type TemplateResult } from "lit";
import { chosenFiles, dropped, type FoundFile } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Collection, PhotoClass, Shot } from "./collection.ts";
import { chosen } from "./sources.ts";
import { text, type TextKey } from "./texts.ts";

/** The functions that the view calls. */
export interface ClassActions {
  /** Adds files: to a class, or to the classes that their folders name. */
  collect(listing: Promise<FoundFile[]>, to: PhotoClass | undefined): void;
  /** The visitor begins to hold the button that records. */
  record(of: PhotoClass): void;
  /** The visitor holds the button of this class no longer. */
  stop(of: PhotoClass): void;
  /** Takes one photo. */
  shoot(of: PhotoClass): void;
  rename(of: PhotoClass, name: string): void;
  remove(of: PhotoClass): void;
  removeShot(of: PhotoClass, shot: Shot): void;
  look(shot: Shot): void;
  add(): void;
  forget(): void;
}

/** The newest photos that a card shows. */
const THUMBS = 7;

const taken = (event: Event): Promise<FoundFile[]> => Promise.resolve(chosen(chosenFiles(event)));

function thumbs(lang: Lang, one: PhotoClass, actions: ClassActions): TemplateResult | "" {
  if (!one.shots.length) return "";
  const hidden = one.shots.length - THUMBS;
  return html`<ul class="thumbs">
    ${one.shots.slice(-THUMBS).map(
      (shot) => html`<li>
        <button class="thumb" aria-label=${text(lang, "lookAt", { name: shot.name })} @click=${() => actions.look(shot)}>
          <img src=${shot.url} alt="" width="36" height="36" />
        </button>
        <button class="drop-thumb" aria-label=${text(lang, "removePhoto", { name: shot.name })} @click=${() => actions.removeShot(one, shot)}>
          <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 4l8 8M12 4L4 12" /></svg>
        </button>
      </li>`,
    )}
    ${hidden > 0 ? html`<li class="muted">${text(lang, "morePhotos", { count: hidden.toLocaleString(lang) })}</li>` : ""}
  </ul>`;
}

function card(lang: Lang, one: PhotoClass, number: number, recording: boolean, actions: ClassActions): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const end = () => actions.stop(one);
  return html`<li
    class="card"
    data-testid="class-${number}"
    @dragover=${(event: DragEvent) => event.preventDefault()}
    @drop=${(event: DragEvent) => {
      if (!event.dataTransfer) return;
      event.preventDefault();
      event.stopPropagation();
      actions.collect(dropped(event.dataTransfer), one);
    }}
  >
    <div class="head">
      <input
        type="text"
        aria-label=${t("className", { number: number + 1 })}
        .value=${one.name}
        @change=${(event: Event) => actions.rename(one, (event.target as HTMLInputElement).value)}
      />
      <span class="muted count">${t("photosOf", { count: one.shots.length.toLocaleString(lang) })}</span>
      <button class="icon" aria-label=${t("removeClass", { name: one.name })} title=${t("removeClass", { name: one.name })} @click=${() => actions.remove(one)}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 3l10 10M13 3L3 13" /></svg>
      </button>
    </div>
    <div class="row">
      <button
        class=${recording ? "record on" : "record"}
        data-testid="record-${number}"
        aria-label=${t("recordFor", { name: one.name })}
        aria-pressed=${recording ? "true" : "false"}
        @pointerdown=${(event: PointerEvent) => {
          if (event.button !== 0) return;
          (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
          actions.record(one);
        }}
        @pointerup=${end}
        @pointercancel=${end}
        @keydown=${(event: KeyboardEvent) => {
          if (event.key !== " " && event.key !== "Enter") return;
          event.preventDefault();
          if (!event.repeat) actions.record(one);
        }}
        @keyup=${end}
        @blur=${end}
        @contextmenu=${(event: Event) => event.preventDefault()}
        @click=${(event: MouseEvent) => event.detail === 0 && actions.shoot(one)}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="5" /></svg>
        ${t("record")}
      </button>
      <label class="file" title=${t("addToFor", { name: one.name })}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 3v10M3 8h10" /></svg>
        <span class="word">${t("addTo")}</span>
        <input
          type="file"
          accept="image/*,.zip"
          multiple
          aria-label=${t("addToFor", { name: one.name })}
          data-testid="files-${number}"
          @change=${(event: Event) => actions.collect(taken(event), one)}
        />
      </label>
    </div>
    ${thumbs(lang, one, actions)}
  </li>`;
}

/** The cards, the ways to add classes, and the files that could not be read. */
export function classesView(lang: Lang, collection: Collection, recording: PhotoClass | undefined, actions: ClassActions): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const { classes, bad, reading, count } = collection;
  return html`<div class="class-bar">
      <h3 class="title">${t("classes")}</h3>
      <button data-testid="add-class" @click=${() => actions.add()}>
        <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2v12M2 8h12" /></svg>
        ${t("addClass")}
      </button>
    </div>
    ${reading ? html`<p class="muted" role="status" data-testid="reading">${t("reading", { ...reading })}</p>` : ""}
    <ul class="cards">
      ${classes.map((one, number) => card(lang, one, number, one === recording, actions))}
    </ul>
    <div class="row">
      <label class="file">
        ${t("chooseFolder")}
        <input type="file" webkitdirectory data-testid="folder" @change=${(event: Event) => actions.collect(taken(event), undefined)} />
      </label>
      <label class="file">
        ${t("chooseFiles")}
        <input type="file" multiple accept="image/*,.zip" data-testid="drop" @change=${(event: Event) => actions.collect(taken(event), undefined)} />
      </label>
    </div>
    ${count
      ? html`<p class="muted">
          ${t("keptPhotos")} <button class="link" data-testid="forget-photos" @click=${() => actions.forget()}>${t("forgetPhotos")}</button>
        </p>`
      : ""}
    ${bad.length
      ? html`<details data-testid="bad">
          <summary>${t("badFiles", { count: bad.length })}</summary>
          <ul class="bad">
            ${bad.map((one) => html`<li>${one}</li>`)}
          </ul>
        </details>`
      : ""}`;
}

export const classStyles = css`
  /* A class can always be added, however long the list is. */
  .class-bar {
    position: sticky;
    top: -12px;
    z-index: 1;
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin: -12px 0 0;
    padding: 8px 0 4px;
    background: var(--bg);
  }
  .class-bar .title {
    font-size: 13px;
    font-weight: 600;
    color: var(--muted);
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 260px), 1fr));
    gap: 0 16px;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .card {
    display: grid;
    gap: 4px;
    align-content: start;
    min-width: 0;
    padding: 4px 0 8px;
    border-bottom: 1px solid var(--line);
  }
  .card .head {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto;
    gap: 8px;
    align-items: center;
  }
  .card input[type="text"] {
    min-height: 32px;
    padding: 0 4px;
    border-color: transparent;
    background: none;
    font-size: 15px;
    font-weight: 600;
  }
  .card input[type="text"]:hover {
    border-color: var(--line);
  }
  .card .count {
    font-size: 13px;
    white-space: nowrap;
  }
  .card button,
  .card .file,
  .below .row > *,
  .class-bar button {
    min-height: 32px;
    font-size: 13px;
  }
  .class-bar svg,
  .card .row svg {
    width: 14px;
    height: 14px;
    stroke: currentColor;
    stroke-width: 1.6;
  }
  .card .row .record svg {
    fill: var(--bad);
    stroke: none;
  }
  .record {
    touch-action: none;
    user-select: none;
    -webkit-user-select: none;
  }
  .record.on {
    border-color: var(--bad);
    background: var(--bad-soft);
  }
  .thumbs {
    display: flex;
    flex-wrap: wrap;
    gap: 4px;
    align-items: center;
    margin: 0;
    padding: 0;
    list-style: none;
  }
  .thumbs li {
    position: relative;
  }
  .thumbs .thumb {
    display: block;
    width: 36px;
    min-height: 36px;
    height: 36px;
    padding: 0;
    overflow: hidden;
  }
  .thumbs img {
    display: block;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .thumbs .drop-thumb {
    position: absolute;
    top: -4px;
    right: -4px;
    width: 20px;
    min-height: 20px;
    height: 20px;
    padding: 0;
    border-radius: 10px;
    opacity: 0;
  }
  .thumbs li:hover .drop-thumb,
  .drop-thumb:focus-visible {
    opacity: 1;
  }
  .drop-thumb svg {
    width: 10px;
    height: 10px;
    stroke: currentColor;
    stroke-width: 2;
  }
  @container (max-width: 760px) {
    .cards {
      grid-template-columns: repeat(2, minmax(0, 1fr));
    }
    .card .head {
      grid-template-columns: minmax(0, 1fr) auto;
      gap: 0 4px;
    }
    .card .count {
      grid-column: 1 / -1;
      grid-row: 2;
      padding-left: 5px;
    }
    .card .row {
      flex-wrap: nowrap;
    }
    .card .row > * {
      padding: 0 8px;
    }
    .card .record {
      flex: 1;
    }
    .card .word {
      display: none;
    }
  }
  .bad {
    max-height: 10rem;
    margin: 0.4rem 0 0;
    padding-left: 1.2rem;
    overflow-y: auto;
    font-size: 13px;
    color: var(--muted);
    overflow-wrap: anywhere;
  }
`;
