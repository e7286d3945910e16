// The documentation tools: how each builds a site, and what a visitor does in it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { dist, settles } from "../e2e/browser.mjs";

const here = dirname(fileURLToPath(import.meta.url));
export const sources = join(here, "hosts");
const built = join(here, "built");

/** The path of the sites on their servers. */
export const BASE = "/course/deep/";

/** Runs a program, and gives what it prints. If it fails, the error has what it said. */
async function run(program, options, { cwd = here, env = {} } = {}) {
  try {
    return (await promisify(execFile)(program, options, { cwd, env: { ...process.env, ...env }, maxBuffer: 2 ** 26 })).stdout;
  } catch (error) {
    throw new Error(`${basename(program)} ${options.join(" ")} failed: ${error.message}\n${error.stdout ?? ""}\n${error.stderr ?? ""}`);
  }
}

/** The Python that has the packages of requirements.txt. */
async function python() {
  const program = process.env.PUPIL_HOSTS_PYTHON;
  const advice = "Make a virtual environment, install tests/embed/requirements.txt in it, and set PUPIL_HOSTS_PYTHON to its bin/python.";
  if (!program) throw new Error(`PUPIL_HOSTS_PYTHON is not set. ${advice}`);
  try {
    await run(program, ["-c", "import furo, material, mkdocs, myst_parser, sphinx"]);
  } catch (error) {
    throw new Error(`PUPIL_HOSTS_PYTHON is ${program}, which lacks some of the packages. ${advice}`, { cause: error });
  }
  return program;
}

/** The versions of Python packages. */
async function packageVersions(...names) {
  const program = `import importlib.metadata, sys\nfor name in sys.argv[1:]: print(importlib.metadata.version(name))`;
  return (await run(await python(), ["-c", program, ...names])).trim().split("\n");
}

const npmVersion = (folder, name) => JSON.parse(readFileSync(join(folder, "node_modules", name, "package.json"), "utf8")).version;

/** VitePress's program. */
function vitepress() {
  const program = join(here, "node_modules/vitepress/bin/vitepress.js");
  if (!existsSync(program)) throw new Error("VitePress is not installed. Run `npm ci` in tests/embed.");
  return program;
}

/** Runs mdBook. */
async function mdbook(...options) {
  try {
    return await run(process.env.MDBOOK ?? "mdbook", options);
  } catch (error) {
    if (!error.message.includes("ENOENT")) throw error;
    throw new Error("mdBook was not found. Install it with `cargo install mdbook --locked`, and set MDBOOK to the program if it is not in PATH.");
  }
}

/** Docusaurus is large. It is installed with its site, and again only when its package.json has changed. */
async function installDocusaurus(site) {
  const [wanted, there] = [join(sources, "docusaurus/package.json"), join(site, "node_modules/.package-lock.json")];
  if (existsSync(there) && statSync(there).mtimeMs > statSync(wanted).mtimeMs) return;
  await run("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock"], { cwd: site });
}

/** Clicks the first link of this name that can be seen. */
export const follow = (page, name) => page.getByRole("link", { name, exact: true }).locator("visible=true").first().click();

/**
 * - `files`: the folder for the files that the tool copies as they are.
 * - `build`: builds the site of a folder, and gives the folder of the finished site.
 * - `needs`: what the tool's own pages need besides the strict policy.
 * - `inPlace`: true if the tool changes to another page without a load.
 * - `answers`: for a pattern of addresses, a function that rewrites such a file. It gets the text and the server's origin.
 * - `turn`: switches to dark or light, as a visitor does.
 */
