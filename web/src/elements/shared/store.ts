// A lesson's storage in the browser (IndexedDB), so that a trained model survives a reload. Each element has a key of its
// own; with undefined as the key, nothing is stored.

/** A lesson's trained model. */
export interface Kept<S> {
  /** The model's file, with its optimizer's state. */
  file: Uint8Array;
  /** What else the lesson needs to continue: curves, classes, .. */
  state: S;
  /** When it was stored. */
  time: Date;
}

/** How to watch storing, and how to end it early. */
export interface Keeping {
  signal?: AbortSignal;
  /** Called with the share that is written so far. */
  report?(share: number): void;
}

/** A large file is stored in parts; then `file` is missing from its record. */
interface Stored<S> extends Omit<Kept<S>, "file"> {
  file?: Uint8Array;
  parts?: { id: number; count: number; size: number };
}

const NAME = "pupil";
const VERSION = 4;
/** Records by lesson. */
const LESSONS = "lessons";
/** Parts of large files, by `[lesson, id of the file, number]`. */
const PARTS = "parts";
/** What a visitor collected for a lesson, by `[lesson, number]`. */
const ITEMS = "items";

/**
 * Bytes of a part, which is a step of the progress. Chromium refuses values of more than 133 MB where it stores them
 * only in memory (private windows), and the photo lesson's large network has 228 MB.
 */
const PART = 4 * 2 ** 20;

/** Milliseconds after which parts without a record belong to a tab that was closed while storing them. */
const ABANDONED = 10 * 60_000;

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });
}

/** Waits until the data are on the disk. */
function written(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB is full"));
  });
}

/** Before version 4 the keys had no name of the element: what the page itself kept has the name "page" now. */
function rename(transaction: IDBTransaction): void {
  for (const name of [LESSONS, PARTS, ITEMS]) {
    if (!transaction.objectStoreNames.contains(name)) continue;
    transaction.objectStore(name).openCursor().onsuccess = ({ target }) => {
      const cursor = (target as IDBRequest<IDBCursorWithValue | null>).result;
      if (!cursor) return;
      const [lesson, ...rest] = [cursor.key].flat() as [string, ...number[]];
      if (!lesson.includes(" ")) {
        const renamed = `${lesson} page`;
        transaction.objectStore(name).put(cursor.value, rest.length ? [renamed, ...rest] : renamed);
        cursor.delete();
      }
      cursor.continue();
    };
  }
}

async function withDatabase<T>(use: (database: IDBDatabase) => Promise<T>): Promise<T> {
  const opening = indexedDB.open(NAME, VERSION);
  opening.onupgradeneeded = ({ oldVersion }) => {
    const { result } = opening;
    if (oldVersion > 0 && oldVersion < 4) rename(opening.transaction!);
    for (const name of [LESSONS, PARTS, ITEMS]) if (!result.objectStoreNames.contains(name)) result.createObjectStore(name);
  };
  const database = await asked(opening);
  // Another tab may have a newer page, which waits for this.
  database.onversionchange = () => database.close();
  try {
    return await use(database);
  } finally {
    database.close();
  }
}

/** The keys of a file's parts, or of all files of a lesson. */
const partsOf = (lesson: string, id?: number): IDBKeyRange =>
  id === undefined ? IDBKeyRange.bound([lesson], [lesson, []]) : IDBKeyRange.bound([lesson, id], [lesson, id, []]);

/**
 * Stores a lesson's model instead of the earlier one, which stays until the new one is complete.
 *
 * @throws Error when the browser has no room or forbids it, or `signal` ended it.
 */
