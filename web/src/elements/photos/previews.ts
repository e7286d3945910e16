// Examples of how a photo is varied in training.

import { Sequential, layers } from "../../api/index.ts";
import type { Lang } from "../shared/i18n.ts";
import { tensorOf, type Shot } from "./collection.ts";
import { variation, varies, type Form } from "./form.ts";
import { augmentation, type Augmentation } from "./networks.ts";
import { readPicture, type Picture } from "./pictures.ts";

const COUNT = 6;
const SIDE = 96;

/** The variations of one photo. `changed` is called when there are others. */
export class Previews {
  pictures: Picture[] = [];
  /** What they were made from. */
  #from = "";

  constructor(readonly changed: () => void) {}

  /** Makes them for a photo and settings, if these are others than before. */
  async of(shot: Shot | undefined, form: Form, lang: Lang): Promise<void> {
    let vary: Augmentation | undefined;
    try {
      vary = variation(form, lang);
    } catch {
      // A wrong field is reported when training starts.
    }
    const from = shot && vary && varies(form.way) ? JSON.stringify([vary, shot.id]) : "";
    if (from === this.#from) return;
    this.#from = from;
    const pictures = from ? await variations(shot!, vary!, lang) : [];
    if (from !== this.#from) return;
    this.pictures = pictures;
    this.changed();
  }
}

async function variations(shot: Shot, vary: Augmentation, lang: Lang): Promise<Picture[]> {
  const picture = await readPicture(shot.file, shot.name, SIDE, lang);
  const model = new Sequential([
    layers.rescaling({ scale: 1, inputShape: [SIDE, SIDE, 3] }),
    ...augmentation(vary),
    layers.rescaling({ scale: 1, name: "end" }),
  ]);
  const x = tensorOf(new Array<Picture>(COUNT).fill(picture), SIDE);
  const { data } = await model.activations(x, "end", { seed: 1 }).finally(() => model.dispose());
  const size = SIDE * SIDE * 3;
  return Array.from({ length: COUNT }, (_, i) => {
    const pixels = Uint8Array.from(data.subarray(i * size, (i + 1) * size), (value) => Math.round(255 * value));
    return { ...picture, pixels };
  });
}
