// The network in the middle of the stage, with a line that says what it shows.

import { html, type TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import "./net-view.ts";
import type { NetView, Shape, Spot, Wire } from "./net-view.ts";
import { offered, outputs, type Spec } from "./network.ts";
import type { SetName } from "./sets.ts";
import type { Look } from "./trainer.ts";
import { netHint } from "./words.ts";

interface Shown {
  set: SetName;
  spec: Spec;
  look: Look | undefined;
  /** The numbers of slow motion. */
  figures: NetView["figures"];
  /** True in slow motion: then the network cannot be changed. */
  slow: boolean;
  scheme: string;
  /** What the visitor points at. */
  spot: Spot | undefined;
  wire: Wire | undefined;
}

interface Actions {
  /** Uses an input, or no longer. */
  feature(name: Spec["features"][number]): void;
  /** Changes the hidden layers. */
  hidden(units: number[]): void;
  /** Points at a neuron. */
  inspect(spot: Spot | undefined): void;
  /** Points at a connection, or clicks it. */
  follow(wire: Wire | undefined, chosen: boolean): void;
}

export class NetPane {
  #last: { key: string; shape: Shape } | undefined;

  view(lang: Lang, { set, spec, look, figures, slow, scheme, spot, wire }: Shown, actions: Actions): TemplateResult {
    const shape = { offered: slow ? spec.features : offered(set), features: spec.features, hidden: spec.hidden, outputs: outputs(spec), line: spec.task === "numbers" };
    const key = JSON.stringify(shape);
    // The same object for the same shape, so that the view renders again only for another.
    if (this.#last?.key !== key) this.#last = { key, shape };
    return html`<pupil-net
        .shape=${this.#last.shape}
        .look=${look}
        .figures=${figures}
        ?locked=${slow}
        lang=${lang}
        scheme=${scheme}
        @feature=${(event: CustomEvent<Spec["features"][number]>) => actions.feature(event.detail)}
        @hidden=${(event: CustomEvent<number[]>) => actions.hidden(event.detail)}
        @inspect=${(event: CustomEvent<Spot | null>) => actions.inspect(event.detail ?? undefined)}
        @wire=${({ detail }: CustomEvent<(Wire & { chosen: boolean }) | null>) => actions.follow(detail ?? undefined, detail?.chosen ?? false)}
      ></pupil-net>
      ${slow ? "" : html`<p class="hint muted" data-testid="net-hint">${netHint(lang, set, spec, look, spot, wire)}</p>`}`;
  }
}
