import { LitElement, css, html } from "lit";
import { define } from "../shared/define.ts";
import { theme } from "../shared/theme.ts";
import type { Lang } from "../shared/i18n.ts";
import { readPicture, readStrokes, writePicture, writeStrokes, type Point, type Stroke } from "./strokes.ts";
import { text } from "./texts.ts";

/** Pixels of the drawing, across and down. */
export const PAD_SIZE = 280;

/** The eraser is wider than the brush, so that a line is gone in one go. */
const ERASER = 34;

/** MNIST's strokes are about a tenth of a digit's height; on this pad that is 20 to 24 pixels. */
const BRUSH = 22;

/**
 * A pad for drawing. Fires `ink` during and after a stroke; `detail.final` is true at the end of a stroke. `hint` and
 * `label` replace the texts about digits. With `fresh`, a first stroke replaces a picture that is shown. With `erases`,
 * strokes rub out instead.
 */
export class DrawingPad extends LitElement {
  static override properties = { lang: { type: String }, hint: { type: String }, label: { type: String }, fresh: { type: Boolean }, erases: { type: Boolean } };
  static override styles = [
    theme,
    css`
      .frame {
        position: relative;
        aspect-ratio: 1;
        width: 100%;
      }
      canvas {
        width: 100%;
        height: 100%;
        display: block;
        border-radius: 14px;
        background: #000;
        touch-action: none;
        cursor: crosshair;
        box-shadow: 0 0 0 1px var(--line);
      }
      .hint {
        position: absolute;
        inset: 0;
        display: grid;
        place-items: center;
        color: #d8d8d8;
        font-size: 22px;
        pointer-events: none;
      }
      .hint.low {
        inset: auto auto 6px 10px;
        font-size: 13px;
      }
    `,
  ];

  declare lang: Lang;
  declare hint: string;
  declare label: string;
  declare fresh: boolean;
  declare erases: boolean;
  #strokes: Stroke[] = [];
  #picture: Uint8ClampedArray | undefined;
  /** The numbers of the picture, if there are 28 x 28. */
  #pixels: Float32Array | undefined;
  #pointer: number | undefined;
  /** True while the strokes on the pad are a demonstration, which ends when the visitor draws. */
  #shown = false;

  constructor() {
    super();
    this.lang = "en";
    this.hint = this.label = "";
    this.fresh = this.erases = false;
  }

