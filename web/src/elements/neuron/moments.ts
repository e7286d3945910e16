// The moments of a training, for a GIF.

import type { NetView } from "./net-view.ts";
import type { Point } from "./sets.ts";
import type { Look, Trainer } from "./trainer.ts";

/** Moments of a film at most. */
const MOST = 36;

/** Moments of a training, evenly spread over all of it. */
export class Moments {
  #every = 1;
  #count = 0;
  looks: { look: Look; epoch: number }[] = [];

  add(look: Look, epoch: number): void {
    const shape = ({ spec }: Look) => `${spec.task} ${spec.features} ${spec.hidden}`;
    const first = this.looks[0];
    // Another network, or the same one from its beginning, is another film.
    if (first && (shape(first.look) !== shape(look) || epoch < this.looks.at(-1)!.epoch)) this.clear();
    if (this.#count++ % this.#every) return;
    this.looks.push({ look, epoch });
    if (this.looks.length < MOST) return;
    this.looks = this.looks.filter((_, at) => at % 2 === 0);
    this.#every *= 2;
  }

  clear(): void {
    this.looks = [];
    this.#every = 1;
    this.#count = 0;
  }
}

/** What the menu “Share” can save of the network: a picture, and once a training pauses a film of it. */
export function pictures(
  host: Element,
  name: string,
  net: NetView,
  trainer: Trainer,
  { looks }: Moments,
  points: readonly Point[],
  share: number,
  title: (epoch: number) => string,
): { picture: () => Promise<void>; film: (() => Promise<void>) | undefined } {
  const load = async () => {
    const [{ drawStage }, film] = await Promise.all([import("./picture.ts"), import("../shared/film.ts")]);
    return { film, view: (look: Look) => drawStage(look, net, points, share) };
  };
  return {
    picture: async () => {
      const { film, view } = await load();
      if (trainer.look) await film.savePicture(film.frameOf(view(trainer.look), title(trainer.epoch), host), name);
    },
    film:
      looks.length > 2 && !trainer.running
        ? async () => {
            const { film, view } = await load();
            const frames: OffscreenCanvas[] = [];
            for (const { look, epoch } of [...looks]) {
              frames.push(film.filmFrame(view(look), title(epoch), host));
              // The page stays alive between the frames.
              await new Promise((resolve) => setTimeout(resolve));
            }
            await film.saveFilm(frames, name);
          }
        : undefined,
  };
}
