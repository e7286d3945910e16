// Python cells: the element pupil-python, and the page's place for Python.

import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { dist, launch, presentable, problemsOf, serve, settles } from "./browser.mjs";

let browser, site;

/** A folder for pages with cells. */
const pages = mkdtempSync(join(tmpdir(), "pupil-cells-"));

before(async () => {
  site = await serve([pages, dist]);
  browser = await launch();
});

after(async () => {
  await browser?.close();
  site?.close();
  rmSync(pages, { recursive: true });
});

const escaped = (code) => code.replaceAll("&", "&amp;").replaceAll("<", "&lt;");

/** A page with these cells, each a code or a pair of attributes and a code. */
async function open(cells, { url = site.url, library = "", width = 1000, locale = "en-US", ...options } = {}) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, locale, serviceWorkers: "block", ...options });
  const page = await context.newPage();
  const problems = problemsOf(page);
  const elements = cells.map((cell, at) => {
    const [attributes, code] = Array.isArray(cell) ? cell : ["", cell];
    return `<pupil-python id="c${at}" ${attributes}><pre>\n${escaped(code)}\n</pre></pupil-python>`;
  });
  const body = `<!doctype html><html lang="${locale.slice(0, 2)}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Cells</title>
    <link rel="icon" href="data:,"><script type="module" src="${library}pupil-elements.js"></script><main>${elements.join("")}</main></html>`;
  writeFileSync(join(pages, "cells.html"), body);
  await page.goto(`${url}cells.html`);
  const at = (id, number = 0) => page.locator(`#c${number} [data-testid="${id}"]`);
  // Elements are loaded when they come near the view.
  const run = (number = 0, code) =>
    page.evaluate(
      async ([number, code]) => {
        const cell = document.getElementById(`c${number}`);
        cell.scrollIntoView();
        await customElements.whenDefined("pupil-python");
        if (code !== undefined) cell.code = code;
        return cell.run();
      },
      [number, code],
    );
  return { context, page, problems, at, run };
}

