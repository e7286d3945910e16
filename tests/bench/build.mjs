// Bundles the code of the other engines for the benchmark page.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));

await build({
  entryPoints: process.argv.slice(2).map((name) => `${here}candidates/${name}.js`),
  outdir: `${here}build/candidates`,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  logLevel: "error",
  // Node's own modules. No engine needs them in a browser.
  external: ["fs", "path", "os", "crypto", "worker_threads", "perf_hooks", "util", "string_decoder"],
});
