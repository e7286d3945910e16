import { css, html } from "lit";
import "../photos/camera.ts";
import { drawnCat } from "../photos/example.ts";
import { readPixels, type Pixels } from "../photos/pictures.ts";
import { define } from "../shared/define.ts";
import { chosenFiles } from "../shared/dropped.ts";
import { choiceField } from "../shared/fields.ts";
import { InputView, chance, inputStyles } from "./input.ts";
import type { Raster } from "./raster.ts";
import { SCALINGS, inChannels, scaled } from "../shared/scaling.ts";

/** A picture of soft spots in random colours. */
async function randomPicture(): Promise<Blob> {
  const side = 320;
  const canvas = new OffscreenCanvas(side, side);
  const context = canvas.getContext("2d")!;
  const colour = () => `rgb(${255 * chance()} ${255 * chance()} ${255 * chance()})`;
  context.fillStyle = colour();
  context.fillRect(0, 0, side, side);
  for (let i = 0; i < 12; i += 1) {
    const [x, y, radius] = [side * chance(), side * chance(), side * (0.1 + 0.3 * chance())];
    const spot = context.createRadialGradient(x, y, 0, x, y, radius);
    const paint = colour();
    spot.addColorStop(0, paint);
    spot.addColorStop(1, paint.replace(")", " / 0)"));
    context.fillStyle = spot;
    context.fillRect(0, 0, side, side);
  }
  return canvas.convertToBlob();
}

/** True if a file is a picture that a browser may be able to read. */
export const isPicture = (file: { type: string; name: string }): boolean => file.type.startsWith("image/") || /\.(jpe?g|png|webp|gif|bmp|avif)$/i.test(file.name);

/** A place for pictures, from files, the clipboard or the camera. */
export class PhotoInput extends InputView {
  static override styles = [
    inputStyles,
    css`
      .stage {
        display: grid;
        place-items: center;
        min-height: 180px;
        border: 2px dashed var(--line);
        border-radius: 14px;
        background: var(--surface);
        color: var(--muted);
        text-align: center;
        overflow: hidden;
      }
      .stage.full {
        border-style: solid;
        border-width: 1px;
      }
      .stage pupil-raster {
        width: 100%;
      }
    `,
  ];

  #file: Blob | undefined;
  #name = "";
  #pixels: Pixels | undefined;
  #camera = false;
  #reads = 0;
  #reading = false;
  #given = false;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener("paste", this.#pasted);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener("paste", this.#pasted);
    this.#camera = false;
  }

  #pasted = (event: ClipboardEvent): void => {
    const file = [...(event.clipboardData?.files ?? [])].find(isPicture);
    // Only an element in view takes it.
    const { top, bottom } = this.getBoundingClientRect();
    if (!file || event.defaultPrevented || bottom < 0 || top > innerHeight) return;
    event.preventDefault();
    this.take(file);
  };

  protected override first(): void {
    void drawnCat().then((cat) => {
      // A picture that the visitor gave meanwhile comes first.
      if (!this.#given) void this.#show(cat, this.t("drawnCat"));
    });
  }

  override random(): void {
    this.#given = true;
    void randomPicture().then((picture) => this.#show(picture, this.t("randomPicture")));
  }

  /** Gives the model a picture. */
  take(file: File): void {
    this.#given = true;
    this.#camera = false;
    void this.#show(file, file.name);
  }

  async #show(file: Blob, name: string): Promise<void> {
    const read = (this.#reads += 1);
    this.wrong = "";
    this.#reading = true;
    try {
      const { width, height } = this.input.picture!;
      const pixels = await readPixels(file, name, { width, height, crop: this.input.crop }, this.lang);
      // A later picture may have been read first.
      if (read !== this.#reads) return;
      [this.#file, this.#name, this.#pixels] = [file, name, pixels];
      this.#read();
    } catch (error) {
      if (read === this.#reads) this.refuse(error);
    } finally {
      if (read === this.#reads) this.#reading = false;
    }
  }

  #read(): void {
    if (!this.#pixels) return;
    const { width, height, channels } = this.input.picture!;
    const data = scaled(inChannels(this.#pixels.pixels, channels), channels, this.input.chosen.scaling ?? this.input.scaling);
    const { shape } = this.input;
    this.give({ data, shape: shape.length === 3 ? [1, height, width, channels] : [1, ...shape.map((size) => size ?? height)] });
  }

  get #raster(): Raster | undefined {
    if (!this.#pixels) return undefined;
    const { width, height, channels } = this.input.picture!;
    const bytes = inChannels(this.#pixels.pixels, channels);
    const rgba = new Uint8ClampedArray(4 * width * height);
    for (let i = 0; i < width * height; i += 1) {
      for (let c = 0; c < 3; c += 1) rgba[4 * i + c] = bytes[channels * i + (channels === 3 ? c : 0)]!;
      rgba[4 * i + 3] = 255;
    }
    return { width, height, rgba };
  }

  #cameraView() {
    return html`<pupil-camera
      lang=${this.lang}
      live
      @frame=${({ detail }: CustomEvent<Blob>) => {
        this.#given = true;
        // A slow model skips pictures.
        if (!this.#reading) void this.#show(detail, this.t("cameraShot"));
      }}
      @shot=${({ detail }: CustomEvent<Blob>) => {
        this.#camera = false;
        void this.#show(detail, this.t("cameraShot"));
      }}
    ></pupil-camera>`;
  }

  override render() {
    const { width, height, channels } = this.input.picture!;
    const raster = this.#raster;
    const scaling = this.input.chosen.scaling ?? this.input.scaling;
    const kinds = channels === 3 ? SCALINGS : SCALINGS.slice(0, 3);
    const names = kinds.map((one) => [one, this.t(`scaling_${one}`)] as const);
    const how = this.t(this.input.crop ? "cropped" : "stretched");
    const size = this.#pixels && { width: this.#pixels.width, height: this.#pixels.height, how, to: `${width} × ${height}` };
    return html`${this.#camera
        ? this.#cameraView()
        : html`<div class="stage ${raster ? "full" : ""}" data-testid="stage">
            ${raster
              ? html`<pupil-raster data-testid="shown" .raster=${raster} label=${this.t("photoShown", { name: this.#name })}></pupil-raster>`
              : html`<p>${this.t("stage")}</p>`}
          </div>`}
      <div class="row">
        <label class="file">
          ${this.t("choosePhoto")}
          <input
            type="file"
            accept="image/*"
            data-testid="photo"
            @change=${(event: Event) => {
              const [file] = chosenFiles(event);
              if (file) this.take(file);
            }}
          />
        </label>
        <button
          data-testid="camera"
          @click=${() => {
            this.#camera = !this.#camera;
            this.requestUpdate();
          }}
        >
          ${this.t(this.#camera ? "closeCamera" : "camera")}
        </button>
        ${this.randomButton()}
      </div>
      ${this.wrongLine()}
      ${size && this.#file ? html`<p class="muted" data-testid="size">${this.#camera ? "" : `${this.#name}: `}${this.t("size", size)}</p>` : ""}
      <div class="scaling">
        ${choiceField(this.t("scaling"), "scaling", names, scaling, false, (scaling) => {
          this.choose({ scaling });
          this.#read();
        })}
        <p class="muted" data-testid="reason">${this.input.chosen.scaling ? "" : this.t(`reason_${this.input.reason}`)}</p>
      </div>`;
  }
}

define("pupil-input-photo", PhotoInput);
