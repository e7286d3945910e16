// Any tensor of one sample as pictures, columns or a strip.

import { html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { columns, reach, short, signedRaster, spread } from "./raster.ts";
import { text } from "./texts.ts";

/** The most feature maps that are shown. */
const MOST_MAPS = 32;

/** So many feature maps have room to be larger. */
const FEW_MAPS = 4;

/** `(height, width, channels)` as a small picture for each channel. */
export function maps(lang: Lang, values: ArrayLike<number>, [height, width, count]: readonly [number, number, number]): TemplateResult {
  const shown = Math.min(count, MOST_MAPS);
  const most = reach(values);
  const map = (channel: number) => signedRaster(width, height, (x, y) => values[(y * width + x) * count + channel]!, most);
  return html`<div class="maps ${count <= FEW_MAPS ? "few" : ""}" data-testid="maps">
      ${Array.from({ length: shown }, (_, index) => {
        return html`<pupil-raster .raster=${map(index)} label=${text(lang, "map", { index })}></pupil-raster>`;
      })}
    </div>
    <p class="muted">${text(lang, shown < count ? "mapsShown" : "mapsAll", { shown, count })}</p>`;
}

/** `(steps, numbers)` as a strip of colours, with time from left to right. */
export function strip(lang: Lang, label: string, values: ArrayLike<number>, [steps, rows]: readonly [number, number]): TemplateResult {
  const raster = signedRaster(steps, rows, (x, y) => values[x * rows + y]!, reach(values));
  return html`<div class="strip" data-testid="strip"><pupil-raster fill .raster=${raster} label=${label}></pupil-raster></div>
    <p class="muted">${text(lang, "stripHint", { rows })}</p>`;
}

/** A row of numbers as columns. */
export function vector(lang: Lang, label: string, values: ArrayLike<number>): TemplateResult {
  if (values.length === 1) return html`<p class="value">${short(values[0]!)}</p>`;
  const { low, high } = spread(values);
  return html`<div data-testid="columns">${columns(label, values)}</div>
    <p class="muted">${text(lang, "vectorHint", { count: values.length, low: short(low), high: short(high) })}</p>`;
}

/** The numbers of one sample in the way that fits their shape. */
export function tensorView(lang: Lang, label: string, values: ArrayLike<number>, shape: readonly number[]): TemplateResult {
  const [a = 1, b = 1, ...rest] = shape;
  // Of three dimensions and time, the last axis stays the features.
  if (shape.length >= 4) return maps(lang, values, [a * b, rest.slice(0, -1).reduce((product, size) => product * size, 1), rest.at(-1)!]);
  if (shape.length === 3) return maps(lang, values, [a, b, rest[0]!]);
  if (shape.length === 2 && a > 1 && b > 1) return strip(lang, label, values, [a, b]);
  return vector(lang, label, values);
}
