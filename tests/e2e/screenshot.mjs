// Takes the README's picture of the built page: a drawn digit and a training under way.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, launch, serve } from "./browser.mjs";

const folder = fileURLToPath(new URL("../../docs/", import.meta.url));
const site = await serve([dist]);
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1200, height: 1560 }, colorScheme: "light", locale: "en-US" });
await page.goto(site.url);
const at = (id) => page.locator(`pupil-digits [data-testid="${id}"]`);
await at("source").waitFor();
await page.waitForTimeout(500);
const box = await at("pad").boundingBox();
const stroke = [[0.3, 0.34], [0.36, 0.24], [0.5, 0.18], [0.64, 0.22], [0.66, 0.34], [0.56, 0.44], [0.46, 0.48], [0.6, 0.52], [0.68, 0.62], [0.64, 0.76], [0.48, 0.82], [0.32, 0.74]];
const [first, ...rest] = stroke.map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
await page.mouse.move(...first);
await page.mouse.down();
for (const point of rest) await page.mouse.move(...point, { steps: 4 });
await page.mouse.up();
await at("samples").fill("6000");
await at("train").click();
await page.waitForFunction(() => document.querySelector("pupil-digits").shadowRoot.querySelector("progress").value > 0.6, undefined, { timeout: 120_000 });
mkdirSync(folder, { recursive: true });
await page.evaluate(() => scrollTo(0, 0));
await page.screenshot({ path: `${folder}digits.png` });
await browser.close();
site.close();
