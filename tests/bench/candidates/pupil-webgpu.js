// Pupil's engine on WebGPU.

import { open } from "./engine.js";

export { predict, train } from "./engine.js";

export async function start() {
  const engine = await open("/pupil-gpu.js", (model) => model.useBackend("webgpu"));
  await engine.openGpu();
  return engine.version();
}
