// The transport bar of a stage: train, pause, step, stop, start again, the speed, and how far the training is.

import { html, svg, type TemplateResult } from "lit";
import { progressText, takeStep, type Actions } from "./controls.ts";
import type { Lang } from "./i18n.ts";
import { translator } from "./i18n.ts";
import { modelTexts } from "./model-texts.ts";
import type { Training } from "./training.ts";

const texts = {
  ...modelTexts,
  restart: ["Start again", "重新开始"],
  pace: ["Speed", "速度"],
  full: ["full speed", "全速"],
  perSecond: ["{count} {count?step:steps} a second", "每秒 {count} 步"],
  lossCurve: ["Loss over the steps: now {now}", "损失曲线：当前 {now}"],
} as const;

const text = translator(texts);

/** The speeds to choose from, in steps a second; 0 for as fast as the machine can. */
export const PACES = [0, 10, 2] as const;

const SPARK = { width: 96, height: 32 };

/** Points of a sparkline at most: more would fall on the same pixels. */
const SPARK_POINTS = 120;

/** What a transport bar shows. */
export interface TransportView {
  /** `ready` before a run and after it, `busy` while it prepares or tests. */
  phase: "ready" | "busy" | "running" | "paused";
  train(): void;
  pause(): void;
  resume(): void;
  step(): void;
  /** Ends the run and keeps what was learned; without it there is no button. */
  stop?: () => void;
  /** Forgets what was learned; without it there is no button. */
  restart?: () => void;
  canRestart: boolean;
  /** The label of that button; "Start again" by default. */
  restartLabel?: string;
  /** Steps a second; 0 for full speed. */
  pace?: number;
  /** The speeds to choose from, with their names; {@link PACES} by default. */
  paces?: readonly (readonly [pace: number, name: string])[];
  setPace?: (pace: number) => void;
  /** One short line: epoch, speed, time left. */
  status: string;
  statusTitle?: string;
  /** The share that is done, 0 to 1; undefined for a run without an end. */
  progress?: number;
  loss: readonly (number | null)[];
  /** The label of the button that starts; "Train" by default. */
  trainLabel?: string;
}

const play = html`<svg class="solid" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5v11l9-5.5z" /></svg>`;
const pause = html`<svg class="solid" viewBox="0 0 16 16" aria-hidden="true"><path d="M4 2.5h3v11H4zM9 2.5h3v11H9z" /></svg>`;
const stepIcon = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M4 3v10l6-5zM12.5 3v10" /></svg>`;
const stopIcon = html`<svg class="solid" viewBox="0 0 16 16" aria-hidden="true"><path d="M3.5 3.5h9v9h-9z" /></svg>`;
const again = html`<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M3 8a5 5 0 1 0 1.6-3.7M3 2.5v3h3" /></svg>`;

/** A curve without axes, scaled to its own range. */
function sparkline(lang: Lang, values: readonly (number | null)[]): TemplateResult | "" {
  const known = values.filter((value): value is number => value !== null && Number.isFinite(value));
  if (known.length < 2) return "";
  const every = Math.max(1, Math.ceil(known.length / SPARK_POINTS));
  const some = known.filter((_, at) => at % every === 0 || at === known.length - 1);
  const low = Math.min(...some);
  const range = Math.max(...some) - low || 1;
  const { width, height } = SPARK;
  const place = (value: number, at: number) =>
    `${((at / (some.length - 1)) * width).toFixed(1)},${(height - 2 - ((value - low) / range) * (height - 4)).toFixed(1)}`;
  const label = text(lang, "lossCurve", { now: known.at(-1)!.toPrecision(3) });
  return html`<svg class="spark" viewBox="0 0 ${width} ${height}" preserveAspectRatio="none" role="img" aria-label=${label} data-testid="spark">
    ${svg`<polyline fill="none" vector-effect="non-scaling-stroke" points=${some.map(place).join(" ")} />`}
  </svg>`;
}

/** The transport bar. */
export function transport(lang: Lang, view: TransportView): TemplateResult {
  const t = (key: keyof typeof texts, values = {}) => text(lang, key, values);
  const { phase } = view;
  const button = (testid: string, label: string, icon: unknown, disabled: boolean, act: () => void) =>
    html`<button class="quiet" data-testid=${testid} ?disabled=${disabled} aria-label=${label} title=${label} @click=${act}>${icon}<span class="word">${label}</span></button>`;
  const primary =
    phase === "running"
      ? html`<button class="primary" data-testid="pause" @click=${() => view.pause()}>${pause}${t("pause")}</button>`
      : phase === "paused"
        ? html`<button class="primary" data-testid="train" @click=${() => view.resume()}>${play}${t("resume")}</button>`
        : html`<button class="primary" data-testid="train" ?disabled=${phase === "busy"} @click=${() => view.train()}>
            ${play}${view.trainLabel ?? t("go")}
          </button>`;
  return html`${primary} ${button("step", t("step"), stepIcon, phase === "busy", () => view.step())}
    ${view.stop ? button("stop", t("stop"), stopIcon, phase === "ready", () => view.stop!()) : ""}
    ${view.restart ? button("reset", view.restartLabel ?? t("restart"), again, !view.canRestart, () => view.restart!()) : ""}
    ${view.setPace
      ? html`<select
          class="pace"
          data-testid="pace"
          aria-label=${t("pace")}
          @change=${(event: Event) => view.setPace!(Number((event.target as HTMLSelectElement).value))}
        >
          ${(view.paces ?? PACES.map((pace) => [pace, pace ? t("perSecond", { count: pace }) : t("full")] as const)).map(
            ([pace, name]) => html`<option value=${pace} ?selected=${pace === (view.pace ?? 0)}>${name}</option>`,
          )}
        </select>`
      : ""}
    <div class="state">
      ${sparkline(lang, view.loss)}
      ${view.progress === undefined
        ? ""
        : html`<progress data-testid="progress" max="1" .value=${view.progress} aria-label=${t("go")}></progress>`}
      <p class="muted" data-testid="speed" title=${view.statusTitle ?? view.status}>${view.status}</p>
    </div>`;
}

const PHASES = { preparing: "busy", testing: "busy", running: "running", paused: "paused" } as const;

/**
 * The transport bar of a {@link Training}. `unit` writes the speed; `preparing` says what is prepared.
 */
export function trainingTransport(
  lang: Lang,
  run: Training<unknown>,
  actions: Actions,
  unit: (speed: string) => string,
  preparing = "",
): TemplateResult {
  const phase = PHASES[run.phase as keyof typeof PHASES] ?? "ready";
  const { reset } = actions;
  return html`${transport(lang, {
    phase,
    train: () => actions.train(false),
    pause: () => run.pause(),
    resume: () => run.resume(),
    step: () => takeStep(run, actions),
    stop: () => run.stop(),
    ...(reset ? { restart: reset } : {}),
    canRestart: Boolean(run.model || run.curve.loss[0].length),
    restartLabel: text(lang, "discard"),
    ...(actions.goesOn && run.model && !run.active ? { trainLabel: text(lang, "resume") } : {}),
    pace: run.pace,
    setPace: (pace) => run.setPace(pace),
    status: run.notice || progressText(lang, run, unit, preparing, true),
    statusTitle: run.backend.reason ?? "",
    progress: run.total ? run.seen / run.total : 0,
    loss: run.curve.loss[1],
  })}
  ${run.keptShare !== undefined && !run.active
    ? html`<button class="quiet" data-testid="skip-keeping" @click=${() => run.skipKeeping()}>${text(lang, "skipKeeping")}</button>`
    : ""}`;
}
