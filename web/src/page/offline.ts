// The page's service worker: after the first visit the page works without a network, and its Python after a program was
// run. While there is a network, everything comes from there, so that nobody sees an old page. The page registers the
// worker after the engine is open, because copying all files would compete with the files that the visitor waits for.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The page's files, and a text that identifies this build: written by web/finish.mjs. */
const FILES = "PUPIL_FILES".split(" ");
const CACHE = "pupil PUPIL_BUILD";

/**
 * Large parts that not everybody needs, and their files. They are copied once the page says that they are used: the engine
 * with its GPU part on machines with a GPU, and Python's interpreter and packages after a program was run.
 */
const PARTS: Record<string, RegExp> = { gpu: /^pupil-gpu/, python: /^pupil-(python-(?!place)|pets|reviews)/ };

const filesOf = (part: string): string[] => FILES.filter((file) => PARTS[part]!.test(file));

/** Copies files without using the browser's own cache, which may have files of an earlier build. */
async function copy(files: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
}

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      // A part's files are copied if an earlier build's copies show that they are used.
      const unused = new Set<string>();
      for (const part of Object.keys(PARTS)) {
        const files = filesOf(part);
        const copies = await Promise.all(files.map((file) => caches.match(file)));
        if (!copies.some(Boolean)) for (const file of files) unused.add(file);
      }
      await copy(FILES.filter((file) => !unused.has(file)));
      await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("pupil ") && name !== CACHE) await caches.delete(name);
      await worker.clients.claim();
    })(),
  );
});

// The page sends the name of a part that is used.
worker.addEventListener("message", (event) => {
  const part: unknown = event.data;
  if (typeof part !== "string" || !Object.hasOwn(PARTS, part)) return;
  event.waitUntil(
    (async () => {
      // A later build may have replaced this one since.
      if (!(await caches.has(CACHE))) return;
      const cache = await caches.open(CACHE);
      const missing = [];
      for (const file of filesOf(part)) if (!(await cache.match(file))) missing.push(file);
      await copy(missing);
    })(),
  );
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET" || !request.url.startsWith(worker.registration.scope)) return;
  event.respondWith(
    fetch(request).catch(async (error: unknown) => {
      const found = await caches.match(request, { ignoreSearch: true, cacheName: CACHE });
      if (found) return found;
      throw error;
    }),
  );
});
