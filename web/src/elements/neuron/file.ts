// A network of this lesson as a file.

import { loadModel, type Sequential } from "../../api/index.ts";
import { download } from "../shared/download.ts";
import { readLink, writeLink, type Settings } from "./link.ts";
import { suits, type Weights } from "./network.ts";

/** Saves a network with its settings. */
export async function saveNetwork(model: Sequential, settings: Settings): Promise<void> {
  model.metadata = { neuron: JSON.stringify({ ...settings, points: undefined }) };
  download(await model.save({ includeOptimizer: false }), "neuron.safetensors");
}

/**
 * Reads a file: its settings as a link holds them, and its weights.
 *
 * @throws Error with the message `refused` when the file is not of this lesson, or its weights do not suit its settings.
 */
export async function openNetwork(file: File, refused: string): Promise<{ state: URLSearchParams; weights: Weights }> {
  const model = await loadModel(file);
  try {
    const { neuron } = model.metadata;
    // A file may come from anybody, as a link does.
    const state = neuron && new URLSearchParams(writeLink(JSON.parse(neuron) as Settings));
    const weights = await model.getWeights();
    if (!state || !suits(weights, readLink(state).spec)) throw new Error(refused);
    return { state, weights };
  } finally {
    model.dispose();
  }
}
