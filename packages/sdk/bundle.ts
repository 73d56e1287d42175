import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import type { InputOptions, OutputChunk, RolldownOutput } from "rolldown";
import { ENTRIES, isPeer } from "./entries.ts";
import { withoutHandingOn } from "./without-handing-on.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Everything of the SDK in ES modules that need nothing else, for browsers as well as for Node. */
export async function bundle(outdir: string, { minify }: { minify: boolean }): Promise<readonly OutputChunk[]> {
  const build = await rolldown(inputOptions(ENTRIES));
  const output = await build.write({
    dir: outdir,
    format: "es",
    minify,
    // What tells bundlers that a call has no effects is of no use in what they have made.
    comments: { annotation: !minify },
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: { groups: await loadedTogether() },
  });
  await build.close();
  return chunksOf(output);
}

/** What is loaded together is one file: it compresses better, and is one request instead of several in a row. */
async function loadedTogether(): Promise<{ name: string; test: (id: string) => boolean }[]> {
  const clientOnly = await rolldown(inputOptions(["index"]));
  const chunks = chunksOf(await clientOnly.generate({ format: "es" }));
  await clientOnly.close();
  const client = loadedAtFirst(chunks).sources;
  const later = loadedByPage(chunks).sources;
  return [
    // The bundler's own few lines are needed by both.
    { name: "client", test: (id) => client.includes(id) || id.startsWith("\0rolldown/") },
    { name: "upload", test: (id) => later.includes(id) },
  ];
}

const inputOptions = (entries: readonly string[]): InputOptions => ({
  cwd: folder,
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  external: isPeer,
  platform: "browser",
  // Reading a property does nothing else in these sources.
  treeshake: { propertyReadSideEffects: false },
  plugins: [withoutHandingOn],
  // What is a constant in one module is known in the others.
  optimization: { inlineConst: true },
  resolve: { conditionNames: ["@flash/source", "browser", "import", "default"] },
  transform: { target: "es2022" },
});

const chunksOf = ({ output }: RolldownOutput): readonly OutputChunk[] => output.filter((file) => file.type === "chunk");

/** What is loaded with `import { createFlash }`, and what follows when more is used. */
export interface Loaded {
  readonly chunks: readonly OutputChunk[];
  /** The sources in those files, absolute. */
  readonly sources: readonly string[];
}

/** Sources that not every page needs, by the end of their names. */
const LAZY = {
  /** What files at paths need, which pages do not have: no page loads it. */
  outsideOfPages: "/outside-of-pages.ts",
  /** The reader of Parquet with its decompressors, for the few whose datasets are such files. */
  parquet: "/open-parquet.ts",
  /** What reads rows in WebAssembly: its bytes, and what drives them. */
  webAssembly: "/simd-row-reader.ts",
  /** The same for what unpacks archives. */
  unpacker: "/zip/unpacker.ts",
} as const;

/** The chunks that are loaded with the package's main entry alone. */
export const loadedAtFirst = (chunks: readonly OutputChunk[]): Loaded => loaded(chunks, ({ imports }) => imports, []);

/** Those, and all that may follow. @param without - of {@link LAZY}: what is not asked for, nor what only it loads. */
export const loadedAltogether = (chunks: readonly OutputChunk[], ...without: readonly (keyof typeof LAZY)[]): Loaded =>
  loaded(chunks, ({ imports, dynamicImports }) => [...imports, ...dynamicImports], without);

/** What a page loads that watches jobs, downloads models and uploads texts, tables and images. */
export const loadedByPage = (chunks: readonly OutputChunk[]): Loaded =>
  loadedAltogether(chunks, "outsideOfPages", "parquet", "webAssembly", "unpacker");

function loaded(
  chunks: readonly OutputChunk[],
  next: (chunk: OutputChunk) => readonly string[],
  without: readonly (keyof typeof LAZY)[],
): Loaded {
  const found = new Map<string, OutputChunk>();
  const visit = (fileName: string): void => {
    const chunk = chunks.find((one) => one.fileName === fileName);
    if (chunk === undefined || found.has(fileName)) return;
    if (without.some((name) => chunk.facadeModuleId?.endsWith(LAZY[name]) === true)) return;
    found.set(fileName, chunk);
    for (const name of next(chunk)) visit(name);
  };
  visit("index.js");
  const all = [...found.values()];
  return { chunks: all, sources: all.flatMap(({ moduleIds }) => moduleIds) };
}

/** Bytes that travel when each file is compressed on its own. */
export const gzippedBytes = ({ chunks }: Loaded): number =>
  chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
