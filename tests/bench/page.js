// The benchmark page: measures the rows and candidates that bench.mjs asks for.

import { race } from "./timing.js";

globalThis.race = race;
document.getElementById("result").textContent = "ready";
