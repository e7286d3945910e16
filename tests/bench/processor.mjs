// Describes the processor. A cloud machine's model name says little ("AMD EPYC"), so family, model and caches are
// included.

import { readFileSync, readdirSync } from "node:fs";
import { cpus } from "node:os";

function read(path) {
  try {
    return readFileSync(path, "utf8").trim();
  } catch {
    return "";
  }
}

/** The caches of the first core on Linux, such as "L1d 32K". */
function caches() {
  const folder = "/sys/devices/system/cpu/cpu0/cache";
  let indices = [];
  try {
    indices = readdirSync(folder).filter((name) => name.startsWith("index")).sort();
  } catch {
    return [];
  }
  const suffixes = { Data: "d", Instruction: "i" };
  return indices
    .map((index) => ["level", "type", "size"].map((name) => read(`${folder}/${index}/${name}`)))
    .filter(([level, , size]) => level && size)
    .map(([level, type, size]) => `L${level}${suffixes[type] ?? ""} ${size}`);
}

/** `{ vendor, name, family, model, stepping, caches, cores, text }`. What the system does not reveal is missing. */
export function processor() {
  const info = {};
  for (const line of read("/proc/cpuinfo").split("\n\n")[0].split("\n")) {
    const [key, value] = line.split(":").map((part) => part.trim());
    if (value) info[key] ??= value;
  }
  const known = caches();
  if (known.length === 0 && info["cache size"]) known.push(info["cache size"]);
  const about = {
    vendor: info.vendor_id,
    name: info["model name"] ?? cpus()[0]?.model,
    family: info["cpu family"],
    model: info.model,
    stepping: info.stepping,
    caches: known,
    cores: cpus().length,
  };
  const details = [
    about.vendor,
    ...["family", "model", "stepping"].map((key) => about[key] && `${key} ${about[key]}`),
    known.length > 0 && `caches ${known.join(", ")}`,
    `${about.cores} logical cores`,
  ];
  return { ...about, text: `${about.name} (${details.filter(Boolean).join("; ")})` };
}
