// TensorFlow.js in WebAssembly.

import { setThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import * as tfjs from "./tfjs.js";

export function start() {
  setWasmPaths("/@tensorflow/tfjs-backend-wasm/dist/");
  setThreadsCount(1);
  return tfjs.start("wasm");
}

export { predict, product, train } from "./tfjs.js";
