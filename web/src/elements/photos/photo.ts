import { LitElement, css, html } from "lit";
import { drawPicture, shownSize, type Picture } from "./pictures.ts";
import { define } from "../shared/define.ts";

/** A map of how much each part of a photo supports a class: `values` row by row, 0 for not at all. */
export interface Heat {
  values: ArrayLike<number>;
  width: number;
  height: number;
}

/** Black, violet, orange, yellow: from dark to bright for every kind of colour vision. */
const STOPS = [
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
];

function colour(share: number): number[] {
  const place = Math.min(Math.max(share, 0), 1) * (STOPS.length - 1);
  const at = Math.min(Math.floor(place), STOPS.length - 2);
  return STOPS[at]!.map((from, i) => from + (place - at) * (STOPS[at + 1]![i]! - from));
}

/** The side of a map without a photo, in pixels. */
const MAP_SIDE = 224;

/** A photo in its own proportions, with a map of the parts that decided on top; either may be missing. */
export class Photo extends LitElement {
  static override properties = {
    picture: { attribute: false },
    heat: { attribute: false },
    label: { type: String },
  };
  static override styles = css`
    :host {
      display: block;
      aspect-ratio: 1;
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      object-fit: contain;
      border-radius: var(--radius-small);
    }
  `;

  declare picture: Picture | undefined;
  declare heat: Heat | undefined;
  declare label: string;

  constructor() {
    super();
    this.label = "";
  }

  get #size(): [width: number, height: number] {
    return this.picture ? shownSize(this.picture) : [MAP_SIDE, MAP_SIDE];
  }

  override render() {
    const [width, height] = this.#size;
    return html`<canvas width=${width} height=${height} role="img" aria-label=${this.label}></canvas>`;
  }

  override updated(): void {
    const { picture, heat } = this;
    const context = this.renderRoot.querySelector("canvas")!.getContext("2d")!;
    context.clearRect(0, 0, ...this.#size);
    if (picture) drawPicture(context, picture);
    if (heat) this.#overlay(context, heat);
  }

  #overlay(context: CanvasRenderingContext2D, { values, width, height }: Heat): void {
    const small = new OffscreenCanvas(width, height);
    const paint = small.getContext("2d")!;
    const image = paint.createImageData(width, height);
    let most = 1e-12;
    for (let i = 0; i < width * height; i += 1) most = Math.max(most, values[i]!);
    for (let i = 0; i < width * height; i += 1) {
      // Parts that support nothing stay as they are.
      const share = values[i]! / most;
      image.data.set([...colour(share), 255 * Math.min(0.55, 0.75 * share)], 4 * i);
    }
    paint.putImageData(image, 0, 0);
    context.imageSmoothingQuality = "high";
    context.drawImage(small, 0, 0, ...this.#size);
  }
}

define("pupil-photo", Photo);
