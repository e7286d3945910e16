import { LitElement, css, html } from "lit";
import { define } from "../shared/define.ts";

/** A small grey picture: numbers from 0 (black) to 1 (white), shown pixel by pixel. */
export class Picture extends LitElement {
  static override properties = { pixels: { attribute: false }, side: { type: Number }, label: { type: String } };
  static override styles = css`
    :host {
      display: block;
      aspect-ratio: 1;
    }
    canvas {
      display: block;
      width: 100%;
      height: 100%;
      image-rendering: pixelated;
      border-radius: 6px;
      background: #000;
    }
  `;

  declare pixels: ArrayLike<number> | undefined;
  declare side: number;
  declare label: string;

  constructor() {
    super();
    this.side = 28;
    this.label = "";
  }

  override render() {
    return html`<canvas width=${this.side} height=${this.side} role=${this.label ? "img" : "presentation"} aria-label=${this.label}></canvas>`;
  }

  override updated(): void {
    const context = this.renderRoot.querySelector("canvas")!.getContext("2d")!;
    const image = context.createImageData(this.side, this.side);
    for (let i = 0; i < this.side * this.side; i += 1) {
      const grey = 255 * (this.pixels?.[i] ?? 0);
      image.data.set([grey, grey, grey, 255], 4 * i);
    }
    context.putImageData(image, 0, 0);
  }
}

define("pupil-picture", Picture);
