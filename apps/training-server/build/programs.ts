import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { bundleOf, REFERENCE_TRAINERS } from "../src/reference-trainers.ts";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

const trainers = [...new Set(Object.values(REFERENCE_TRAINERS))].map((name) => [
  bundleOf(name).replace(/\.mjs$/u, ""),
  here(`../src/trainers/${name}/main.ts`),
]);

/**
 * Bundles the agent, each reference trainer and the conformance kit, one file each, which need nothing but Node and, for images, the
 * packages that are copied beside them.
 */
export async function buildPrograms(folder: string): Promise<void> {
  await build({
    entryPoints: {
      agent: here("../src/main.ts"),
      "trainer-check": here("../src/conformance/main.ts"),
      ...Object.fromEntries(trainers),
    },
    external: ["sharp", "onnxruntime-web"],
    outdir: folder,
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
}
