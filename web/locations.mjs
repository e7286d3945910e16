// Panics name the place in the source where they come from. A module holds these places as records of a file's address, its
// length, a line and a column. Without columns, and with paths that begin at the crate, the engine is 1 % smaller when
// packed, and no module holds the folders of the machine that built it.

/** The part of a path that says nothing: the folders of the machine before the crate or before Rust's own library. */
const MACHINE = /^.*\/(?=[^/]+-\d[^/]*\/src\/)|^\/rustc\/[0-9a-f]+\/library\/|^.*\/rustlib\/src\/rust\/library\//;

/** An unsigned number of WebAssembly's binary format, and where it ends. */
function number(bytes, at) {
  let value = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++];
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return [value, at];
  }
}

/** The active data segments of a module: their places in memory, and their bytes. */
function segments(bytes) {
  const found = [];
  let at = 8;
  while (at < bytes.length) {
    const kind = bytes[at];
    const [size, start] = number(bytes, at + 1);
    if (kind === 11) {
      let [count, next] = number(bytes, start);
      for (; count; count--) {
        let flags, address, length;
        [flags, next] = number(bytes, next);
        if (flags === 0) {
          if (bytes[next] !== 0x41) throw new Error("a data segment does not begin at a constant");
          [address, next] = number(bytes, next + 1);
          if (bytes[next++] !== 0x0b) throw new Error("a data segment does not begin at a constant");
        } else if (flags !== 1) throw new Error(`a data segment has the flags ${flags}`);
        [length, next] = number(bytes, next);
        if (flags === 0) found.push({ address, bytes: bytes.subarray(next, next + length) });
        next += length;
      }
    }
    at = start + size;
  }
  return found;
}

/** Shortens the places of panics in a module's bytes, which it changes. Returns how many there are. */
export function shortenLocations(bytes) {
  const all = segments(bytes);
  const end = Math.max(0, ...all.map(({ address, bytes }) => address + bytes.length));
  // Binaryen leaves zeros out, also within a record, so records are read from memory as the module fills it.
  const memory = new Uint8Array(end);
  for (const segment of all) memory.set(segment.bytes, segment.address);
  const view = new DataView(memory.buffer);
  const used = new Uint8Array(end);
  const prefixes = [];
  let places = 0;
  for (let at = 0; at + 16 <= end; at += 4) {
    const [address, length, line, column] = [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true));
    if (length < 4 || length > 300 || address + length > end || !line || line > 200_000 || !column || column > 2_000) continue;
    const path = new TextDecoder().decode(memory.subarray(address, address + length));
    if (!/^[\w./+-]+\.rs$/.test(path)) continue;
    const prefix = MACHINE.exec(path)?.[0].length ?? 0;
    view.setUint32(at, address + prefix, true);
    view.setUint32(at + 4, length - prefix, true);
    view.setUint32(at + 12, 1, true);
    if (prefix) prefixes.push([address, address + prefix]);
    used.fill(1, address + prefix, address + length);
    places += 1;
  }
  // What no place names any more becomes zeros.
  for (const [from, to] of prefixes) for (let at = from; at < to; at++) if (!used[at]) memory[at] = 0;
  for (const segment of all) {
    const { address, bytes } = segment;
    bytes.set(memory.subarray(address, address + bytes.length));
    memory.fill(0, address, address + bytes.length);
  }
  if (memory.some((byte) => byte)) throw new Error("a place of a panic would need a byte that the module does not have");
  return places;
}