test("a cell shows what a program prints, its last value and its picture", async () => {
  const { context, page, problems, at, run } = await open(["print('hello')\nx = {'size': 1, 'kind': 2, 'price': 3}\nx"]);
  const started = Date.now();
  assert.deepEqual(await run(), { output: "hello\n{'size': 1, 'kind': 2, 'price': 3}\n", error: null, figures: [] });
  console.log(`from the call to the first output: ${Date.now() - started} ms`);
  assert.match(await at("output").textContent(), /hello\s*\{'size': 1/);
  assert.deepEqual(await run(0, "%matplotlib inline\n1 + 1"), { output: "2\n", error: null, figures: [] });
  assert.deepEqual(problems, []);
  await context.close();
});

test("an error names the line, marks it, and says what to do", async () => {
  const { context, page, at, run } = await open(["import numpy as np\ndef f(x):\n    return x + missing\nf(1)", "import sklearn"]);
  const { error } = await run();
  assert.match(error, /File "<cell 1>", line 3, in f\n {4}return x \+ missing/);
  assert.match(await at("failure").textContent(), /line 3.*NameError: name 'missing' is not defined/s);
  assert.equal(await page.locator("#c0 .wrong").textContent(), "    return x + missing");
  await run(1);
  assert.match(await at("hint", 1).textContent(), /sklearn is not here\. Here are numpy, pandas/);
  const { error: syntax } = await run(0, "x = (1,\ny = 2");
  assert.match(syntax, /SyntaxError/);
  await context.close();
});

test("cells share a session by its name", async () => {
  const { context, run } = await open([['session="a"', "x = 41"], ['session="a"', "x + 1"], "x"]);
  await run(0);
  assert.equal((await run(1)).output, "42\n");
  assert.match((await run(2)).error, /NameError: name 'x' is not defined/);
  await context.close();
});

test("a program can be stopped at any moment, and keeps its variables", async () => {
  const { context, page, at, run } = await open(["x = 7"]);
  await run();
  const loops = ["while True:\n    pass", "import time\ntime.sleep(1000)", "input('? ')", "for i in iter(int, 1): print(i)",
    "import numpy as np\nwhile True: np.ones((50, 50)) @ np.ones((50, 50))"];
  for (const code of loops) {
    const ended = run(0, code);
    await at("stop").waitFor();
    await page.waitForTimeout(300);
    const started = Date.now();
    await at("stop").click();
    const { error } = await ended;
    console.log(`stopped after ${Date.now() - started} ms: ${JSON.stringify(code)}`);
    assert.match(error, /KeyboardInterrupt/);
    assert.match(await at("note").textContent(), /Stopped\. All variables are kept/);
    assert.equal((await run(0, "x")).output, "7\n");
  }
  await context.close();
});

test("a program that cannot be stopped is ended with its worker", async () => {
  const { context, at, run } = await open(["x = 7"]);
  await run();
  const ended = run(0, "while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass");
  await at("stop").waitFor();
  await at("stop").click();
  await at("stop").filter({ hasText: "End now" }).click();
  await ended;
  assert.match(await at("note").textContent(), /All variables are gone/);
  assert.match((await run(0, "x")).error, /NameError/);
  await context.close();
});

test("input asks for a line", async () => {
  const { context, page, at, run } = await open(["name = input('Your name? ')\nage = int(input('Age? '))\nprint(name, age + 1)"]);
  const ended = run();
  await at("ask").filter({ hasText: "Your name?" }).waitFor();
  await page.keyboard.type("Ada");
  await page.keyboard.press("Enter");
  await at("ask").filter({ hasText: "Age?" }).waitFor();
  await page.keyboard.type("17");
  await page.keyboard.press("Enter");
  assert.equal((await ended).output, "Your name? Ada\nAge? 17\nAda 18\n");
  await context.close();
});

const TRAINING = `import numpy as np, keras
x = np.linspace(-1, 1, 256).reshape(-1, 1)
model = keras.Sequential([keras.Input((1,)), keras.layers.Dense(8, activation="tanh"), keras.layers.Dense(1)])
model.compile(optimizer=keras.optimizers.Adam(0.02), loss="mse", metrics=["mae"])
model.fit(x, x ** 2, epochs=8, batch_size=16, validation_split=0.25)
model.save("bowl.keras")
print(model.predict(np.array([[0.5]]), verbose=0).shape)`;

test("fit shows Keras's lines, bars and curves, and a saved model is a download", async () => {
  const { context, page, problems, at, run } = await open([TRAINING]);
  const { output, error } = await run();
  assert.equal(error, null);
  assert.match(output, /Epoch 8\/8\n.*12\/12.*loss: \d.*mae: .*val_loss/s);
  assert.match(output, /\(1, 1\)\n$/);
  assert.equal(await page.locator("#c0 progress").count(), 8);
  assert.match(await page.locator("#c0 .steps").textContent(), /Epoch 8\/8.*12\/12.*val_mae/s);
  assert.equal(await page.locator("#c0 pupil-curves").count(), 2);
  const [file] = await Promise.all([page.waitForEvent("download"), at("written").getByRole("button", { name: "bowl.keras" }).click()]);
  assert.equal(file.suggestedFilename(), "bowl.keras");
  assert.deepEqual(problems, []);
  await context.close();
});

test("models are written and read in every format, ONNX by modules of their own", async () => {
  const code = `import keras
import numpy as np
model = keras.Sequential([keras.Input((3,)), keras.layers.Dense(2, activation="tanh")])
x = np.ones((4, 3))
for name in ("m.keras", "m.h5", "m.safetensors", "m.zip", "m.onnx"):
    model.save(name)
    print(name, np.allclose(keras.models.load_model(name, compile=False).predict(x, verbose=0), model.predict(x, verbose=0), atol=1e-6))`;
  const { context, problems, run } = await open([code, "1 + 1"]);
  const { output, error } = await run();
  assert.equal(error, null);
  assert.deepEqual(output.match(/True/g).length, 5, output);
  const bad = await run(1, "import keras\nopen('b.onnx', 'wb').write(b'nothing')\nkeras.models.load_model('b.onnx')");
  assert.match(bad.error, /Error: .*(ONNX|onnx|model file)/);
  assert.deepEqual(problems, []);
  await context.close();
});

test("programs read files that are dropped, chosen or named by the page", async () => {
  const { context, page, at, run } = await open([['files="cells.html"', "import os\nsorted(os.listdir('.'))"]]);
  assert.equal((await run()).output, "['cells.html']\n");
  await at("add-files").setInputFiles({ name: "a.csv", mimeType: "text/csv", buffer: Buffer.from("x,y\n1,2\n") });
  await at("files").filter({ hasText: "a.csv" }).waitFor();
  assert.equal((await run(0, "print(open('a.csv').read())")).output, "x,y\n1,2\n\n");
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(["hi"], "b.txt"));
    document.getElementById("c0").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
  });
  await at("files").filter({ hasText: "b.txt" }).waitFor();
  assert.equal((await run(0, "open('b.txt').read()")).output, "'hi'\n");
  await run(0, "open('missing.csv')");
  assert.match(await at("hint").textContent(), /The files here are: cells\.html, a\.csv, b\.txt/);
  const { error } = await run(0, "1").then(() => page.evaluate(async () => {
    const cell = document.getElementById("c0");
    cell.files = "nothing.csv";
    return cell.run();
  }));
  assert.match(error, /nothing\.csv could not be loaded: 404/);
  await context.close();
});

