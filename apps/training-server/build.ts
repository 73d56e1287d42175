/**
 * Bundles the training server into dist/: the agent and each reference trainer, one file each, which need nothing but Node
 * and, for images, the two packages with native or WebAssembly code that are copied beside them.
 *
 *     node --conditions=@flash/source build.ts
 */
import { cpSync, existsSync, readdirSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOf, REFERENCE_TRAINERS } from "./src/reference-trainers.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const trainers = [...new Set(Object.values(REFERENCE_TRAINERS))].map((name) => [
  bundleOf(name).replace(/\.mjs$/u, ""),
  here(`./src/trainers/${name}/main.ts`),
]);

rmSync(here("./dist"), { recursive: true, force: true });
await build({
  entryPoints: { agent: here("./src/main.ts"), ...Object.fromEntries(trainers) },
  external: ["sharp", "onnxruntime-web"],
  outdir: here("./dist"),
  bundle: true,
  platform: "node",
  target: "node24",
  format: "esm",
  // Node looks for the nearest package.json to learn what a .js file is; on an instance there may be none.
  outExtension: { ".js": ".mjs" },
  conditions: ["@flash/source"],
  mainFields: ["module", "main"],
  sourcemap: true,
  // Parts of the AWS SDK are CommonJS and call require for Node's own modules.
  banner: {
    js: 'import { createRequire as flashRequire } from "node:module"; const require = flashRequire(import.meta.url);',
  },
});

/** Files of these packages that the image trainer needs; the rest of them is for browsers and GPUs. */
const COPIED: Readonly<Record<string, RegExp>> = {
  sharp: /^(?:package\.json|dist\/.*|lib\/.*)$/u,
  "@img/colour": /./u,
  "detect-libc": /./u,
  semver: /\.js(?:on)?$/u,
  "onnxruntime-web": /^(?:package\.json|dist\/(?:ort\.node\.min\.m?js|ort-wasm-simd-threaded\.(?:mjs|wasm)))$/u,
  "onnxruntime-common": /^(?:package\.json|dist\/(?:cjs|esm)\/.*\.js|dist\/(?:cjs|esm)\/package\.json)$/u,
};

const require = createRequire(import.meta.url);

/** Not every package lets its package.json be resolved. */
function folderOf(name: string): string {
  const found = (require.resolve.paths(name) ?? []).map((path) => join(path, name)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`the package ${name} is not installed: npm ci`);
  return found;
}

const binaries = readdirSync(join(dirname(folderOf("sharp")), "@img"))
  .filter((name) => name.startsWith("sharp-"))
  .map((name): [string, RegExp] => [`@img/${name}`, /./u]);
for (const [name, kept] of [...Object.entries(COPIED), ...binaries]) {
  const from = folderOf(name);
  for (const file of readdirSync(from, { recursive: true, withFileTypes: true })) {
    const path = relative(from, join(file.parentPath, file.name));
    if (file.isFile() && kept.test(path)) cpSync(join(from, path), here(`./dist/node_modules/${name}/${path}`));
  }
}
