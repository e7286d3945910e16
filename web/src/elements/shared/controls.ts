// The buttons, progress and curves of a training.

import { html, type TemplateResult } from "lit";
import "./curves.ts";
import type { Lang } from "./i18n.ts";
import { text } from "./model-texts.ts";
import type { Training } from "./training.ts";

/** The functions that the buttons call. */
export interface Actions {
  /** Starts a run; with `paused` it waits at its beginning for single steps. */
  train(paused: boolean): void;
  /** Drops the model; without it there is no button for that. */
  reset?: () => void;
  /** True if the next run trains the model that is there further; it then says "Go on" instead of "Train". */
  goesOn?: boolean;
}

/** Does one step: of a paused run, of a running one, which it pauses, or of a new one. */
export function takeStep(run: Training<unknown>, actions: Actions): void {
  if (run.phase === "paused") run.step();
  else if (run.phase === "running") run.pause();
  else {
    actions.train(true);
    const waiting = setInterval(() => {
      if (run.phase === "preparing") return;
      clearInterval(waiting);
      if (run.phase === "paused") run.step();
    }, 50);
  }
}

/** Epoch, speed and time left, or what is going on before and after; the number of workers only where there is room. */
export function progressText(lang: Lang, run: Training<unknown>, unit: (speed: string) => string, preparing: string, short = false): string {
  if (run.phase === "preparing") return preparing || text(lang, "preparing");
  if (run.phase === "testing") return text(lang, "testing");
  if (run.keeping && !run.active) {
    const share = run.keptShare;
    return share === undefined ? text(lang, "keeping") : text(lang, "keepingShare", { percent: Math.floor(100 * share) });
  }
  if (run.skipped) return text(lang, "notKept");
  if (run.phase === "stopped") return text(lang, "stopped");
  if (!run.epochs) return "";
  const parts = [text(lang, "epochOf", { epoch: Math.min(run.epoch + 1, run.epochs), epochs: run.epochs })];
  if (run.phase === "paused") parts.push(text(lang, "paused"));
  else if (run.phase === "running" && run.speed > 0) {
    const seconds = Math.round(run.secondsLeft);
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    parts.push(unit(Math.round(run.speed).toLocaleString(lang)), text(lang, "left", { time }));
    if (run.backend.backend === "webgpu") parts.push(text(lang, "onGpu"));
    if (run.workers > 1 && !short) parts.push(text(lang, "workers", { workers: run.workers }));
  }
  return parts.join(" · ");
}

/**
 * Buttons to train, pause, step, stop and reset, and the progress. `unit` writes the speed; `preparing` says what is
 * prepared.
 */
export function controls(
  lang: Lang,
  run: Training<unknown>,
  actions: Actions,
  unit: (speed: string) => string,
  preparing = "",
): TemplateResult {
  const t = (key: Parameters<typeof text>[1]) => text(lang, key);
  const { phase, active } = run;
  const progress = run.total ? run.seen / run.total : 0;
  return html`<div class="row buttons">
      ${phase === "paused"
        ? html`<button class="primary" data-testid="train" @click=${() => run.resume()}>${t("resume")}</button>`
        : html`<button class="primary" data-testid="train" ?disabled=${active} @click=${() => actions.train(false)}>
            ${t("go")}
          </button>`}
      <button data-testid="pause" ?disabled=${phase !== "running"} @click=${() => run.pause()}>${t("pause")}</button>
      <button
        data-testid="step"
        ?disabled=${phase === "preparing" || phase === "testing"}
        @click=${() => takeStep(run, actions)}
      >
        ${t("step")}
      </button>
      <button
        data-testid="stop"
        ?disabled=${phase !== "running" && phase !== "paused" && phase !== "preparing"}
        @click=${() => run.stop()}
      >
        ${t("stop")}
      </button>
      ${actions.reset
        ? html`<button data-testid="reset" ?disabled=${!run.model && !run.curve.loss[0].length} @click=${() => actions.reset?.()}>
            ${t("reset")}
          </button>`
        : ""}
    </div>
    <div class="progress">
      <progress data-testid="progress" max="1" .value=${progress} aria-label=${t("go")}></progress>
      <p class="muted" data-testid="speed" title=${run.backend.reason ?? ""}>${progressText(lang, run, unit, preparing)}</p>
      ${run.keptShare !== undefined && !run.active
        ? html`<button data-testid="skip-keeping" @click=${() => run.skipKeeping()}>${t("skipKeeping")}</button>`
        : ""}
      ${run.notice ? html`<p class="muted" role="status" data-testid="notice">${run.notice}</p>` : ""}
    </div>`;
}

/** Loss and accuracy over the steps. `metric` is the name of what takes the place of the accuracy; empty for nothing. */
export function curves(lang: Lang, run: Training<unknown>, scheme: string, metric: string = text(lang, "accuracy")): TemplateResult {
  const none = !run.curve.loss[0].length;
  const charts = [["loss", text(lang, "loss")] as const, ["accuracy", metric] as const].filter(([, label]) => label);
  return html`<div class="curves">
    ${none ? html`<p class="muted empty">${text(lang, "noCurves")}</p>` : ""}
    ${charts.map(
      ([name, label]) =>
        html`<div ?hidden=${none}>
          <h3>${label}</h3>
          <pupil-curves data-testid="${name}-chart" .data=${run.curve[name]} label=${label} lang=${lang} scheme=${scheme}></pupil-curves>
        </div>`,
    )}
  </div>`;
}
