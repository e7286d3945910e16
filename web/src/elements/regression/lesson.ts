// `<pupil-regression>`, the earlier name of `<pupil-neuron>`.

import { NeuronLesson } from "../neuron/lesson.ts";

customElements.define("pupil-regression", class extends NeuronLesson {});
