/** How every Lambda function is bundled: alone, minified, with what it loads later in chunks of its own. */
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";
import { directImports } from "./direct-imports.ts";
import { oneStartFile } from "./one-start-file.ts";

/** What the groups of `pattern` have caught, at each place in `text`. */
const matches = (text: string, pattern: RegExp): string[][] =>
  [...text.matchAll(pattern)].map(([, ...groups]) => groups);

/** A function's handler module; it becomes `<folder>/<name>/index.mjs`. */
export interface LambdaSource {
  readonly name: string;
  readonly entry: URL;
  /** Default: true. */
  readonly minify?: boolean;
}

/**
 * zod gives every schema a method that writes it as JSON Schema: 18 kB that every cold function would parse and none
 * calls. In their place stand functions that say so.
 */
const noJsonSchema: Plugin = {
  name: "no-json-schema",
  setup(plan) {
    plan.onLoad({ filter: /zod\/v4\/core\/(?:json-schema-processors|to-json-schema)\.js$/ }, async ({ path }) => {
      const exported = matches(await readFile(path, "utf8"), /^export (?:const|function) (\w+)/gmu);
      const stubs = exported.map(([name]) => `export { absent as ${name} };`);
      return { contents: [ABSENT, ...stubs].join("\n") };
    });
  },
};

/** Callable twice: some of zod's are called when a schema is made, to get the method that is not there. */
const ABSENT = `const absent = () => () => { throw new Error("JSON Schema was left out of this bundle"); };`;

/**
 * Modules named `*.at-build.ts` export plain values that no request changes, but whose making takes what a cold function
 * should not parse. They are run now, and the function gets the values.
 */
const madeAtBuild: Plugin = {
  name: "made-at-build",
  setup(plan) {
    plan.onLoad({ filter: /\.at-build\.ts$/ }, async ({ path }) => {
      const values: Record<string, unknown> = await import(pathToFileURL(path).href);
      const lines = Object.entries(values).map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};`);
      return { contents: lines.join("\n") };
    });
  },
};

/**
 * zod keeps track of values that contain themselves: 3 kB, and work with every parse. What functions parse was JSON,
 * which has no cycles. zod itself can do without: `zod/mini` does.
 */
const noCycles: Plugin = {
  name: "no-cycles",
  setup(plan) {
    plan.onLoad({ filter: /zod\/v4\/core\/memoizer\.js$/ }, () => ({ contents: NO_MEMOIZER }));
  },
};

const NO_MEMOIZER = `export class $ZodCyclicError extends Error {}
export const isRecursiveSchema = () => false;
export const isBackEdge = () => false;
export const memoizer = () => undefined;`;

/**
 * For each object schema zod writes a function at its first parse, and has it compiled: that takes as long as some hundreds of parses
 * without it, and it is the first ones for which a caller of a cold function waits. So it has to be parsed with some times before.
 */
const compiledWhenWorthIt: Plugin = {
  name: "compiled-when-worth-it",
  setup(plan) {
    plan.onLoad({ filter: /zod\/v4\/core\/schemas\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      if (!source.includes(COMPILED) || !source.includes(COMPILES))
        throw new Error(`zod compiles in another way: ${path}`);
      const counting = source.replace(COMPILED, `${COMPILED} let parses = 0;`);
      return { contents: counting.replace(COMPILES, `${COMPILES} && (parses += 1) > ${PARSES_BEFORE}`) };
    });
  },
};

const COMPILED = "let fastpass;";
const COMPILES = "if (jit && fastEnabled";
const PARSES_BEFORE = 100;

/**
 * The AWS SDK describes every operation in one file, whose object keys are constants (`{ [_eQN]: … }`). Their evaluation
 * could have side effects, so esbuild keeps all of them: half a megabyte of EC2. With the constants written out it sees
 * that nothing happens, and keeps the operations that are used.
 */
const onlyUsedOperations: Plugin = {
  name: "only-used-operations",
  setup(plan) {
    plan.onLoad({ filter: /@aws-sdk\/client-[^/]+\/dist-es\/schemas\/schemas_0\.js$/ }, async ({ path }) => {
      const source = await readFile(path, "utf8");
      const constants = new Map(matches(source, /^const (\w+) = (".*");$/gmu).map(([name, text]) => [name, text]));
      const written = (all: string, name: string): string => {
        const text = constants.get(name);
        return text === undefined ? all : `${text}:`;
      };
      return { contents: source.replaceAll(/\[(\w+)\]:/gu, written) };
    });
  },
};

/**
 * CDK's NodejsFunction bundles into one file, which inlines every `import()`; and it needs Docker or a lock file beside
 * it. Hence this.
 *
 * @param folder - holds one folder for each function; what lay there is deleted.
 */
export async function bundleLambda({ name, entry, minify = true }: LambdaSource, folder: string): Promise<Metafile> {
  const outdir = join(folder, name);
  await rm(outdir, { recursive: true, force: true });
  const output: BuildOptions = {
    minify,
    format: "esm",
    platform: "node",
    target: "node24",
    // A module that waits while it is loaded would wait for ever for a later chunk, which takes what they share from it.
    supported: { "top-level-await": false },
    // Parts of the AWS SDK are CommonJS and call require for Node's own modules.
    banner: { js: "const require = process.getBuiltinModule;" },
    // Lambda hands credentials over in the environment, which is looked at first: the other ways are never imported.
    external: ["ini", "login", "process", "sso", "web-identity"].map((way) => `@aws-sdk/credential-provider-${way}`),
    legalComments: "none",
    logLevel: "warning",
  };
  const { metafile } = await build({
    ...output,
    entryPoints: { index: fileURLToPath(entry) },
    outdir,
    bundle: true,
    splitting: true,
    // Lambda takes a folder without a package.json for CommonJS.
    outExtension: { ".js": ".mjs" },
    chunkNames: "chunks/[name]-[hash]",
    conditions: ["@flash/source"],
    // The ES modules of a package can be cut down to what is used, its CommonJS cannot.
    mainFields: ["module", "main"],
    plugins: [noJsonSchema, noCycles, compiledWhenWorthIt, madeAtBuild, onlyUsedOperations, directImports],
    metafile: true,
  });
  return { ...metafile, outputs: await oneStartFile(metafile.outputs, output) };
}