test("bad programs end in Python errors, and harm nothing else", async () => {
  const { context, at, run } = await open(["for i in range(10 ** 6): print(i)", "1 + 1"]);
  const { output, error } = await run();
  assert.equal(error, null);
  assert.ok(output.length < 500_000, `${output.length} characters`);
  assert.match(await at("output").textContent(), /The rest of the output is left out/);
  assert.match((await run(0, "def f(): f()\nf()")).error, /RecursionError: maximum recursion depth exceeded/);
  assert.match((await run(0, "import numpy as np\nx = [np.ones((1000, 1000)) for _ in range(10000)]")).error, /MemoryError: Unable to allocate 7\.63 MiB/);
  assert.match((await run(0, "x = []\nwhile True: x.append(list(range(100000)))")).error, /MemoryError/);
  // The memory is used again.
  assert.equal((await run(0, "x = None\nfor i in range(10 ** 6): pass\nnp.ones((500, 500)).sum()")).output, "np.float64(250000.0)\n");
  assert.equal((await run(1)).output, "2\n");
  await context.close();
});

test("a crash of the worker ends its session only", async () => {
  const { context, page, at, run } = await open(["x = 1\ninput('Wait here ')", "y = 2"]);
  await run(1);
  const ended = run();
  await at("ask").waitFor();
  await page.workers().at(-1).evaluate(() => setTimeout(() => { throw new Error("a crash"); }));
  assert.match((await ended).error, /a crash/);
  assert.match(await at("note").textContent(), /Python stopped: .*a crash\. All variables are gone/);
  assert.match((await run(0, "x")).error, /NameError/);
  assert.equal((await run(1, "y")).output, "2\n");
  await context.close();
});

test("a crash of the interpreter in a run ends its session only", async () => {
  const { context, at, run } = await open(["x = 1"]);
  const crashing = `export default async () => {};
    export class PythonSession { addFile() {} readFile() {} answer() {} run() { throw new WebAssembly.RuntimeError("unreachable"); } }`;
  await context.route(/pupil-python-wasm\.js/, (route) => route.fulfill({ contentType: "text/javascript", body: crashing }));
  assert.match((await run()).error, /unreachable/);
  assert.match(await at("note").textContent(), /Python stopped: .*unreachable\. All variables are gone/);
  await context.unroute(/pupil-python-wasm\.js/);
  assert.equal((await run(0, "1 + 1")).output, "2\n");
  await context.close();
});

test("twenty cells run on one page", async () => {
  const { context, page, problems } = await open(Array.from({ length: 20 }, (_, at) => ["autorun", `print(${at} ** 2)`]));
  for (let at = 0; at < 20; at += 1) {
    await page.locator(`#c${at}`).scrollIntoViewIfNeeded();
    await page.locator(`#c${at} [data-testid="output"]`).filter({ hasText: String(at ** 2) }).waitFor();
  }
  assert.deepEqual(problems, []);
  await context.close();
});

