// What a worker can do while it is blocked by a running program.

/**
 * True if the blob at an address was revoked, or the page's policy forbids to read blobs. A worker that runs a program
 * receives no messages, but it can read an address at once.
 */
export function stops(address: string): boolean {
  const request = new XMLHttpRequest();
  try {
    request.open("GET", address, false);
    request.send();
    return request.status !== 200;
  } catch {
    return true;
  }
}

/** The bytes at an address; undefined if there are none. */
export function bytesAt(address: string): Uint8Array | undefined {
  const request = new XMLHttpRequest();
  try {
    request.open("GET", address, false);
    request.responseType = "arraybuffer";
    request.send();
    return request.status === 200 ? new Uint8Array(request.response as ArrayBuffer) : undefined;
  } catch {
    return undefined;
  }
}

/** A place in shared memory that never changes. Undefined where the browser has no such memory. */
const place = (() => {
  try {
    return new Int32Array(new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true }).buffer);
  } catch {
    return undefined;
  }
})();

/** Waits, without computing where the browser allows it. */
export function wait(seconds: number): void {
  const until = performance.now() + seconds * 1000;
  try {
    if (place) Atomics.wait(place, 0, 0, seconds * 1000);
  } catch {
    // Some browsers forbid it. The loop waits then.
  }
  while (performance.now() < until);
}
