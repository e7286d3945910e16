// Takes the README's pictures from the built page: the four lessons, and a network that learns as an animated GIF.

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { GIFEncoder, applyPalette, quantize } from "../../web/node_modules/gifenc/dist/gifenc.esm.js";
import { dist, launch, serve } from "./browser.mjs";

const folder = fileURLToPath(new URL("../../docs/", import.meta.url));
const site = await serve([dist]);
const browser = await launch();
const SIZE = { width: 1280, height: 800 };

/** The page at a lesson. */
async function open(hash) {
  const page = await browser.newPage({ viewport: SIZE, colorScheme: "light", locale: "en-US" });
  await page.goto(`${site.url}#${hash}`);
  return [page, (id) => page.locator(`article:not([hidden]) [data-testid="${id}"]`)];
}

/** A picture of a lesson, after `prepare` has given it something to show. */
async function shot(hash, prepare) {
  const [page, at] = await open(hash);
  await prepare(page, at);
  const picture = await page.screenshot();
  await page.close();
  return `data:image/png;base64,${picture.toString("base64")}`;
}

const pictures = [
  await shot("neuron", (page) => page.waitForTimeout(9000)),
  await shot("digits", async (page, at) => {
    await at("guess").filter({ hasText: "3" }).waitFor();
    await page.waitForTimeout(3000);
    const box = await at("network").boundingBox();
    await page.mouse.move(box.x + 0.22 * box.width, box.y + 0.35 * box.height);
    await page.waitForTimeout(500);
  }),
  await shot("photos", (page) => page.waitForTimeout(4000)),
  await shot("words", (page) => page.waitForTimeout(4000)),
];
const page = await browser.newPage({ viewport: { width: 1660, height: 1080 } });
const images = pictures.map((picture) => `<img src="${picture}">`).join("");
await page.setContent(`<style>body { margin: 20px; background: #e2ded6; display: grid; grid-template-columns: 1fr 1fr; gap: 20px; }
  img { width: 100%; border-radius: 12px; }</style>${images}`);
await page.waitForTimeout(300);
await page.screenshot({ path: `${folder}lessons.png`, fullPage: true });

/** The pixels of a screenshot, at a smaller size. */
const pixels = async (png, width, height) =>
  Uint8ClampedArray.from(
    Buffer.from(
      await page.evaluate(async ([url, width, height]) => {
        const image = await createImageBitmap(await (await fetch(url)).blob(), { resizeWidth: width, resizeHeight: height, resizeQuality: "high" });
        const context = new OffscreenCanvas(width, height).getContext("2d");
        context.drawImage(image, 0, 0);
        const { data } = context.getImageData(0, 0, width, height);
        return btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(""));
      }, [`data:image/png;base64,${png.toString("base64")}`, width, height]),
      "base64",
    ),
  );

const [film, at] = await open("digits");
const frames = [];
const frame = async (delay) => frames.push([await film.screenshot(), delay]);
await at("guess").filter({ hasText: "3" }).waitFor();
await film.waitForTimeout(2500);
await frame(1200);
await at("train").click();
for (let i = 0; i < 16; i += 1) {
  await frame(250);
  await film.waitForTimeout(200);
}
await frame(2500);
const [width, height] = [640, 400];
const encoder = GIFEncoder();
for (const [png, delay] of frames) {
  const data = await pixels(png, width, height);
  const palette = quantize(data, 64);
  encoder.writeFrame(applyPalette(data, palette), width, height, { palette, delay });
}
encoder.finish();
writeFileSync(`${folder}learning.gif`, encoder.bytes());
await browser.close();
site.close();