test("the editor is loaded at the first focus, and the code can be restored", async () => {
  const { context, page, at } = await open(["print('before')", ["readonly", "print('fixed')"]]);
  await page.locator("#c0 .code pre").waitFor();
  await page.locator("#c0 .tok-string").first().waitFor();
  assert.equal(await page.locator("#c0 .cm-editor").count(), 0);
  await page.locator("#c0 .code pre").click();
  await page.locator("#c0 .cm-content").waitFor();
  await page.keyboard.press("ControlOrMeta+A");
  await page.keyboard.type("for i in range(3):\nprint('after', i)");
  await page.keyboard.press("Shift+Enter");
  await at("output").filter({ hasText: "after 2" }).waitFor();
  await at("restore").click();
  assert.equal(await page.evaluate(() => document.getElementById("c0").code), "print('before')");
  assert.equal(await page.locator("#c0 .cm-content").textContent(), "print('before')");
  await page.locator("#c1 .code pre").click();
  assert.equal(await page.locator("#c1 .cm-editor").count(), 0);
  await at("run", 1).click();
  await at("output", 1).filter({ hasText: "fixed" }).waitFor();
  await context.close();
});

test("without JavaScript a cell is a listing", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.setContent("<pupil-python><pre>print(1)</pre></pupil-python>");
  assert.equal(await page.locator("pupil-python").innerText(), "print(1)");
  await context.close();
});

const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self' blob:; style-src 'self'; img-src 'self' data: blob:";

test("cells work under a strict policy, and say so where a program cannot be stopped", async () => {
  const strict = await serve([pages, dist], { "content-security-policy": `${POLICY}; connect-src 'self' blob:` });
  const { context, page, problems, at, run } = await open([TRAINING], { url: strict.url });
  assert.equal((await run()).error, null);
  await page.locator("#c0 .code pre").click();
  await page.locator("#c0 .cm-content").waitFor();
  const ended = run(0, "while True: pass");
  await at("stop").waitFor();
  await page.waitForTimeout(300);
  await at("stop").click();
  assert.match((await ended).error, /KeyboardInterrupt/);
  assert.deepEqual(problems, []);
  await context.close();
  strict.close();

  const stricter = await serve([pages, dist], { "content-security-policy": `${POLICY}; connect-src 'self'` });
  const other = await open(["print(1)"], { url: stricter.url });
  assert.equal((await other.run()).output, "1\n");
  const running = other.run(0, "while True: pass");
  await other.at("stop").waitFor();
  await other.page.waitForTimeout(300);
  await other.at("stop").click();
  await running;
  assert.match(await other.at("note").textContent(), /All variables are gone/);
  await other.context.close();
  stricter.close();
});

test("cells work in a page of another origin", async () => {
  const library = await serve([dist], { "access-control-allow-origin": "*" });
  const { context, problems, run } = await open([TRAINING], { library: library.url });
  assert.equal((await run()).error, null);
  assert.deepEqual(problems, []);
  await context.close();
  library.close();
});

test("cells are presentable: small and wide, light and dark, English and Chinese", async () => {
  for (const [width, locale, colorScheme] of [[1000, "en-US", "light"], [390, "zh-CN", "dark"], [320, "en-US", "dark"]]) {
    const { context, page, at, run } = await open([TRAINING, "missing"], { width, locale, colorScheme });
    await page.addStyleTag({ content: ":root { color-scheme: light dark; background: light-dark(#fff, #131417) }" });
    await run(0);
    await run(1);
    await presentable(page);
    assert.equal(await at("run").textContent().then((text) => text.trim()), locale === "zh-CN" ? "运行" : "Run");
    await context.close();
  }
});

