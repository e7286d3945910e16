/** What browsers have where a page asks for Trusted Types; TypeScript does not know it yet. */
interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(address: string): string }): { createScriptURL(address: string): string };
}

/** What the script of a worker begins with that comes from such an address. */
const DATA = "data:text/javascript,";

/** The policy is made once for a page, although several files of ours may need it. */
const POLICY = Symbol.for("pupil-policy");

/**
 * The address of a script, as a page with Trusted Types wants it: by a policy named `pupil`. It lets only those addresses
 * pass that {@link startWorker} makes.
 */
function trusted(address: string): string {
  const place = globalThis as { trustedTypes?: TrustedTypes; [POLICY]?: ReturnType<TrustedTypes["createPolicy"]> };
  if (!place.trustedTypes) return address;
  place[POLICY] ??= place.trustedTypes.createPolicy("pupil", {
    createScriptURL: (url) => {
      if (!url.startsWith("blob:") && !url.startsWith(DATA) && !/\/pupil-[\w-]+\.js$/.test(url)) throw new TypeError(`${url} is no script of Pupil's`);
      return url;
    },
  });
  return place[POLICY].createScriptURL(address);
}

/**
 * Starts a module worker from its address, which may be on another origin. A worker's script must come from the page's
 * own origin, so for another origin a small script of the page imports it. A sandboxed frame has no origin; Chromium runs no
 * modules from blobs there, but from `data:` addresses.
 */
export function startWorker(url: string, name: string): Worker {
  if (new URL(url).origin === globalThis.origin) return new Worker(trusted(url), { type: "module", name });
  const script = `import ${JSON.stringify(url)};`;
  if (globalThis.origin === "null") return new Worker(trusted(`${DATA}${encodeURIComponent(script)}`), { type: "module", name });
  const blob = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  setTimeout(() => URL.revokeObjectURL(blob), 60_000);
  return new Worker(trusted(blob), { type: "module", name });
}
