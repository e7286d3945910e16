// The transport bars: of the network's training, and of the other ways to fit.

import type { TemplateResult } from "lit";
import type { Lang } from "../shared/i18n.ts";
import { transport } from "../shared/transport.ts";
import type { WaysLab } from "./fits/ways-lab.ts";
import { text } from "./texts.ts";
import { PACES, USUAL_PACE, type Trainer } from "./trainer.ts";

/** The name of a pace. */
export const paceName = (pace: number) => (pace === 0 ? "paceFull" : pace < USUAL_PACE ? "paceSlow" : pace === USUAL_PACE ? "paceUsual" : "paceFast");

/** What the bar of the network calls. */
export interface TrainerActions {
  go(): void;
  step(): void;
  restart(): void;
  setPace(pace: number): void;
}

export function networkTransport(lang: Lang, trainer: Trainer, { go, step, restart, setPace }: TrainerActions): TemplateResult {
  const { look, running, steps, epoch } = trainer;
  const status = `${text(lang, "epochs", { epoch })} · ${text(lang, "stepsDone", { steps })}`;
  return transport(lang, {
    phase: !look ? "busy" : running ? "running" : steps ? "paused" : "ready",
    train: go,
    pause: () => trainer.pause(),
    resume: go,
    step,
    restart,
    canRestart: steps > 0,
    pace: trainer.pace,
    paces: PACES.map((pace) => [pace, text(lang, paceName(pace))] as const),
    setPace,
    status: !look ? text(lang, "loading") : trainer.empty ? text(lang, "noPoints") : status,
    loss: trainer.curve.train,
  });
}

export function waysTransport(lang: Lang, ways: WaysLab | undefined): TemplateResult {
  const { done, total } = ways?.progress ?? { done: 0, total: 0 };
  return transport(lang, {
    phase: !ways || ways.busy ? "busy" : ways.running ? "running" : "ready",
    train: () => ways?.run(),
    pause: () => ways?.stop(),
    resume: () => ways?.run(),
    step: () => ways?.run(1),
    restart: () => ways?.reset(),
    canRestart: ways !== undefined,
    status: total ? text(lang, "runOf", { done, total }) : "",
    loss: ways?.losses ?? [],
  });
}
