// Fails if files of the library, the worker or the protocol import each other in a cycle, type imports included.

import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("src", import.meta.url));
const files = ["api", "protocol", "worker", "python"].flatMap((folder) => readdirSync(join(source, folder)).map((file) => join(source, folder, file)));
const imports = new Map(
  files.map((file) => {
    const found = readFileSync(file, "utf8").matchAll(/\bfrom "(\.[^"]+)"/g);
    return [file, [...found].map(([, path]) => join(dirname(file), path))];
  }),
);

const circles = new Set();
const done = new Set();
const path = [];

function visit(file) {
  const start = path.indexOf(file);
  if (start >= 0) circles.add([...path.slice(start), file].map((each) => relative(source, each)).join(" -> "));
  if (start >= 0 || done.has(file)) return;
  path.push(file);
  (imports.get(file) ?? []).forEach(visit);
  path.pop();
  done.add(file);
}

files.forEach(visit);
if (circles.size > 0) {
  console.error(`files that import each other in a circle:\n${[...circles].join("\n")}`);
  process.exit(1);
}
