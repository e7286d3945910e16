// The page's service worker: after the first visit the page works without a network, and its Python after a program was
// run. The page itself comes from the network where that answers in time, so that nobody sees an old one. All other files
// of a page come from the build that the page is of: from the copies, or checked against them. The page registers the
// worker after the engine is open, because copying all files would compete with the files that the visitor waits for.

const worker = self as unknown as ServiceWorkerGlobalScope;

/** The page's files, each with its SHA-256, and a text that stands for this build: written by web/finish.mjs. */
const FILES = new Map("PUPIL_FILES".split(" ").map((entry): [string, string] => entry.split("=", 2) as [string, string]));
const BUILD = "PUPIL_BUILD";
const CACHE = `pupil ${BUILD}`;
/** The open pages of this build and their workers, by their ids. All others have their files from the network. */
const PAGES = `pupil pages ${BUILD}`;

/** Milliseconds that the network may take for the page before its copy is shown. */
const PATIENCE = 5_000;

/**
 * Large parts that not everybody needs, and their files. They are copied once the page says that they are used: the engine
 * with its GPU part on machines with a GPU, and Python's interpreter and packages after a program was run.
 */
const PARTS: Record<string, RegExp> = { gpu: /^pupil-gpu/, python: /^pupil-(python-(?!place)|pets|reviews)/ };

const filesOf = (part: string): string[] => [...FILES.keys()].filter((file) => PARTS[part]!.test(file));

/** The types that browsers demand of scripts and modules. */
const TYPES: Record<string, RegExp> = { js: /javascript/, wasm: /^application\/wasm/, css: /^text\/css/, html: /^text\/html/ };

/**
 * Checks that an answer is this file of this build. A hotel's login page, for example, is an answer without an error.
 *
 * @throws Error when it is not.
 */
async function check(file: string, response: Response): Promise<Response> {
  const name = file === "./" ? "index.html" : file;
  const type = response.headers.get("content-type") ?? "";
  if (!response.ok) throw new Error(`${file}: ${response.status} ${response.statusText}`);
  if (TYPES[name.split(".").at(-1)!]?.test(type) === false) throw new Error(`${file} has the type ${type || "unknown"}`);
  // Servers may add scripts of their own to a page, so it is known by its build.
  if (name === "index.html") {
    if ((await response.clone().text()).includes(BUILD)) return response;
    throw new Error(`${file} is of another build`);
  }
  const digest = await crypto.subtle.digest("SHA-256", await response.clone().arrayBuffer());
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
  if (!hex.startsWith(FILES.get(file)!)) throw new Error(`${file} is of another build`);
  return response;
}

/** Copies files without using the browser's own cache, which may have files of an earlier build. */
async function copy(files: string[]): Promise<void> {
  const cache = await caches.open(CACHE);
  const answers = await Promise.all(files.map(async (file) => check(file, await fetch(new Request(file, { cache: "reload" })))));
  for (const [at, file] of files.entries()) await cache.put(file, answers[at]!);
}

/** The path of an address within the page's folder; undefined if it is elsewhere. */
function pathOf(address: string): string | undefined {
  const { scope } = worker.registration;
  return address.startsWith(scope) ? address.slice(scope.length).split(/[?#]/)[0]! : undefined;
}

/** True for the page itself. Other pages, such as `embed.html`, are never served by this worker. */
const isPage = (path: string | undefined): boolean => path === "" || path === "index.html";

/** The open pages, with the builds that they are of; undefined where a page does not answer. */
async function openPages(): Promise<{ page: Client; build: unknown }[]> {
  const pages = (await worker.clients.matchAll({ includeUncontrolled: true, type: "window" })).filter(({ url }) => isPage(pathOf(url)));
  return Promise.all(
    pages.map(
      (page) =>
        new Promise<{ page: Client; build: unknown }>((resolve) => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = ({ data }) => resolve({ page, build: data });
          setTimeout(() => resolve({ page, build: undefined }), 2000);
          page.postMessage("build", [port2]);
        }),
    ),
  );
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
      await copy([...FILES.keys()].filter((file) => !unused.has(file)));
      // Pages of an earlier build keep their worker until they are closed.
      if ((await openPages()).every(({ build }) => build === BUILD)) await worker.skipWaiting();
    })(),
  );
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (name.startsWith("pupil ") && name !== CACHE && name !== PAGES) await caches.delete(name);
      // A page that was there before the worker.
      for (const { page, build } of await openPages()) if (build === BUILD) await note(page.id);
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

const keyOf = (id: string): string => `client/${id}`;

/** Notes that a page, or a worker of it, is of this build. */
async function note(id: string): Promise<void> {
  if (!id) return;
  const pages = await caches.open(PAGES);
  await pages.put(keyOf(id), new Response(""));
  const noted = await pages.keys();
  if (noted.length < 200) return;
  // Those that were closed are forgotten. A page that is about to open is in no list yet, so this is rare.
  const open = new Set((await worker.clients.matchAll({ includeUncontrolled: true, type: "all" })).map((client) => keyOf(client.id)));
  for (const { url } of noted) {
    const key = pathOf(url) ?? "";
    if (key !== keyOf(id) && !open.has(key)) await pages.delete(key);
  }
}

const isOwn = async (id: string): Promise<boolean> => id !== "" && (await caches.match(keyOf(id), { cacheName: PAGES })) !== undefined;

/** Rejects after a while. */
const patience = (): Promise<never> => new Promise((_, reject) => setTimeout(() => reject(new Error("the network took too long")), PATIENCE));

/** The page: from the network if that answers in time, or else its copy. */
async function pageFor(event: FetchEvent): Promise<Response> {
  const copied = await caches.match("./", { cacheName: CACHE });
  const shown = async (copied: Response): Promise<Response> => {
    await note(event.resultingClientId);
    return copied;
  };
  try {
    const response = await Promise.race([fetch(event.request), ...(copied ? [patience()] : [])]);
    if (response.status >= 500 && copied) return await shown(copied);
    if (response.ok && (await response.clone().text()).includes(BUILD)) await note(event.resultingClientId);
    return response;
  } catch (error) {
    if (copied) return shown(copied);
    throw error;
  }
}

/** Another file of the page: of the build that the page is of. */
async function fileFor(event: FetchEvent, file: string): Promise<Response> {
  if (!(await isOwn(event.clientId))) return fetch(event.request);
  await note(event.resultingClientId);
  const copied = await caches.match(file, { cacheName: CACHE });
  if (copied) return copied;
  return check(file, await fetch(event.request));
}

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const path = pathOf(request.url);
  if (request.method !== "GET" || path === undefined) return;
  if (request.mode === "navigate") {
    if (isPage(path)) event.respondWith(pageFor(event));
    return;
  }
  if (FILES.has(path)) event.respondWith(fileFor(event, path));
});
