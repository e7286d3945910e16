import { LitElement, css, html } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { theme } from "../shared/theme.ts";
import { text } from "./texts.ts";

/** Milliseconds between the pictures of a live camera. */
const LIVE_EVERY = 200;

/**
 * A view of the camera and a button. Fires `shot` (`detail`: a JPEG blob) for each picture. With `live`, it also fires
 * `frame` several times a second.
 */
export class Camera extends LitElement {
  static override properties = { lang: { type: String }, live: { type: Boolean } };
  static override styles = [
    theme,
    css`
      video {
        display: block;
        width: 100%;
        aspect-ratio: 1;
        object-fit: cover;
        border-radius: var(--radius);
        background: #000;
      }
      .row {
        margin-top: 0.5rem;
      }
    `,
  ];

  declare lang: Lang;
  declare live: boolean;
  #stream: MediaStream | undefined;
  #failed = "";
  #frames: ReturnType<typeof setInterval> | undefined;

  constructor() {
    super();
    this.lang = "en";
    this.live = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#open();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#frames);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
  }

  async #open(): Promise<void> {
    try {
      if (!navigator.mediaDevices) throw new Error("HTTPS");
      const stream = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 640 } });
      // The camera may have been closed while the browser asked the visitor for permission.
      if (!this.isConnected) {
        for (const track of stream.getTracks()) track.stop();
        return;
      }
      this.#stream = stream;
      await this.updateComplete;
      this.renderRoot.querySelector("video")!.srcObject = stream;
      if (this.live) this.#frames = setInterval(() => this.#shoot("frame"), LIVE_EVERY);
    } catch (error) {
      this.#failed = text(this.lang, "noCamera", { reason: error instanceof Error ? error.message : String(error) });
      this.requestUpdate();
    }
  }

  #shoot(kind: "shot" | "frame"): void {
    const video = this.renderRoot.querySelector("video")!;
    const side = Math.min(video.videoWidth, video.videoHeight);
    if (!side || document.hidden) return;
    const canvas = document.createElement("canvas");
    canvas.width = canvas.height = side;
    const [left, top] = [(video.videoWidth - side) / 2, (video.videoHeight - side) / 2];
    canvas.getContext("2d")!.drawImage(video, left, top, side, side, 0, 0, side, side);
    canvas.toBlob((blob) => blob && this.dispatchEvent(new CustomEvent(kind, { detail: blob })), "image/jpeg", 0.92);
  }

  override render() {
    const t = (key: Parameters<typeof text>[1]) => text(this.lang, key);
    return html`${this.#failed
        ? html`<p role="alert">${this.#failed}</p>`
        : html`<video autoplay muted playsinline aria-label=${t("cameraView")}></video>`}
      <div class="row">
        <button class="primary" data-testid="shoot" ?disabled=${this.#failed} @click=${() => this.#shoot("shot")}>${t("shoot")}</button>
      </div>`;
  }
}

customElements.define("pupil-camera", Camera);
