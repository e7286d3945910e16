import { css, html } from "lit";
import { Dataset, prepareDigit } from "../../api/index.ts";
import "../digits/pad.ts";
import { PAD_SIZE, type DrawingPad } from "../digits/pad.ts";
import "../digits/picture.ts";
import { define } from "../shared/define.ts";
import { choiceField } from "../shared/fields.ts";
import { InputView, chance, check, inputStyles } from "./input.ts";
import { SCALINGS, scaled } from "../shared/scaling.ts";

/** The side of MNIST's digits. */
const MNIST = 28;

/** The seed of a 3 that is easy to read. */
const FIRST_DIGIT = 7;

/** A ring, to begin with. */
function ring(side: number): Float32Array {
  const middle = (side - 1) / 2;
  return Float32Array.from({ length: side * side }, (_, at) => {
    const radius = Math.hypot((at % side) - middle, Math.floor(at / side) - middle) / side;
    return Math.max(0, Math.min(1, (0.07 - Math.abs(radius - 0.32)) * side));
  });
}

/** A pad for inputs that are small pictures with one channel. */
export class DrawInput extends InputView {
  static override styles = [
    inputStyles,
    css`
      .seen {
        display: grid;
        grid-template-columns: 84px minmax(0, 1fr);
        gap: 0.75rem 1rem;
        align-items: start;
      }
      .options {
        display: grid;
        gap: 0.4rem;
      }
    `,
  ];

  #centre = true;
  #dark = false;
  /** The drawing in the input's size, from 0 to 1. */
  #seen: Float32Array | undefined;
  #reads = 0;

  get #pad(): DrawingPad {
    return this.renderRoot.querySelector("pupil-drawing-pad")!;
  }

  get #side(): number {
    return this.input.picture!.width;
  }

  protected override first(): void {
    // The pad draws first.
    void this.#pad.updateComplete.then(() => {
      if (this.input.digits && this.#side === MNIST) return this.#digit(FIRST_DIGIT);
      return this.#pad.show(ring(this.#side), this.#side);
    });
  }

  override random(): void {
    if (this.input.digits && this.#side === MNIST) void this.#digit(Math.floor(1e6 * chance()));
    else this.#pad.show(Float32Array.from({ length: this.#side ** 2 }, chance), this.#side);
  }

  async #digit(seed: number): Promise<void> {
    try {
      // A single digit would always be a 0. Ten are one of each in random order.
      const ten = await Dataset.strokes({ count: 10, seed });
      const { x } = await ten.gather([0]);
      ten.dispose();
      this.#pad.show(x.data, MNIST);
    } catch (error) {
      this.refuse(error);
    }
  }

  /** The pad's ink as numbers from 0 to 1 in the input's size, each the mean of its part of the pad. */
  #shrunk(ink: Uint8Array): Float32Array {
    const side = this.#side;
    const step = PAD_SIZE / side;
    return Float32Array.from({ length: side * side }, (_, at) => {
      const [top, left] = [Math.floor(at / side) * step, (at % side) * step];
      const [bottom, right] = [Math.max(top + step, top + 1), Math.max(left + step, left + 1)];
      let [sum, count] = [0, 0];
      for (let y = Math.floor(top); y < Math.floor(bottom); y += 1) {
        for (let x = Math.floor(left); x < Math.floor(right); x += 1, count += 1) sum += ink[y * PAD_SIZE + x]!;
      }
      return sum / (255 * count);
    });
  }

  async #read(): Promise<void> {
    const read = (this.#reads += 1);
    const pad = this.#pad;
    this.wrong = "";
    if (pad.empty) {
      this.#seen = undefined;
      this.give(undefined);
      return;
    }
    try {
      const ink = pad.ink();
      const centred = this.#centre && this.#side === MNIST;
      const drawn = centred ? await prepareDigit(ink, PAD_SIZE, PAD_SIZE) : this.#shrunk(ink);
      // A later drawing may have been read first.
      if (read !== this.#reads) return;
      this.#seen = this.#dark ? drawn.map((value) => 1 - value) : drawn;
      const bytes = Uint8Array.from(this.#seen, (value) => Math.round(255 * value));
      const scaling = this.input.chosen.scaling ?? this.input.scaling;
      // Ink from 0 to 1 stays as exact as it is.
      const data = scaling === "unit" ? this.#seen : scaled(bytes, 1, scaling);
      this.give({ data, shape: [1, ...this.input.shape.map((size) => size ?? this.#side)] });
    } catch (error) {
      this.refuse(error);
    }
  }

  override render() {
    const side = this.#side;
    const scaling = this.input.chosen.scaling ?? this.input.scaling;
    const change = () => void this.#read();
    const names = SCALINGS.slice(0, 3).map((one) => [one, this.t(`scaling_${one}`)] as const);
    return html`<pupil-drawing-pad
        lang=${this.lang}
        hint=${this.t("drawHere")}
        label=${this.t("padLabel")}
        fresh
        @ink=${() => void this.#read()}
      ></pupil-drawing-pad>
      <div class="row">
        <button data-testid="undo" @click=${() => this.#pad.undo()}>${this.t("undo")}</button>
        <button data-testid="clear" @click=${() => this.#pad.clear()}>${this.t("clear")}</button>
        ${this.randomButton()}
      </div>
      ${this.wrongLine()}
      <div class="seen">
        <pupil-picture data-testid="seen" .pixels=${this.#seen} .side=${side} label=${this.t("sees", { width: side, height: side })}></pupil-picture>
        <div class="options">
          <p class="muted">${this.t("sees", { width: side, height: side })}</p>
          ${side === MNIST
            ? check(this.t("centre"), "centre", this.#centre, (on) => {
                this.#centre = on;
                change();
              })
            : ""}
          ${check(this.t("dark"), "dark", this.#dark, (on) => {
            this.#dark = on;
            change();
          })}
        </div>
      </div>
      <div class="scaling">
        ${choiceField(this.t("scaling"), "scaling", names, scaling, false, (scaling) => {
          this.choose({ scaling });
          change();
        })}
        <p class="muted">${this.input.chosen.scaling ? "" : this.t(`reason_${this.input.reason}`)}</p>
      </div>`;
  }
}

define("pupil-input-draw", DrawInput);
