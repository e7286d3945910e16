import type {} from "pupil/svelte";
import type {} from "pupil/vue";
import type { SvelteHTMLElements } from "svelte/elements";
import type { GlobalComponents } from "vue";

export const attributes: SvelteHTMLElements["pupil-photos"] = { weights: "a.keras", panels: "look", results: "file" };
export type Lesson = GlobalComponents["pupil-neuron"];
