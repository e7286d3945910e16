// What a lesson keeps in the browser (IndexedDB), so that a trained model survives a reload.

/** A lesson's trained model. */
export interface Kept<S> {
  /** The model's file, with its optimizer's state. */
  file: Uint8Array;
  /** What else the lesson needs to go on: curves, classes, .. */
  state: S;
  /** When it was kept. */
  time: Date;
}

const NAME = "pupil";
const STORE = "lessons";

function asked<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error("IndexedDB failed"));
  });
}

async function withStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(NAME, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await asked(opening);
  try {
    const transaction = database.transaction(STORE, mode);
    const result = await asked(use(transaction.objectStore(STORE)));
    if (mode === "readwrite") {
      // Only then is it on the disk.
      await new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve();
        transaction.onabort = () => reject(transaction.error ?? new Error("IndexedDB is full"));
      });
    }
    return result;
  } finally {
    database.close();
  }
}

/** Keeps a lesson's model in the place of the one before. @throws Error when the browser has no room or forbids it. */
export async function keep<S>(lesson: string, file: Uint8Array, state: S): Promise<void> {
  const kept: Kept<S> = { file, state, time: new Date() };
  await withStore("readwrite", (store) => store.put(kept, lesson));
}

/** A lesson's model; undefined where none was kept, or the browser forbids storage (in a frame, for example). */
export async function kept<S>(lesson: string): Promise<Kept<S> | undefined> {
  try {
    return (await withStore("readonly", (store) => store.get(lesson) as IDBRequest<Kept<S> | undefined>)) ?? undefined;
  } catch {
    return undefined;
  }
}

/** Forgets a lesson's model. */
export async function forget(lesson: string): Promise<void> {
  await withStore("readwrite", (store) => store.delete(lesson)).catch(() => undefined);
}