  get #canvas(): HTMLCanvasElement {
    return this.renderRoot.querySelector("canvas")!;
  }

  get #context(): CanvasRenderingContext2D {
    return this.#canvas.getContext("2d", { willReadFrequently: true })!;
  }

  get empty(): boolean {
    return this.#strokes.length === 0 && !this.#picture;
  }

  /** The drawing, one byte for each pixel: 0 for paper, 255 for ink. */
  ink(): Uint8Array {
    const { data } = this.#context.getImageData(0, 0, PAD_SIZE, PAD_SIZE);
    return Uint8Array.from({ length: PAD_SIZE * PAD_SIZE }, (_, i) => data[4 * i]!);
  }

  /** The drawing as text, for a link: `picture_strokes`; empty for an empty pad and for the demonstration. */
  get drawing(): string {
    if (this.#shown) return "";
    const picture = this.#picture && this.#pixels ? `${writePicture(this.#pixels)}_` : "";
    return picture + writeStrokes(this.#strokes, PAD_SIZE);
  }

  /** Shows the drawing of such a text. */
  set drawing(text: string) {
    const [strokes = "", picture] = text.split("_").toReversed();
    const pixels = picture === undefined ? undefined : readPicture(picture);
    const read = readStrokes(strokes, PAD_SIZE);
    if (!pixels && !read.length) return;
    if (pixels) this.show(pixels, 28);
    else this.#picture = this.#pixels = undefined;
    [this.#strokes, this.#shown] = [read, false];
    this.#draw();
    this.#changed(true);
  }

  /** Shows a grey picture of `side` by `side` numbers from 0 to 1 instead of strokes. */
  show(pixels: Float32Array, side: number): void {
    const small = new OffscreenCanvas(side, side);
    const context = small.getContext("2d")!;
    const image = context.createImageData(side, side);
    pixels.forEach((value, i) => image.data.set([255 * value, 255 * value, 255 * value, 255], 4 * i));
    context.putImageData(image, 0, 0);
    this.#endDemonstration();
    this.#strokes = [];
    this.#context.imageSmoothingEnabled = true;
    this.#context.drawImage(small, 0, 0, PAD_SIZE, PAD_SIZE);
    this.#picture = this.#context.getImageData(0, 0, PAD_SIZE, PAD_SIZE).data;
    this.#pixels = side === 28 ? pixels : undefined;
    this.#changed(true);
  }

  /**
   * Draws a stroke of places from 0 to 1 by itself in so many milliseconds. The visitor's first stroke replaces it.
   * Resolves to false if the visitor came first.
   */
  async demonstrate(places: readonly (readonly [number, number])[], milliseconds: number): Promise<boolean> {
    if (!this.empty) return false;
    await this.updateComplete;
    const stroke: Point[] = [];
    [this.#strokes, this.#shown] = [[{ points: stroke, erases: false }], true];
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const started = performance.now();
    return new Promise((resolve) => {
      const draw = () => {
        if (!this.#shown) return resolve(false);
        const share = still ? 1 : Math.min(1, (performance.now() - started) / milliseconds);
        const count = Math.max(1, Math.ceil(share * places.length));
        while (stroke.length < count) stroke.push(places[stroke.length]!.map((place) => place * PAD_SIZE) as Point);
        this.#draw();
        this.#changed(share === 1);
        if (share === 1) resolve(true);
        else requestAnimationFrame(draw);
      };
      draw();
    });
  }

  /** Ends a demonstration; its drawing goes. */
  #endDemonstration(): void {
    if (!this.#shown) return;
    this.#shown = false;
    this.#strokes = [];
  }

  /** The visitor goes on with the demonstration's drawing. */
  #adoptDemonstration(): void {
    this.#shown = false;
  }

  clear(): void {
    this.#endDemonstration();
    this.#pointer = undefined;
    this.#strokes = [];
    this.#picture = undefined;
    this.#draw();
    this.#changed(true);
  }

  undo(): void {
    this.#endDemonstration();
    this.#pointer = undefined;
    if (this.#strokes.length) this.#strokes.pop();
    else this.#picture = undefined;
    this.#draw();
    this.#changed(true);
  }

  #changed(final: boolean): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("ink", { detail: { final } }));
  }

  #draw(): void {
    const context = this.#context;
    context.fillStyle = "#000";
    context.fillRect(0, 0, PAD_SIZE, PAD_SIZE);
    if (this.#picture) context.putImageData(new ImageData(this.#picture as Uint8ClampedArray<ArrayBuffer>, PAD_SIZE), 0, 0);
    context.lineCap = context.lineJoin = "round";
    // A soft edge, as in ink that was scanned at a low resolution.
    context.shadowBlur = 2;
    for (const { points: stroke, erases } of this.#strokes) {
      context.strokeStyle = context.shadowColor = erases ? "#000" : "#fff";
      context.lineWidth = erases ? ERASER : BRUSH;
      context.beginPath();
      context.moveTo(...stroke[0]!);
      // Curves through the middles between points, which are smooth at any speed of the hand.
      for (let i = 1; i < stroke.length - 1; i += 1) {
        const [x, y] = stroke[i]!;
        const [nextX, nextY] = stroke[i + 1]!;
        context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
      }
      context.lineTo(...stroke.at(-1)!);
      context.stroke();
    }
    context.shadowBlur = 0;
  }

  #point(event: PointerEvent): Point {
    const box = this.#canvas.getBoundingClientRect();
    return [((event.clientX - box.left) / box.width) * PAD_SIZE, ((event.clientY - box.top) / box.height) * PAD_SIZE];
  }

  #down = (event: PointerEvent): void => {
    if (this.#pointer !== undefined || event.button !== 0) return;
    event.preventDefault();
    this.#canvas.focus();
    this.#pointer = event.pointerId;
    this.#canvas.setPointerCapture(event.pointerId);
    if (this.fresh) this.#picture = undefined;
    if (this.erases) this.#adoptDemonstration();
    else this.#endDemonstration();
    this.#strokes.push({ points: [this.#point(event)], erases: this.erases });
    this.#draw();
    this.#changed(false);
  };

  #move = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    const { points: stroke } = this.#strokes.at(-1)!;
    for (const part of event.getCoalescedEvents?.() ?? []) stroke.push(this.#point(part));
    stroke.push(this.#point(event));
    this.#draw();
    this.#changed(false);
  };

  #up = (event: PointerEvent): void => {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = undefined;
    this.#changed(true);
  };

  #key = (event: KeyboardEvent): void => {
    const undo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey);
    if (undo) this.undo();
    else if (event.key === "Escape" || event.key === "Delete" || event.key === "Backspace") this.clear();
    else return;
    event.preventDefault();
  };

  override render() {
    return html`<div class="frame">
      <canvas
        width=${PAD_SIZE}
        height=${PAD_SIZE}
        tabindex="0"
        role="img"
        data-testid="pad"
        aria-label=${this.label || text(this.lang, "padLabel")}
        @pointerdown=${this.#down}
        @pointermove=${this.#move}
        @pointerup=${this.#up}
        @pointercancel=${this.#up}
        @keydown=${this.#key}
      ></canvas>
      ${this.empty || this.#shown ? html`<div class="hint ${this.#shown ? "low" : ""}" aria-hidden="true">${this.hint || text(this.lang, "drawHere")}</div>` : ""}
    </div>`;
  }
}

define("pupil-drawing-pad", DrawingPad);
