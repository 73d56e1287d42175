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
  const sources = Object.keys(metafile.inputs).filter((path) => !path.includes("node_modules/zod/"));
  expect(sources.map((path) => path.replace(/^.*\/src\//u, "")).toSorted()).toEqual([
    "text-model.ts",
    "trainers/text/onnx-graph.ts",
    "trainers/text/tokenizer.ts",
  ]);
});
