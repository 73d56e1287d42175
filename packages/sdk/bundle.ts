import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build as esbuild } from "esbuild";
import type { Metafile, Plugin } from "esbuild";
import { ENTRIES } from "./entries.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/**
 * tRPC's modules only define things, but their package.json does not say so: without this, links that nobody uses come
 * along (1 kB gzipped of `wsLink`).
 */
const trpcDoesNothingAtLoad: Plugin = {
  name: "trpc-does-nothing-at-load",
  setup(build) {
    build.onResolve({ filter: /.*/ }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      const isTrpc = path.startsWith("@trpc/") || importer.includes("/node_modules/@trpc/");
      if (!isTrpc || pluginData === "resolved") return undefined;
      const resolved = await build.resolve(path, { importer, resolveDir, kind, pluginData: "resolved" });
      return { path: resolved.path, errors: resolved.errors, sideEffects: false };
    });
  },
};

/** Everything of the SDK in ES modules that need nothing else, for browsers as well as for Node. */
export async function bundle(outdir: string, { minify }: { minify: boolean }): Promise<Metafile> {
  const { metafile } = await esbuild({
    absWorkingDir: folder,
    entryPoints: ENTRIES.map((name) => `src/${name}.ts`),
    external: ["react", "react/*", "@tanstack/react-query"],
    outdir,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    conditions: ["@flash/source"],
    chunkNames: "chunks/[name]-[hash]",
    plugins: [trpcDoesNothingAtLoad],
    minify,
    metafile: true,
    logLevel: "warning",
  });
  return metafile;
}

/** What is loaded with `import { createFlash }`, and what follows with the first upload. */
export interface Loaded {
  readonly files: readonly string[];
  /** The sources in those files. */
  readonly sources: readonly string[];
}

/** @param without - the end of the name of a source that is not asked for, and so is what only it imports. */
export function loadedWith(metafile: Metafile, kinds: readonly string[], without?: string): Loaded {
  const entry = Object.entries(metafile.outputs).find(([, { entryPoint }]) => entryPoint === "src/index.ts");
  const files = new Set<string>();
  const visit = (file: string): void => {
    const entryPoint = metafile.outputs[file]?.entryPoint ?? "";
    if (files.has(file) || (without !== undefined && entryPoint.endsWith(without))) return;
    files.add(file);
    for (const { path, kind } of metafile.outputs[file]?.imports ?? []) if (kinds.includes(kind)) visit(path);
  };
  if (entry !== undefined) visit(entry[0]);
  const sources = [...files].flatMap((file) => Object.keys(metafile.outputs[file]?.inputs ?? {}));
  return { files: [...files], sources };
}

/** Bytes that travel when each file is compressed on its own. */
export async function gzippedBytes({ files }: Loaded): Promise<number> {
  const contents = await Promise.all(files.map((file) => readFile(join(folder, file))));
  return contents.reduce((sum, bytes) => sum + gzipSync(bytes, { level: 9 }).length, 0);
}

export const AT_FIRST = ["import-statement"] as const;
export const ALTOGETHER = ["import-statement", "dynamic-import"] as const;

/** What loads the reader of Parquet, for the few whose datasets are such files. */
export const PARQUET = "/open-parquet.ts";
