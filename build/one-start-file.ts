import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

type Outputs = Metafile["outputs"];

/** The entry, and every chunk that it imports at once. */
export function filesAtStart(outputs: Outputs): readonly string[] {
  const atStart = new Set<string>();
  const visit = (file: string): void => {
    if (atStart.has(file)) return;
    atStart.add(file);
    const imports = outputs[file]?.imports ?? [];
    for (const { path, kind, external } of imports) if (kind === "import-statement" && external !== true) visit(path);
  };
  for (const [file, { entryPoint }] of Object.entries(outputs)) {
    // Chunks of `import()` have an entry point of their own.
    if (entryPoint !== undefined && file.endsWith("/index.mjs")) visit(file);
  }
  return [...atStart];
}

/**
 * esbuild makes a chunk of whatever the same set of entries uses. So the API would start from fourteen files, half of them smaller than
 * the work of finding one. Here they become one, from which the chunks that are loaded later take what they share with it.
 *
 * @param outputs - of a build whose files lie where it wrote them: the entry `index.mjs`, the others in `chunks/` beside it.
 * @returns what lies there afterwards.
 */
export async function oneStartFile(outputs: Outputs, options: BuildOptions): Promise<Outputs> {
  const [entry = "", ...chunks] = filesAtStart(outputs);
  if (chunks.length === 0) return outputs;
  const numbers = new Map(chunks.map((chunk, number) => [basename(chunk), number]));
  const later = Object.keys(outputs).filter((file) => file !== entry && !chunks.includes(file));
  const loaded = Object.values(outputs).flatMap(({ imports }) =>
    imports.filter(({ kind }) => kind === "dynamic-import"),
  );
  const both = loaded.find(({ path }) => chunks.includes(path));
  if (both !== undefined) throw new Error(`${both.path} is imported at once, and on demand too`);

  const sharing = chunks.map(
    (chunk) => `export { ${exportsOf(outputs, chunk, numbers)} } from "./chunks/${basename(chunk)}";`,
  );
  const contents = [`export * from "./${basename(entry)}";`, ...sharing].join("\n");
  const joined = {
    ...options,
    stdin: { contents, resolveDir: dirname(entry) },
    outfile: entry,
    plugins: [laterChunksStay],
  };
  await build({ ...joined, bundle: true, allowOverwrite: true });
  await Promise.all(chunks.map((chunk) => rm(chunk)));
  for (const file of later) await writeFile(file, sharingWithEntry(await readFile(file, "utf8"), numbers));
  return measured(outputsAfter(outputs, { entry, chunks, later }));
}

/** Two chunks may export the same short name. */
const shared = (number: number, name: string): string => `$${number}_${name}`;

function exportsOf(outputs: Outputs, chunk: string, numbers: ReadonlyMap<string, number>): string {
  const number = numbers.get(basename(chunk)) ?? 0;
  return (outputs[chunk]?.exports ?? []).map((name) => `${name} as ${shared(number, name)}`).join(", ");
}

const laterChunksStay: Plugin = {
  name: "later-chunks-stay",
  setup(plan) {
    plan.onResolve({ filter: /^\.{1,2}\// }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path: `./chunks/${basename(path)}`, external: true } : undefined,
    );
  },
};

/** `import { a as b } from "./chunk.mjs"` and `import "./chunk.mjs"`, as esbuild writes them between chunks. */
const BETWEEN_CHUNKS = /\bimport\s*(?:\{([^{}]*)\}\s*from\s*)?"(\.{1,2}\/[^"]+\.mjs)";?/gu;

/** The chunk with all imports from what has become one with the entry led there. */
const sharingWithEntry = (code: string, numbers: ReadonlyMap<string, number>): string =>
  code.replaceAll(BETWEEN_CHUNKS, (statement, clause: string | undefined, path: string) => {
    const number = numbers.get(basename(path));
    if (number === undefined) return statement;
    if (clause === undefined) return "";
    const names = clause.split(",").map((item) => {
      const [name = "", local = name] = item.trim().split(/\s+as\s+/u);
      return `${shared(number, name)} as ${local}`;
    });
    return `import{${names.join(",")}}from"../index.mjs";`;
  });

/** With the sizes that the files have now. */
async function measured(outputs: Outputs): Promise<Outputs> {
  const sizes = Object.entries(outputs).map(
    async ([file, output]) => [file, { ...output, bytes: (await stat(file)).size }] as const,
  );
  return Object.fromEntries(await Promise.all(sizes));
}

function outputsAfter(
  outputs: Outputs,
  {
    entry,
    chunks,
    later,
  }: { readonly entry: string; readonly chunks: readonly string[]; readonly later: readonly string[] },
): Outputs {
  const joined = [entry, ...chunks].flatMap((file) => outputs[file] ?? []);
  const isGone = (file: string): boolean => chunks.includes(file);
  const entries = Object.entries(outputs).filter(([file]) => later.includes(file));
  const moved = entries.map(([file, output]) => {
    const imports = output.imports.map((one) => (isGone(one.path) ? { ...one, path: entry } : one));
    return [file, { ...output, imports }] as const;
  });
  const start = {
    bytes: 0,
    ...joined[0],
    exports: joined[0]?.exports ?? [],
    inputs: Object.fromEntries(joined.flatMap(({ inputs }) => Object.entries(inputs))),
    imports: joined.flatMap(({ imports }) => imports).filter(({ path }) => !isGone(path)),
  };
  return { [entry]: start, ...Object.fromEntries(moved) };
}