test("the page has a place for Python, with programs to choose and exercises to solve", async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", serviceWorkers: "block" });
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const page = await context.newPage();
  await page.goto(`${site.url}#python`);
  const place = page.locator("pupil-python-place");
  await place.locator("[data-listing=first-1]").click();
  const cell = place.locator("pupil-python");
  await cell.locator('[data-testid="run"]').click();
  await place.locator('[data-testid="verdict"]').filter({ hasText: "Not yet" }).waitFor();
  const solve = () => page.evaluate(() => {
    const cell = document.querySelector("pupil-python-place").shadowRoot.querySelector("pupil-python");
    cell.edit(cell.code.replace("hours = ...", "hours = minutes // 60").replace("rest = ...", "rest = minutes % 60"));
  });
  await solve();
  await cell.locator('[data-testid="run"]').click();
  await place.locator('[data-testid="verdict"]').filter({ hasText: "Solved." }).waitFor();
  await presentable(page);
  // The link holds the code, which does not run by itself.
  await place.locator('[data-testid="copy-code-link"]').click();
  await place.locator(".said").filter({ hasText: "Copied" }).waitFor();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  const linked = other.locator("pupil-python-place pupil-python");
  await settles(async () => assert.match(await linked.evaluate((cell) => cell.code), /hours = minutes \/\/ 60/));
  assert.equal(await linked.locator('[data-testid="output"]').count(), 0);
  await context.close();
});

test("an autorun cell comes before the runs that a script asks for", async () => {
  const { context, page } = await open([['autorun session="trip"', "cities = ['Oslo', 'Lima']"], ['session="trip"', "len(cities)"]]);
  const said = await page.evaluate(async () => {
    await customElements.whenDefined("pupil-python");
    return document.getElementById("c1").run();
  });
  assert.deepEqual(said, { output: "2\n", error: null, figures: [] });
  await context.close();
});

test("a cell says whether its exercise is solved, in the page's language, and what is wrong with a check", async () => {
  const said = { en: [/replace the three dots/, /not what the task asks/, /^\s*✓ Solved\.\s*$/, /stops at an error/], zh: [/三个点/, /题目要求的不一样/, /^\s*✓ 做对了。\s*$/, /因错误停止/] };
  for (const [language, texts] of Object.entries(said)) {
    const { context, page, at, run, problems } = await open([['check="total == 14"', "total = ..."], "total = 14"], { locale: language === "en" ? "en-US" : "zh-CN" });
    await page.evaluate(() => {
      window.checked = [];
      document.addEventListener("pupil-checked", (event) => window.checked.push(event.detail));
    });
    for (const [index, code] of [undefined, "total = 13", "total = 14", "total = 14\n1 / 0"].entries()) {
      await run(0, code);
      await settles(async () => assert.match(await at("verdict").textContent(), texts[index]));
    }
    assert.deepEqual(await page.evaluate(() => window.checked), [false, false, true, false]);
    assert.equal(await at("verdict").getAttribute("role"), "status");
    await presentable(page);
    // The verdict is about the code that ran.
    await page.locator("#c0").evaluate((cell) => cell.restore());
    await settles(async () => assert.equal((await at("verdict").textContent()).trim(), ""));
    await run(1);
    assert.equal(await at("verdict", 1).count(), 0);
    assert.deepEqual(problems, []);
    await context.close();
  }
  const { context, page, at, run } = await open([['check="total =="', "total = 14"]]);
  await run();
  await settles(async () => assert.match(await at("fault").textContent(), /check is “total ==”; expected a Python expression/));
  assert.equal((await at("verdict").textContent()).trim(), "");
  await page.locator("#c0").evaluate((cell) => (cell.check = "total == 14"));
  await run();
  await settles(async () => assert.match(await at("verdict").textContent(), /Solved/));
  assert.equal(await at("fault").count(), 0);
  await context.close();
});