export const HOSTS = {
  html: {
    title: "Plain HTML",
    files: "",
    version: () => [],
    build: (site) => site,
    needs: {},
    inPlace: false,
    turn: (page) => page.getByRole("button", { name: "Light or dark" }).click(),
  },
  sphinx: {
    title: "Sphinx, MyST, furo",
    files: "_static",
    version: () => packageVersions("sphinx", "myst-parser", "furo"),
    build: async (site) => {
      await run(await python(), ["-m", "sphinx", "-W", "-q", "-b", "html", site, join(site, "out")]);
      return join(site, "out");
    },
    needs: { scripts: true, styles: true },
    inPlace: false,
    // The button goes from the system's theme, which is light here, to dark, to light.
    turn: (page) => page.locator(".theme-toggle").locator("visible=true").first().click(),
  },
  mkdocs: {
    title: "MkDocs, Material",
    files: "docs",
    version: () => packageVersions("mkdocs", "mkdocs-material"),
    build: async (site) => {
      await run(await python(), ["-m", "mkdocs", "build", "--strict", "--quiet", "--config-file", join(site, "mkdocs.yml"), "--site-dir", join(site, "out")], { env: { NO_MKDOCS_2_WARNING: "1" } });
      return join(site, "out");
    },
    needs: { scripts: true },
    inPlace: true,
    // Material changes pages in place only if the site map has their addresses, with the port. The port of the test's server
    // is not known when the site is built.
    answers: { "**/sitemap.xml": (text, origin) => text.replaceAll("https://example.org", origin) },
    turn: (page) => page.locator("label[for^=__palette]").locator("visible=true").click(),
  },
  vitepress: {
    title: "VitePress",
    files: "public",
    version: () => [npmVersion(here, "vitepress")],
    build: async (site) => {
      await run(process.execPath, [vitepress(), "build", site]);
      return join(site, ".vitepress/dist");
    },
    needs: { scripts: true, styles: true },
    inPlace: true,
    turn: (page) => page.locator(".VPSwitchAppearance").locator("visible=true").first().click(),
  },
  docusaurus: {
    title: "Docusaurus",
    full: true,
    files: "static",
    version: () => [npmVersion(join(built, "docusaurus"), "@docusaurus/core")],
    build: async (site) => {
      await installDocusaurus(site);
      await run("npx", ["docusaurus", "build"], { cwd: site });
      return join(site, "build");
    },
    needs: { scripts: true, styles: true },
    inPlace: true,
    turn: async (page, scheme) => {
      const button = page.getByRole("button", { name: /Switch between dark and light mode/ }).locator("visible=true").first();
      // The button goes through light, dark and the system's.
      for (let clicks = 0; clicks < 3; clicks += 1) {
        const before = await button.getAttribute("aria-label");
        await button.click();
        await settles(async () => assert.notEqual(await button.getAttribute("aria-label"), before));
        if ((await page.locator("html").getAttribute("data-theme")) === scheme) return;
      }
      throw new Error(`three clicks do not make the page ${scheme}`);
    },
  },
  mdbook: {
    title: "mdBook",
    full: true,
    files: "src",
    version: async () => [/[\d.]+/.exec(await mdbook("--version"))[0]],
    build: async (site) => {
      await mdbook("build", site);
      return join(site, "book");
    },
    needs: { scripts: true, styles: true },
    inPlace: false,
    turn: async (page, scheme) => {
      await page.locator("#mdbook-theme-toggle").click();
      await page.locator(scheme === "dark" ? "#mdbook-theme-navy" : "#mdbook-theme-light").click();
    },
  },
};

/** Builds a tool's site with the elements, and gives its folder. */
export async function buildSite(name) {
  const host = HOSTS[name];
  const site = join(built, name);
  mkdirSync(site, { recursive: true });
  for (const entry of readdirSync(site)) if (entry !== "node_modules") rmSync(join(site, entry), { recursive: true });
  cpSync(join(sources, name), site, { recursive: true });
  const files = join(site, host.files);
  const skipped = ["docs", "data"].map((folder) => join(dist, folder));
  cpSync(dist, join(files, "pupil"), { recursive: true, filter: (path) => !skipped.includes(path) });
  cpSync(join(sources, "html/frames.js"), join(files, "frames.js"));
  return host.build(site);
}
