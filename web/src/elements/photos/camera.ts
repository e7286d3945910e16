import { LitElement, css, html } from "lit";
import { define } from "../shared/define.ts";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import type { Picture } from "./pictures.ts";
import { text, type TextKey } from "./texts.ts";

/** Milliseconds between the pictures of a live camera. */
const LIVE_EVERY = 200;

/** The question for the camera that the visitor has not answered yet. */
let asking: Promise<MediaStream> | undefined;

const stop = (stream: MediaStream | undefined): void => stream?.getTracks().forEach((track) => track.stop());

/** A stream of the camera. Views that wait for the visitor's permission share one question, and each gets its own stream. */
async function streamOf(): Promise<MediaStream> {
  if (!navigator.mediaDevices) throw new DOMException("", "InsecureError");
  // Of a phone's cameras, the one that looks away from the visitor.
  const asked = (asking ??= navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 640, facingMode: "environment" } }));
  try {
    const stream = await asked;
    // By then, all views that wait have theirs.
    if (asking === asked) setTimeout(() => stop(stream));
    return stream.clone();
  } finally {
    if (asking === asked) asking = undefined;
  }
}

/** Why the camera cannot be used, by the name of the browser's error. */
const REASONS: Record<string, TextKey> = {
  InsecureError: "cameraInsecure",
  NotAllowedError: "cameraForbidden",
  NotFoundError: "cameraMissing",
  NotReadableError: "cameraBusy",
};

/**
 * A view of the camera. Fires `tick` for each picture that the camera takes, to `grab` or `shoot` it. It has a button,
 * which fires `shot` (`detail`: a JPEG blob), unless it is `bare`. With `live`, it also fires `frame` (like `shot`)
 * several times a second. What it contains lies over the picture.
 */
export class Camera extends LitElement {
  static override properties = { lang: { type: String }, live: { type: Boolean }, bare: { type: Boolean } };
  static override styles = [
    theme,
    css`
      .view {
        position: relative;
      }
      video {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        object-fit: cover;
        border-radius: var(--radius);
        background: #000;
      }
      p {
        padding: 8px;
        font-size: 15px;
        line-height: 1.4;
        text-align: center;
      }
      ::slotted(*) {
        position: absolute;
        inset: 0;
      }
      .row {
        margin-top: 0.5rem;
      }
    `,
  ];

  declare lang: Lang;
  declare live: boolean;
  declare bare: boolean;
  #stream: MediaStream | undefined;
  #failed: Error | undefined;
  #frames: ReturnType<typeof setInterval> | undefined;
  #canvas: HTMLCanvasElement | undefined;
  /** Where pictures are read from: a video that is scrolled out of view gives black ones. */
  #video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  /** The time of the last picture. */
  #ticked = -1;
  /** Counts how often the view came and went, so that a stream that arrives late is recognised. */
  #turns = 0;

  constructor() {
    super();
    this.lang = "en";
    this.live = this.bare = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#turns += 1;
    clearInterval(this.#frames);
    stop(this.#stream);
    this.#stream = undefined;
    this.#video.srcObject = null;
  }

  async #open(): Promise<void> {
    const turn = (this.#turns += 1);
    this.#failed = undefined;
    try {
      const stream = await streamOf();
      // The camera may have been closed while the browser asked the visitor for permission.
      if (turn !== this.#turns) return stop(stream);
      this.#stream = stream;
      await this.updateComplete;
      this.renderRoot.querySelector("video")!.srcObject = stream;
      this.#video.srcObject = stream;
      await this.#video.play();
      if (turn !== this.#turns) return;
      this.#tick();
      if (this.live) this.#frames = setInterval(() => this.#shoot("frame"), LIVE_EVERY);
    } catch (error) {
      if (turn !== this.#turns) return;
      this.#failed = error instanceof Error ? error : new Error(String(error));
      this.requestUpdate();
    }
  }

  /** Why there is no picture, in words. */
  get #reason(): string {
    if (!this.#failed) return "";
    const { name, message } = this.#failed;
    const key = REASONS[name];
    return key ? text(this.lang, key) : text(this.lang, "noCamera", { reason: message || name });
  }

  #tick = (): void => {
    if (!this.#stream) return;
    const { videoWidth, currentTime } = this.#video;
    if (videoWidth && currentTime !== this.#ticked && !document.hidden) this.dispatchEvent(new Event("tick"));
    this.#ticked = currentTime;
    requestAnimationFrame(this.#tick);
  };

  /** Draws the square in the middle of the picture; undefined if there is none yet. */
  #draw(canvas: HTMLCanvasElement, side: number | undefined): CanvasRenderingContext2D | undefined {
    if (!this.#stream) return undefined;
    const video = this.#video;
    const whole = Math.min(video.videoWidth, video.videoHeight);
    if (!whole || document.hidden) return undefined;
    const size = side ?? whole;
    if (canvas.width !== size || canvas.height !== size) canvas.width = canvas.height = size;
    const [left, top] = [(video.videoWidth - whole) / 2, (video.videoHeight - whole) / 2];
    const context = canvas.getContext("2d", { willReadFrequently: true })!;
    context.imageSmoothingQuality = "high";
    context.drawImage(video, left, top, whole, whole, 0, 0, size, size);
    return context;
  }

  /** What the camera sees, as numbers; undefined if there is no picture yet. */
  grab(side: number): Picture | undefined {
    const context = this.#draw((this.#canvas ??= document.createElement("canvas")), side);
    if (!context) return undefined;
    const { data } = context.getImageData(0, 0, side, side);
    const pixels = new Uint8Array(side * side * 3);
    for (let i = 0, at = 0; i < data.length; i += 4) {
      pixels[at++] = data[i]!;
      pixels[at++] = data[i + 1]!;
      pixels[at++] = data[i + 2]!;
    }
    const whole = Math.min(this.#video.videoWidth, this.#video.videoHeight);
    return { pixels, side, width: whole, height: whole };
  }

  /** What the camera sees, as a JPEG file, by default in its own size; undefined if there is no picture yet. */
  shoot(side?: number): Promise<Blob | undefined> {
    const canvas = document.createElement("canvas");
    if (!this.#draw(canvas, side)) return Promise.resolve(undefined);
    return new Promise((resolve) => canvas.toBlob((blob) => resolve(blob ?? undefined), "image/jpeg", 0.92));
  }

  #shoot(kind: "shot" | "frame"): void {
    void this.shoot().then((blob) => blob && this.dispatchEvent(new CustomEvent(kind, { detail: blob })));
  }

  override render() {
    const t = (key: Parameters<typeof text>[1]) => text(this.lang, key);
    return html`${this.#failed
        ? html`<p role="alert">${this.#reason}</p>`
        : html`<div class="view"><video autoplay muted playsinline aria-label=${t("cameraView")}></video><slot></slot></div>`}
      ${this.bare
        ? ""
        : html`<div class="row">
            <button class="primary" data-testid="shoot" ?disabled=${this.#failed} @click=${() => this.#shoot("shot")}>${t("shoot")}</button>
          </div>`}`;
  }
}

define("pupil-camera", Camera);
