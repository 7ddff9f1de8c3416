// Builds the style sheets and scripts of both hosts into the folder `built`, which build.rs embeds.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { build } from "esbuild";
import { compile } from "sass";

const here = new URL(".", import.meta.url).pathname;
const built = `${here}built`;

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });

for (const name of ["survey", "office"]) {
  const sheet = compile(`${here}styles/${name}.scss`, {
    loadPaths: [`${here}node_modules`],
    quietDeps: true,
    style: "compressed",
  });
  await writeFile(`${built}/${name}.css`, sheet.css);
  await build({
    entryPoints: [`${here}script/${name}.js`],
    bundle: true,
    format: "iife",
    legalComments: "none",
    minify: true,
    outfile: `${built}/${name}.js`,
    target: ["es2020"],
  });
  await copyFile(`${here}icons/${name}.svg`, `${built}/${name}.svg`);
}
