// The page's service worker: after the first visit the page works without a network. What the network has is always
// taken from there, so that nobody sees an old page while online. The page registers it when the engine is open: the
// copies of all files would compete with those that the visitor waits for.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The page's files and what tells this build from others: written by web/finish.mjs. */
const FILES = "PUPIL_FILES".split(" ");
const CACHE = "pupil PUPIL_BUILD";

worker.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(CACHE);
      // Past the browser's own cache, which may still have files of an earlier build.
      await cache.addAll(FILES.map((file) => new Request(file, { cache: "reload" })));
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
