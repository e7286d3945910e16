// The places of panics in modules, which the build shortens.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { shortenLocations } from "../../web/locations.mjs";
import { dist } from "./browser.mjs";

/** A module with these bytes in its memory, from address 64. */
function moduleOf(data) {
  const length = [(data.length & 127) | 128, data.length >> 7];
  const segment = [0, 0x41, 0xc0, 0x00, 0x0b, ...length, ...data];
  const size = segment.length + 1;
  return Uint8Array.from([0, 97, 115, 109, 1, 0, 0, 0, 5, 3, 1, 0, 1, 11, (size & 127) | 128, size >> 7, 1, ...segment]);
}

test("places of panics lose their columns and the machine's folders; other bytes stay", async () => {
  const paths = ["/home/me/.cargo/registry/src/index-1/itoa-1.0.19/src/lib.rs", "crates/core/src/shape.rs", "not a path"];
  const text = paths.join("");
  const record = (path, line, column) => [64 + text.indexOf(path), path.length, line, column].flatMap((value) => [value & 255, value >> 8, 0, 0]);
  const gap = Array.from({ length: (4 - (text.length % 4)) % 4 }, () => 7);
  const records = [...record(paths[0], 300, 25), ...record(paths[1], 12, 9), ...record(paths[2], 5, 5)];
  const bytes = moduleOf([...new TextEncoder().encode(text), ...gap, ...records]);
  assert.ok(WebAssembly.validate(bytes));
  assert.equal(shortenLocations(bytes), 2);
  assert.ok(WebAssembly.validate(bytes));
  const data = bytes.subarray(bytes.length - records.length);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const places = [0, 16, 32].map((at) => [0, 4, 8, 12].map((offset) => view.getUint32(at + offset, true)));
  const whole = new TextDecoder().decode(bytes);
  const pathOf = ([address, length]) => whole.slice(whole.indexOf("itoa") - text.indexOf("itoa")).slice(address - 64, address - 64 + length);
  assert.deepEqual(places.map((place) => [pathOf(place), place[2], place[3]]), [["itoa-1.0.19/src/lib.rs", 300, 1], ["crates/core/src/shape.rs", 12, 1], ["not a path", 5, 5]]);
  assert.doesNotMatch(whole, /home|registry/);
  assert.match(whole, /not a path/);
});

test("no module of the page names folders of the machine that built it", () => {
  const modules = readdirSync(dist).filter((name) => name.endsWith(".wasm"));
  assert.ok(modules.length > 8);
  for (const name of modules) assert.doesNotMatch(readFileSync(join(dist, name)).toString("latin1"), /\/rustc\/|\.cargo\/registry/, name);
});
