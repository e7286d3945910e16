// Strict TypeScript against the packed types.

import "pupil/elements";
import type { DigitAnswer, PupilDigits, RunResult } from "pupil/elements";
import { Sequential, configure, layers, type Logs } from "pupil";

configure({ files: new URL("https://example.org/pupil/") });

const lesson: PupilDigits = document.createElement("pupil-digits");
lesson.goal = "accuracy > 0.9";
lesson.addEventListener("pupil-epoch", ({ detail }) => {
  const logs: Logs = detail.logs;
  console.log(detail.epoch, logs.loss);
});
lesson.addEventListener("pupil-goal", ({ detail: { metric, value } }) => console.log(metric.toUpperCase(), value.toFixed(2)));
const answer: DigitAnswer | undefined = await lesson.predict(new Float32Array(784));
console.log(answer?.probabilities.length);

const cell = document.querySelector("pupil-python");
const ran: RunResult | undefined = await cell?.run();
console.log(ran?.output);

const open = document.querySelector("pupil-model")!;
open.model = new Sequential([layers.dense({ units: 1, inputShape: [2] })]);
// @ts-expect-error: an address is a text
open.src = 3;
// @ts-expect-error: the value is read only
lesson.value = undefined;
