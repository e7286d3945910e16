// The benchmark page: measures the rows and candidates that bench.mjs asks for.

import { race } from "./timing.js";

globalThis.race = race;

/** Returns the name of the adapter that engines on WebGPU get. */
globalThis.adapter = async () => {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: "high-performance" });
  if (!adapter) throw new Error("this browser finds no WebGPU adapter");
  const { vendor, architecture, device, description } = adapter.info;
  return [vendor, architecture, device, description].filter(Boolean).join(" ");
};
document.getElementById("result").textContent = "ready";
