/**
 * Bundles the training server into dist/: the agent and each reference trainer, one file each, which need nothing but Node.
 *
 *     node --conditions=@flash/source build.ts
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

rmSync(here("./dist"), { recursive: true, force: true });
await build({
  entryPoints: { agent: here("./src/main.ts"), "text-trainer": here("./src/trainers/text/main.ts") },
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
