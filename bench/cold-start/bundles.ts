import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { API_ENTRIES } from "@flash/api/entries";
import { build } from "esbuild";
import { bundleLambda } from "../../build/bundle-lambda.ts";

export interface Bundles {
  readonly ours: string;
  readonly stock: string;
  readonly hono: string;
  /** What starts one of them and takes the time, as plain JavaScript: stripping types would be part of each start. */
  readonly oneStart: string;
}

/** As deployed, and what it is compared with: one minified file, as a bundler makes it when nobody tells it more. */
export async function makeBundles(folder: string): Promise<Bundles> {
  await bundleLambda({ name: "ours", entry: API_ENTRIES.buffered }, folder);
  const plain = async (name: string, file = `${name}-lambda`): Promise<string> => {
    const outfile = join(folder, name, "index.mjs");
    await build({
      entryPoints: [fileURLToPath(new URL(`${file}.ts`, import.meta.url))],
      outfile,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "node",
      target: "node24",
      mainFields: ["module", "main"],
      conditions: ["@flash/source"],
      banner: { js: 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);' },
      legalComments: "none",
      logLevel: "warning",
    });
    return outfile;
  };
  return {
    ours: join(folder, "ours", "index.mjs"),
    stock: await plain("stock"),
    hono: await plain("hono"),
    oneStart: await plain("start", "one-start"),
  };
}
