/** The buffers of an answer's typed arrays. They are moved to the page, because nothing here uses them any more. */
export function buffersOf(answer: unknown, found = new Set<ArrayBuffer>()): ArrayBuffer[] {
  if (ArrayBuffer.isView(answer)) {
    const { buffer, byteLength } = answer;
    // A view of part of a buffer, or of the engine's memory, is copied instead.
    if (buffer instanceof ArrayBuffer && buffer.byteLength === byteLength) found.add(buffer);
  } else if (Array.isArray(answer)) {
    // Lists of texts and numbers may be long, and contain no buffers.
    if (typeof answer[0] === "object") for (const each of answer) buffersOf(each, found);
  } else if (typeof answer === "object" && answer !== null && Object.getPrototypeOf(answer) === Object.prototype) {
    for (const each of Object.values(answer)) buffersOf(each, found);
  }
  return [...found];
}