test("a notice of the packages is in the page's language", async () => {
  const code = "import keras\n(x, y), _ = keras.datasets.mnist.load_data()\nx.shape";
  for (const [locale, notice] of [["en-US", /10000 are for training and 2000 for testing/], ["zh-CN", /10000 个用于训练，2000 个用于测试/]]) {
    const { context, at, run } = await open([code], { locale });
    assert.match((await run()).output, /MNIST's files are not here.*\n\(10000, 28, 28\)/);
    await settles(async () => assert.match(await at("output").textContent(), notice));
    await context.close();
  }
});

test("an error says first what is wrong; frames of packages are folded; output has no control codes", async () => {
  const { context, at, run } = await open([TRAINING]);
  const { output } = await run();
  assert.match(output, /Epoch 1\//);
  assert.doesNotMatch(output, /[\x1b\r]/);
  await run(0, "import keras\nkeras.layers.Dense(-1)");
  const failure = at("failure");
  assert.match(await failure.locator(".message").textContent(), /^ValueError: .*units/);
  assert.equal(await failure.locator("details").getAttribute("open"), null);
  await run(0, "1 / 0");
  assert.equal(await failure.locator("details").getAttribute("open"), "");
  assert.match(await failure.locator("details").textContent(), /Traceback.*line 1/s);
  await run(0, "pd.DataFrame()");
  assert.match(await at("hint").textContent(), /import pandas as pd/);
  await run(0, "!pip install seaborn\nprint(1)");
  assert.match(await at("output").textContent(), /a page installs no packages/);
  await context.close();
});

test("one's own program keeps its session while others are looked at; answers can be seen, and what is solved is marked", async () => {
  const page = await browser.newPage();
  await page.goto(`${site.url}#python?listing=own`);
  const place = page.locator("pupil-python-place");
  const cell = place.locator("pupil-python:not([hidden])");
  await cell.waitFor();
  const run = (code) => cell.evaluate(async (cell, code) => (cell.edit(code), cell.run()), code);
  await run("kept = 5");
  await place.locator('[data-listing="first-1"]').click();
  await settles(async () => assert.match(await cell.evaluate((cell) => cell.code), /= \.\.\./));
  await cell.locator('[data-testid="run"]').click();
  const verdict = place.locator('[data-testid="verdict"]');
  await settles(async () => assert.match(await verdict.textContent(), /three dots/));
  await run("minutes = 1");
  await settles(async () => assert.match(await verdict.textContent(), /not what the task asks/));
  await place.locator('[data-testid="show-answer"]').click();
  await cell.locator('[data-testid="run"]').click();
  await settles(async () => assert.match(await verdict.textContent(), /Solved\./));
  assert.match(await place.locator('[data-listing="first-1"]').textContent(), /✓/);
  await place.locator('[data-testid="next"]').click();
  await settles(async () => assert.match(await place.locator("nav [aria-current]").textContent(), /Types/));
  await place.locator('[data-listing="own"]').click();
  assert.deepEqual((await run("kept")).output, "5\n");
  await page.close();
});

test("the editor offers members and names; Tab takes them, Enter stays a new line", async () => {
  const { context, page, problems, run } = await open(["import numpy as np\nlong_name = [3, 1]\n"]);
  await run();
  const code = page.locator("#c0 .cm-content");
  const offered = page.locator("#c0 .cm-tooltip-autocomplete");
  await page.locator("#c0 .code pre").click();
  await code.waitFor();
  await page.keyboard.press("Control+End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("np.linsp");
  await settles(async () => assert.match(await offered.textContent(), /linspace/));
  // The list takes no keys in its first 75 ms, so that it does not surprise somebody who types.
  await page.waitForTimeout(200);
  await page.keyboard.press("Tab");
  await settles(async () => assert.match(await code.textContent(), /np\.linspace$/));
  await page.keyboard.press("Enter");
  await page.keyboard.type("long");
  await settles(async () => assert.match(await offered.textContent(), /long_name/));
  assert.match(await offered.locator("li").first().textContent(), /long_name/);
  await page.keyboard.press("Enter");
  await page.keyboard.type("x");
  await settles(async () => assert.match(await page.locator("#c0").evaluate((cell) => cell.code), /np\.linspace\nlong\nx$/));
  assert.deepEqual(problems, []);
  await context.close();
});

test("what is typed while the editor is being loaded is not lost", async () => {
  const { context, page, run } = await open(["x = 1"]);
  await run();
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await page.route(/pupil-editor/, async (route) => {
    await held;
    await route.continue();
  });
  await page.locator("#c0 .code pre").focus();
  await page.keyboard.type("y = 2");
  await page.keyboard.press("Enter");
  release();
  await page.locator("#c0 .cm-content").waitFor();
  await settles(async () => assert.equal(await page.locator("#c0").evaluate((cell) => cell.code), "y = 2\nx = 1"));
  await context.close();
});

test("what a visitor changed in a Code view stays when a setting changes, and training goes on meanwhile", async () => {
  const page = await browser.newPage();
  await page.goto(`${site.url}#neuron`);
  const lesson = page.locator("pupil-neuron");
  const epoch = async () => Number(/epoch (\d+)/.exec(await lesson.evaluate((lesson) => lesson.shadowRoot.textContent))?.[1] ?? 0);
  await lesson.locator('[data-testid="view-code"]').click();
  const before = await epoch();
  await settles(async () => assert.ok((await epoch()) > before));
  const cell = lesson.locator("pupil-python");
  await settles(async () => assert.match(await cell.evaluate((cell) => cell.code ?? ""), /model = keras/));
  await cell.evaluate((cell) => cell.edit("print('mine')"));
  await lesson.evaluate((lesson) => lesson.shadowRoot.querySelector('[data-testid="set-spiral"]').click());
  await settles(async () => assert.match(await cell.locator('[data-testid="note"]').textContent(), /settings have changed/));
  assert.equal(await cell.evaluate((cell) => cell.code), "print('mine')");
  await cell.locator('[data-testid="restore"]').click();
  await settles(async () => assert.match(await cell.evaluate((cell) => cell.code), /model = keras/));
  await page.close();
});

test("the Code view of each lesson is a program that trains its model", async () => {
  const page = await browser.newPage();
  const problems = problemsOf(page);
  // The small network is trained to the end; of the others the training is seen to start.
  const lessons = [["neuron", /Epoch 100\/100.*accuracy: \d/s], ["digits", /Epoch 1\/2\s/], ["words", /Epoch 1\/3\s/], ["photos", undefined]];
  for (const [hash, expected] of lessons) {
    await page.goto(`${site.url}#${hash}`);
    const lesson = page.locator(hash === "words" ? "pupil-sentiment" : `pupil-${hash}`);
    await lesson.locator('[data-testid="view-code"]').click();
    const cell = lesson.locator("pupil-python");
    await settles(async () => assert.match(await cell.evaluate((cell) => cell.code ?? ""), /^import keras\nfrom keras import layers\n.*model = keras.*model\.summary\(\)/s));
    if (!expected) continue;
    await cell.locator('[data-testid="run"]').click();
    const output = cell.locator('[data-testid="output"]');
    await settles(async () => {
      const said = await output.textContent();
      assert.doesNotMatch(said, /Traceback/);
      assert.match(said, expected);
    });
    await cell.evaluate((cell) => cell.stop());
  }
  assert.deepEqual(problems, []);
  await page.close();
});

test("after a program was run, Python works without a network", async () => {
  const own = await serve([dist]);
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: "en-US", serviceWorkers: "allow" });
  const page = await context.newPage();
  await page.goto(`${own.url}#python?listing=own`);
  const run = () => page.evaluate(async () => {
    await customElements.whenDefined("pupil-python");
    const cell = document.querySelector("pupil-python-place").shadowRoot.querySelector("pupil-python");
    cell.code = "import pandas as pd\npd.Series([1, 2]).sum()";
    return cell.run();
  });
  const copied = (name) => page.evaluate(async (name) => Boolean(await caches.match(name)), name);
  await page.locator("pupil-python-place pupil-python").waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  assert.equal(await copied("pupil-python-wasm_bg.wasm"), false, "who runs no program copies no interpreter");
  assert.match((await run()).output, /3/);
  await settles(async () => assert.ok((await copied("pupil-python-wasm_bg.wasm")) && (await copied("pupil-python-pandas.txt"))));
  own.close();
  await page.reload();
  await page.locator("pupil-python-place pupil-python").waitFor();
  assert.match((await run()).output, /3/);
  await context.close();
});

test("Stop in a cell that waits for another cell ends only its own run", async () => {
  const { context, page, at, run } = await open([['session="a"', "x = 1\ninput('Wait here ')"], ['session="a"', "x = 2"]]);
  const first = run(0);
  await at("ask").waitFor();
  const second = run(1);
  await at("stop", 1).click();
  assert.match((await second).error, /KeyboardInterrupt/);
  await page.keyboard.type("go on");
  await page.locator("#c0 .ask button").click();
  assert.equal((await first).error, null);
  assert.equal((await run(0, "x")).output, "1\n");
  await context.close();
});
