// Builds what pages fetch into flyingstart/static/build, and the catalogues of words that Django
// reads. Run by `npm run build`; writes nothing else.
import { copyFile, mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import * as esbuild from "esbuild";
import gettext from "gettext-parser";
import postcss from "postcss";
import * as sass from "sass";

import { logical } from "./logical.mjs";
import { unwoff } from "./unwoff.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const modules = join(root, "node_modules");
const finished = join(root, "flyingstart", "static", "build");
// Built aside and moved at the end: a running site never lacks its styles for long.
const target = join(here, "build", String(process.pid));
const BROWSERS = ["chrome87", "firefox78", "safari15"];

// The royal arms are the government's, not a council's: no page shows them, we do not carry them.
const noCrest = {
  postcssPlugin: "no-crest",
  Declaration(declaration) {
    if (declaration.value.includes("govuk-crest")) declaration.remove();
  },
};

// What every page fetches, and what staff pages fetch besides.
const STYLES = ["app", "staff"];
const SCRIPTS = ["app.js", "light.js", "staff.ts", "worker.ts"];

async function style(name) {
  const { css } = sass.compile(join(here, "styles", `${name}.scss`), {
    loadPaths: [modules],
    quietDeps: true,
  });
  const turned = postcss([noCrest, logical]).process(css, { from: undefined }).css;
  const { code } = await esbuild.transform(turned, {
    loader: "css",
    minify: true,
    target: BROWSERS,
    // esbuild would turn logical properties back for browsers that lack the shorthands.
    supported: { "inset-property": true },
  });
  await writeFile(join(target, `${name}.css`), code);
}

async function scripts() {
  await esbuild.build({
    entryPoints: SCRIPTS.map((name) => join(here, "scripts", name)),
    outdir: target,
    bundle: true,
    minify: true,
    format: "esm",
    target: BROWSERS,
    legalComments: "none",
  });
}

async function fonts() {
  const css = await readFile(join(target, "app.css"), "utf8");
  const wanted = [...css.matchAll(/fonts\/([\w-]+\.woff2)/g)].map(([, name]) => name);
  const families = await readdir(join(modules, "@fontsource"));
  await mkdir(join(target, "fonts"), { recursive: true });
  for (const name of new Set(wanted)) {
    const family = families.find((known) => name.startsWith(known));
    await copyFile(join(modules, "@fontsource", family, "files", name), join(target, "fonts", name));
    await copyFile(
      join(modules, "@fontsource", family, "LICENSE"),
      join(target, "fonts", `${family}-LICENSE.txt`),
    );
  }
}

// Reports as PDF are set in the letters of the pages.
async function fontsForPrint() {
  const family = "atkinson-hyperlegible-next";
  await mkdir(join(target, "print"), { recursive: true });
  for (const letters of ["latin", "latin-ext"]) {
    for (const weight of [400, 700]) {
      const name = `${family}-${letters}-${weight}-normal`;
      const woff = await readFile(join(modules, "@fontsource", family, "files", `${name}.woff`));
      const called = letters === "latin" ? undefined : ["Next", "More"];
      await writeFile(join(target, "print", `${name}.ttf`), unwoff(woff, called));
    }
  }
}

async function images() {
  await mkdir(join(target, "images"), { recursive: true });
  for (const name of await readdir(join(here, "images"))) {
    await copyFile(join(here, "images", name), join(target, "images", name));
  }
}

// Django reads .mo files. Compiled here, so that no machine needs GNU gettext.
async function words() {
  const locale = join(root, "flyingstart", "locale");
  for (const language of await readdir(locale)) {
    const file = join(locale, language, "LC_MESSAGES", "django");
    const catalogue = gettext.po.parse(await readFile(`${file}.po`));
    await writeFile(`${file}.mo`, gettext.mo.compile(catalogue));
  }
}

async function report() {
  for (const name of ["app.css", "app.js", "light.js", "staff.css", "staff.js", "worker.js"]) {
    const content = await readFile(join(target, name));
    const packed = gzipSync(content, { level: 9 }).length;
    console.log(`${name}: ${content.length} bytes, ${packed} gzipped`);
  }
}

await mkdir(target, { recursive: true });
try {
  await Promise.all([Promise.all(STYLES.map(style)).then(fonts), scripts(), fontsForPrint(), images(), words()]);
  await report();
  await mkdir(dirname(finished), { recursive: true });
  await rm(finished, { recursive: true, force: true });
  await rename(target, finished);
} finally {
  await rm(target, { recursive: true, force: true });
}