export async function keep<S>(
  lesson: string | undefined,
  file: Uint8Array,
  state: S,
  { signal, report }: Keeping = {},
): Promise<void> {
  if (lesson === undefined) return;
  await withDatabase(async (database) => {
    const id = Date.now() + Math.random();
    const count = file.length <= PART ? 0 : Math.ceil(file.length / PART);
    try {
      for (let part = 0; part < count; part += 1) {
        signal?.throwIfAborted();
        const transaction = database.transaction(PARTS, "readwrite");
        transaction.objectStore(PARTS).put(file.slice(part * PART, (part + 1) * PART), [lesson, id, part]);
        await written(transaction);
        report?.((part + 1) / count);
      }
      signal?.throwIfAborted();
      const stored: Stored<S> = { state, time: new Date(), ...(count ? { parts: { id, count, size: file.length } } : { file }) };
      const transaction = database.transaction([LESSONS, PARTS], "readwrite");
      const done = written(transaction);
      const [lessons, parts] = [LESSONS, PARTS].map((name) => transaction.objectStore(name)) as [IDBObjectStore, IDBObjectStore];
      lessons.get(lesson).onsuccess = ({ target }) => {
        const before = (target as IDBRequest<Stored<S> | undefined>).result?.parts?.id;
        lessons.put(stored, lesson);
        // Another tab may be storing a model, too: its parts stay.
        if (before !== undefined) parts.delete(partsOf(lesson, before));
        parts.delete(IDBKeyRange.bound([lesson], [lesson, id - ABANDONED]));
      };
      await done;
    } catch (error) {
      if (count) {
        const transaction = database.transaction(PARTS, "readwrite");
        transaction.objectStore(PARTS).delete(partsOf(lesson, id));
        await written(transaction).catch(() => undefined);
      }
      throw error;
    }
  });
}

/** A lesson's stored model; undefined if there is none, or the browser forbids storage (for example in a frame). */
export async function kept<S>(lesson: string | undefined): Promise<Kept<S> | undefined> {
  if (lesson === undefined) return undefined;
  try {
    return await withDatabase(async (database) => {
      const transaction = database.transaction([LESSONS, PARTS]);
      const found = await asked<Stored<S> | undefined>(transaction.objectStore(LESSONS).get(lesson));
      if (!found) return undefined;
      const { file, parts, state, time } = found;
      if (file || !parts) return file && { file, state, time };
      const whole = new Uint8Array(parts.size);
      for (let part = 0; part < parts.count; part += 1) {
        const bytes = await asked<Uint8Array>(transaction.objectStore(PARTS).get([lesson, parts.id, part]));
        whole.set(bytes, part * PART);
      }
      return { file: whole, state, time };
    });
  } catch {
    return undefined;
  }
}

/** Deletes a lesson's stored model. */
export async function forget(lesson: string | undefined): Promise<void> {
  if (lesson === undefined) return;
  await withDatabase((database) => {
    const transaction = database.transaction([LESSONS, PARTS], "readwrite");
    transaction.objectStore(LESSONS).delete(lesson);
    transaction.objectStore(PARTS).delete(partsOf(lesson));
    return written(transaction);
  }).catch(() => undefined);
}

/** The keys of everything that was collected for a lesson. */
const itemsOf = (lesson: string): IDBKeyRange => IDBKeyRange.bound([lesson], [lesson, []]);

/**
 * Stores things that a visitor collected for a lesson, such as photos, each under its number.
 *
 * @throws Error when the browser has no room or forbids it.
 */
export async function keepItems(lesson: string | undefined, items: readonly (readonly [number: number, value: unknown])[]): Promise<void> {
  if (lesson === undefined) return;
  await withDatabase((database) => {
    const transaction = database.transaction(ITEMS, "readwrite");
    const done = written(transaction);
    for (const [number, value] of items) transaction.objectStore(ITEMS).put(value, [lesson, number]);
    return done;
  });
}

/** What was collected for a lesson, by its numbers; nothing if the browser forbids storage. */
export async function keptItems(lesson: string | undefined): Promise<[number: number, value: unknown][]> {
  if (lesson === undefined) return [];
  try {
    return await withDatabase(async (database) => {
      const store = database.transaction(ITEMS).objectStore(ITEMS);
      const [keys, values] = await Promise.all([asked(store.getAllKeys(itemsOf(lesson))), asked(store.getAll(itemsOf(lesson)))]);
      return keys.map((key, at) => [(key as [string, number])[1], values[at]]);
    });
  } catch {
    return [];
  }
}

/** Deletes these things of a lesson, or all that was collected for it. */
export async function forgetItems(lesson: string | undefined, numbers?: readonly number[]): Promise<void> {
  if (lesson === undefined) return;
  await withDatabase((database) => {
    const transaction = database.transaction(ITEMS, "readwrite");
    const done = written(transaction);
    const store = transaction.objectStore(ITEMS);
    if (numbers) for (const number of numbers) store.delete([lesson, number]);
    else store.delete(itemsOf(lesson));
    return done;
  }).catch(() => undefined);
}
