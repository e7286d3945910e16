// An invented table, so that there is something to see before the visitor drops a file.

import { random } from "../../shared/random.ts";
import { normal } from "../sets.ts";

const DISTRICTS = ["harbour", "hill", "old town"];

/** Houses as CSV text, with some missing values. */
export function houses(rows = 160, seed = 5): string {
  const uniform = random(seed);
  const noise = normal(uniform);
  const lines = ["size,rooms,age,district,garden,price,sold_fast"];
  for (let row = 0; row < rows; row += 1) {
    const size = 30 + 130 * uniform();
    const rooms = Math.max(1, Math.round(size / 27 + 0.7 * noise()));
    const age = Math.floor(90 * uniform() ** 2);
    const district = DISTRICTS[Math.floor(uniform() * 3)]!;
    const garden = uniform() < 0.35;
    const price = 40 + 2.6 * size + 9 * rooms - 0.5 * age + (district === "hill" ? 55 : 0) + (garden ? 22 : 0) + 16 * noise();
    const fast = price / size < 3.6 + 0.35 * noise();
    const cells = [size.toFixed(1), rooms, age, district, garden, price.toFixed(1), fast ? "yes" : "no"];
    lines.push(cells.map((cell, column) => (column < 5 && uniform() < 0.04 ? "" : cell)).join(","));
  }
  return `${lines.join("\n")}\n`;
}
