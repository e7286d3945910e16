// TensorFlow.js in plain JavaScript.

import "@tensorflow/tfjs-backend-cpu";
import * as tfjs from "./tfjs.js";

export const start = () => tfjs.start("cpu");

export { predict, product, train } from "./tfjs.js";
