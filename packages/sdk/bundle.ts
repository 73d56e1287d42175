import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { rolldown } from "rolldown";
import type { InputOptions, OutputChunk, RolldownOutput } from "rolldown";
import { ENTRIES, isPeer } from "./entries.ts";
import { withoutHandingOn } from "./without-handing-on.ts";

const folder = fileURLToPath(new URL(".", import.meta.url));

/** Everything of the SDK in ES modules that need nothing else, for pages; `node/` has the same for Node, which has files. */
export async function bundle(outdir: string, { minify }: { minify: boolean }): Promise<readonly OutputChunk[]> {
  const [forPages] = await Promise.all([
    bundleFor("browser", outdir, { minify }),
    bundleFor("node", join(outdir, "node"), { minify }),
  ]);
  return forPages;
}

/** A condition of `exports` and `imports`. */
type Host = "browser" | "node";

async function bundleFor(host: Host, outdir: string, { minify }: { minify: boolean }): Promise<readonly OutputChunk[]> {
  const build = await rolldown(inputOptions(host, ENTRIES));
  const output = await build.write({
    dir: outdir,
    format: "es",
    minify,
    // What tells bundlers that a call has no effects is of no use in what they have made.
    comments: { annotation: !minify },
    chunkFileNames: "chunks/[name]-[hash].js",
    codeSplitting: { groups: await loadedTogether(host) },
  });
  await build.close();
  return chunksOf(output);
}

/** What is loaded together is one file: it compresses better, and is one request instead of several in a row. */
async function loadedTogether(host: Host): Promise<{ name: string; test: (id: string) => boolean }[]> {
  const clientOnly = await rolldown(inputOptions(host, ["index"]));
  const chunks = chunksOf(await clientOnly.generate({ format: "es" }));
  await clientOnly.close();
  const client = loadedAtFirst(chunks).sources;
  const later = loadedAltogether(chunks).sources.filter((id) => !isWebAssembly({ moduleIds: [id] }));
  return [
    // The bundler's own few lines are needed by both.
    { name: "client", test: (id) => client.includes(id) || id.startsWith("\0rolldown/") },
    { name: "upload", test: (id) => later.includes(id) },
  ];
}

const inputOptions = (host: Host, entries: readonly string[]): InputOptions => ({
  cwd: folder,
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  external: isPeer,
  platform: "browser",
  // Reading a property does nothing else in these sources.
  treeshake: { propertyReadSideEffects: false },
  plugins: [withoutHandingOn],
  // What is a constant in one module is known in the others.
  optimization: { inlineConst: true },
  resolve: { conditionNames: ["@flash/source", host, "import", "default"] },
  transform: { target: "es2022" },
});

const chunksOf = ({ output }: RolldownOutput): readonly OutputChunk[] => output.filter((file) => file.type === "chunk");

/** Files of a bundle that an application loads. */
export interface Loaded {
  readonly chunks: readonly OutputChunk[];
  /** The sources in those files, absolute. */
  readonly sources: readonly string[];
}

/** The chunks that are loaded with the package's main entry alone. */
export const loadedAtFirst = (chunks: readonly OutputChunk[]): Loaded =>
  loaded(chunks, "index.js", ({ imports }) => imports);

/** Those, and every one that may follow, whatever is done with the client. @param entry - another one. */
export const loadedAltogether = (chunks: readonly OutputChunk[], entry = "index.js"): Loaded =>
  loaded(chunks, entry, ({ imports, dynamicImports }) => [...imports, ...dynamicImports]);

function loaded(
  chunks: readonly OutputChunk[],
  entry: string,
  next: (chunk: OutputChunk) => readonly string[],
): Loaded {
  const found = new Map<string, OutputChunk>();
  const visit = (fileName: string): void => {
    const chunk = chunks.find((one) => one.fileName === fileName);
    if (chunk === undefined || found.has(fileName)) return;
    found.set(fileName, chunk);
    for (const name of next(chunk)) visit(name);
  };
  visit(entry);
  const all = [...found.values()];
  return { chunks: all, sources: all.flatMap(({ moduleIds }) => moduleIds) };
}

/** Whether a source, or a file, is bytes of WebAssembly in base64 and nothing else. */
export const isWebAssembly = ({ moduleIds }: Pick<OutputChunk, "moduleIds">): boolean =>
  moduleIds.length > 0 && moduleIds.every((id) => id.endsWith("-wasm.ts"));

/** Bytes that travel when each file is compressed on its own. */
export const gzippedBytes = (chunks: readonly OutputChunk[]): number =>
  chunks.reduce((sum, { code }) => sum + gzipSync(code, { level: 9 }).length, 0);
