// `?profile` in the address: where a model's time goes.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { dist, launch, presentable, serve } from "./browser.mjs";

let browser, site;

before(async () => {
  site = await serve([dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
});

/** The page with the digits lesson's code in view. */
async function open(address, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: "en-US", ...options });
  const page = await context.newPage();
  await page.goto(address);
  await page.locator("pupil-digits [data-testid=source]").filter({ hasText: "this page’s network" }).waitFor();
  await page.locator("pupil-digits [data-testid=view-code]").click();
  await page.locator("pupil-digits [data-testid=summary]").filter({ hasText: "Total params" }).waitFor();
  return page;
}

async function rows(page) {
  const cells = await page
    .locator("pupil-digits [data-testid=profile] tbody tr")
    .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.innerText.trim())));
  return cells.map(([op, layer, calls, milliseconds, rate]) => ({ op, layer, calls: Number(calls), milliseconds: Number(milliseconds), rate }));
}

test("?profile shows the time of each operation of a training step and of a prediction", async () => {
  for (const [width, colorScheme] of [[1280, "light"], [390, "dark"]]) {
    const page = await open(`${site.url}?profile`, { viewport: { width, height: 900 }, colorScheme });
    const table = page.locator("pupil-digits [data-testid=profile]");
    await table.waitFor();
    const training = await rows(page);
    const convolution = training.find(({ op }) => op === "conv2d");
    assert.ok(convolution.milliseconds > 0 && Number(convolution.rate) > 0, JSON.stringify(convolution));
    assert.ok(training.some(({ op }) => op === "conv2d_filter_grad") && training.some(({ op }) => op === "update"));
    if (process.env.PUPIL_SHOTS) {
      await page.locator("pupil-digits pupil-profile").screenshot({ path: `${process.env.PUPIL_SHOTS}/profile-${width}.png` });
    }
    await presentable(page, "pupil-digits");

    await page.locator("pupil-digits [data-testid=profile-of]").selectOption("predict");
    await page.locator("pupil-digits [data-testid=measure]").click();
    await page.waitForFunction(
      () => !document.querySelector("pupil-digits").shadowRoot.querySelector("pupil-profile").shadowRoot.textContent.includes("update"),
    );
    const predicting = await rows(page);
    assert.ok(predicting.some(({ op }) => op === "conv2d"));
    assert.ok(predicting.every(({ op }) => !op.endsWith("_grad")), JSON.stringify(predicting));
    await page.context().close();
  }
});

test("without it there is no such table", async () => {
  const page = await open(site.url);
  assert.equal(await page.locator("pupil-profile").count(), 0);
  await page.context().close();
});
