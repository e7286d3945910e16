// Takes the README's picture from the built page: the lessons side by side.

import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { dist, launch, serve } from "./browser.mjs";

const folder = fileURLToPath(new URL("../../docs/", import.meta.url));
const site = await serve([dist]);
const browser = await launch();

/** A picture of a lesson's first panel, after `prepare` has given it something to show. */
async function shot(lesson, panels, height, prepare) {
  const page = await browser.newPage({ viewport: { width: 1000, height }, colorScheme: "light", locale: "en-US", deviceScaleFactor: 1 });
  const body = `<!doctype html><html lang="en"><title>${lesson}</title><style>body { margin: 28px; background: #faf9f6; }</style>
    <script type="module" src="pupil-elements.js"></script><pupil-${lesson} panels="${panels}"></pupil-${lesson}></html>`;
  await page.route("**/shot.html", (route) => route.fulfill({ contentType: "text/html", body }));
  await page.goto(`${site.url}shot.html`);
  await prepare(page, (id) => page.locator(`[data-testid="${id}"]`));
  const picture = await page.screenshot();
  await page.close();
  return `data:image/png;base64,${picture.toString("base64")}`;
}

const pictures = [
  await shot("regression", "plane", 760, async (page) => {
    await page.locator('[data-testid="ways"]').waitFor();
    await page.waitForTimeout(2500);
  }),
  await shot("digits", "draw", 560, async (page, at) => {
    await at("source").waitFor();
    await page.waitForTimeout(800);
    const box = await at("pad").boundingBox();
    const stroke = [[0.3, 0.34], [0.36, 0.24], [0.5, 0.18], [0.64, 0.22], [0.66, 0.34], [0.56, 0.44], [0.46, 0.48], [0.6, 0.52], [0.68, 0.62], [0.64, 0.76], [0.48, 0.82], [0.32, 0.74]];
    const [first, ...rest] = stroke.map(([x, y]) => [box.x + box.width * x, box.y + box.height * y]);
    await page.mouse.move(...first);
    await page.mouse.down();
    for (const point of rest) await page.mouse.move(...point, { steps: 4 });
    await page.mouse.up();
    await page.waitForTimeout(500);
  }),
  await shot("photos", "look", 560, async (page, at) => {
    await at("source").waitFor();
    await page.waitForTimeout(1000);
    await at("heat").check();
    await page.waitForTimeout(1500);
  }),
  await shot("sentiment", "try", 760, async (page) => {
    await page.locator("textarea").fill("The trailer is dull, but the film is not bad at all: I smiled all the way home.");
    await page.waitForTimeout(2500);
  }),
];
const page = await browser.newPage({ viewport: { width: 1660, height: 1150 } });
const order = [0, 3, 1, 2].map((i) => `<img src="${pictures[i]}">`).join("");
await page.setContent(`<style>body { margin: 20px; background: #e2ded6; display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
  img { width: 100%; border-radius: 12px; }</style>${order}`);
await page.waitForTimeout(300);
mkdirSync(folder, { recursive: true });
await page.screenshot({ path: `${folder}lessons.png`, fullPage: true });
await browser.close();
site.close();
