// The files beside a `model.json` of TensorFlow.js. This is a file of its own in the build, so it imports nothing.

import type { ModelPart } from "../protocol/index.ts";

/**
 * The files beside a `model.json` that belong to it: its weights, and Teachable Machine's labels. None if the text is
 * something else. `get` fetches a file.
 */
export async function besideModelJson(
  bytes: Uint8Array,
  address: string,
  get: (url: string) => Promise<Uint8Array>,
): Promise<ModelPart[]> {
  let json: { format?: string; modelTopology?: object; weightsManifest?: { paths?: unknown[] }[] };
  try {
    json = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return [];
  }
  if (!json.modelTopology || json.format === "graph-model" || !Array.isArray(json.weightsManifest)) return [];
  const paths = json.weightsManifest.flatMap((group) => group?.paths ?? []).filter((path) => typeof path === "string");
  const parts = paths.map(async (path) => ({ name: path, bytes: await get(new URL(path, address).href) }));
  // Only Teachable Machine leaves the format out.
  const labels = json.format === undefined ? fetch(new URL("metadata.json", address)).catch(() => undefined) : undefined;
  const all: ModelPart[] = await Promise.all(parts);
  const found = await labels;
  if (found?.ok) all.push({ name: "metadata.json", bytes: new Uint8Array(await found.arrayBuffer()) });
  return all;
}
