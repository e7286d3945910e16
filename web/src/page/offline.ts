// The page's service worker: after the first visit the page works without a network. While there is a network,
// everything comes from there, so that nobody sees an old page. The page registers the worker after the engine is open,
// because copying all files would compete with the files that the visitor waits for.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The page's files, and a text that identifies this build: written by web/finish.mjs. */
const FILES = "PUPIL_FILES".split(" ");
const CACHE = "pupil PUPIL_BUILD";

/** The engine with its GPU part, which is half as large as all other code. Without a GPU nobody needs a copy of it. */
const forGpu = (file: string) => file.startsWith("pupil-gpu");

/** Copies files without using the browser's own cache, which may have files of an earlier build. */
async function copy(files: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.addAll(files.map((file) => new Request(file, { cache: "reload" })));
}

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      // Copies the GPU's files if an earlier build's copies show that they are used.
      const used = await Promise.all(FILES.filter(forGpu).map((file) => caches.match(file)));
      await copy(used.some(Boolean) ? FILES : FILES.filter((file) => !forGpu(file)));
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

// The page sends this message if the engine runs on a GPU.
worker.addEventListener("message", (event) => {
  if (event.data !== "gpu") return;
  event.waitUntil(
    (async () => {
      // A later build may have replaced this one since.
      if (!(await caches.has(CACHE))) return;
      const cache = await caches.open(CACHE);
      const missing = [];
      for (const file of FILES.filter(forGpu)) if (!(await cache.match(file))) missing.push(file);
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
