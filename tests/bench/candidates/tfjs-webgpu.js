// TensorFlow.js on WebGPU.

import "@tensorflow/tfjs-backend-webgpu";
import * as tfjs from "./tfjs.js";

export const start = () => tfjs.start("webgpu");

export { predict, train } from "./tfjs.js";
