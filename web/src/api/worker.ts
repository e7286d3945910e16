/**
 * Starts a module worker from its address, which may be on another origin. A worker's script must come from the page's
 * own origin, so for another origin a small script of the page imports it.
 */
export function startWorker(url: string, name: string): Worker {
  const local = new URL(url).origin === globalThis.location?.origin;
  const script = local ? url : URL.createObjectURL(new Blob([`import ${JSON.stringify(url)};`], { type: "text/javascript" }));
  const worker = new Worker(script, { type: "module", name });
  if (!local) setTimeout(() => URL.revokeObjectURL(script), 60_000);
  return worker;
}
