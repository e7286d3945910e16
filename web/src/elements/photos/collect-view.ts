// The visitor's classes and photos, and the controls to add more.

import { html, type TemplateResult } from "lit";
import { dropZone } from "../shared/drop.ts";
import { chosenFiles, dropped } from "../shared/dropped.ts";
import type { Lang } from "../shared/i18n.ts";
import type { Collection, PhotoClass } from "./collection.ts";
import "./photo.ts";
import { chosen } from "./sources.ts";
import { text, type TextKey } from "./texts.ts";

/** The functions that the view calls. */
export interface CollectActions {
  /** Adds files: to a class, or to the classes that their folders name. */
  collect(listing: Promise<{ file: File; path: string }[]>, to: PhotoClass | undefined): void;
  /** Opens or closes the camera of a class. */
  camera(of: PhotoClass): void;
  /** The camera, if it is open for this class. */
  cameraView(of: PhotoClass): unknown;
  /** A class was renamed or removed. */
  changed(): void;
}

const taken = (event: Event): Promise<{ file: File; path: string }[]> => Promise.resolve(chosen(chosenFiles(event)));

function classView(lang: Lang, collection: Collection, one: PhotoClass, number: number, actions: CollectActions): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const camera = actions.cameraView(one);
  return html`<li class="class" data-testid="class-${number}">
    <div class="head">
      <input
        type="text"
        aria-label=${t("className", { number: number + 1 })}
        .value=${one.name}
        @change=${(event: Event) => {
          one.name = (event.target as HTMLInputElement).value.trim() || one.name;
          actions.changed();
        }}
      />
      <button
        aria-label=${t("removeClass", { name: one.name })}
        @click=${() => {
          collection.remove(one);
          actions.changed();
        }}
      >
        ${t("remove")}
      </button>
    </div>
    <div class="thumbs">${one.thumbs.map((picture) => html`<pupil-photo .picture=${picture} label=${one.name}></pupil-photo>`)}</div>
    ${camera}
    <div class="row">
      <label class="file">
        ${t("addTo")}
        <input type="file" accept="image/*" multiple @change=${(event: Event) => actions.collect(taken(event), one)} />
      </label>
      <button @click=${() => actions.camera(one)}>${t(camera ? "closeCamera" : "shotsFor")}</button>
      <span class="muted">${t("photosOf", { count: one.shots.length.toLocaleString(lang) })}</span>
    </div>
  </li>`;
}

/** The drop zone for folders, zip files and photos, the classes, and the files that could not be read. */
export function collectView(lang: Lang, collection: Collection, actions: CollectActions): TemplateResult {
  const t = (key: TextKey, values = {}) => text(lang, key, values);
  const { classes, bad } = collection;
  return html`${dropZone({
      hint: t("dropFolders"),
      choose: t("chooseFiles"),
      testid: "drop",
      take: (files) => actions.collect(Promise.resolve(chosen(files)), undefined),
      drop: (data) => actions.collect(dropped(data), undefined),
      content: html`<p>
        <label class="file">
          ${t("chooseFolder")}
          <input
            type="file"
            webkitdirectory
            data-testid="folder"
            @change=${(event: Event) => actions.collect(taken(event), undefined)}
          />
        </label>
        <button data-testid="add-class" @click=${() => collection.addClass(lang)}>${t("addClass")}</button>
      </p>`,
    })}
    ${classes.length
      ? html`<ul class="classes">
          ${classes.map((one, number) => classView(lang, collection, one, number, actions))}
        </ul>`
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
