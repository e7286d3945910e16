// `<pupil-regression>`, the earlier name of `<pupil-neuron>`.

import { NeuronLesson } from "../neuron/lesson.ts";
import { define } from "../shared/define.ts";

define("pupil-regression", class extends NeuronLesson {});
