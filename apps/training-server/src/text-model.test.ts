import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";

test("a browser can load it, and gets no agent, no trainer and no AWS with it", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("./text-model.ts", import.meta.url))],
    bundle: true,
    platform: "browser",
    format: "esm",
    conditions: ["@flash/source"],
    write: false,
    metafile: true,
  });
  const [bundled] = Object.values(metafile.outputs);
  const sources = Object.entries(bundled?.inputs ?? {})
    .filter(([path, { bytesInOutput }]) => bytesInOutput > 0 && !path.includes("node_modules/zod/"))
    .map(([path]) => path.replace(/^.*\/src\//u, ""));
  expect(sources.toSorted()).toEqual([
    "model-input/text.ts",
    "trainers/text/onnx-graph.ts",
    "trainers/text/tokenizer.ts",
  ]);
});
