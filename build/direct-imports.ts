import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { OnLoadResult, Plugin, PluginBuild } from "esbuild";

const IMPORT = /^import \{([^}]*)\} from "(@flash\/[^"]+)";$/gmu;
const EXPORT_FROM = /^export (?:\*|\{([^}]*)\}) from "(\.[^"]+)";$/gmu;
const EXPORT = /^export (?:abstract class|async function\*?|class|const|function\*?) (\w+)/gmu;

/** The file in which each value that a barrel exports is declared. */
type Declared = ReadonlyMap<string, string>;

/** `a, type B, c as d`: the values' names, as the other side knows them, and all that is said of each. */
const valuesIn = (list: string): { readonly name: string; readonly clause: string }[] =>
  list
    .split(",")
    .map((clause) => clause.trim())
    .filter((clause) => clause !== "" && !clause.startsWith("type "))
    .map((clause) => ({ name: clause.split(" ")[0] ?? "", clause }));

async function declaredIn(file: string): Promise<Declared> {
  const source = await readFile(file, "utf8");
  const declared = new Map([...source.matchAll(EXPORT)].map(([, name = ""]) => [name, file]));
  for (const [, list, path = ""] of source.matchAll(EXPORT_FROM)) {
    const there = await declaredIn(join(dirname(file), path));
    const names = list === undefined ? [...there.keys()] : valuesIn(list).map(({ name }) => name);
    for (const name of names) declared.set(name, there.get(name) ?? file);
  }
  return declared;
}

/**
 * esbuild takes everything that a barrel exports for needed by whoever imports one name of it, as soon as any chunk uses
 * the rest. So a cold function would make every schema of the platform before its first answer. With each name imported
 * from the file that declares it, a chunk has what it uses.
 */
export const directImports: Plugin = {
  name: "direct-imports",
  setup(plan) {
    const barrels = new Map<string, Promise<Declared>>();
    const barrel = (name: string, resolveDir: string): Promise<Declared> => {
      const known = barrels.get(name) ?? open(plan, name, resolveDir);
      barrels.set(name, known);
      return known;
    };
    plan.onLoad({ filter: /\.ts$/ }, async ({ path }): Promise<OnLoadResult> => {
      let contents = await readFile(path, "utf8");
      for (const [statement, list = "", name = ""] of contents.matchAll(IMPORT)) {
        const declared = await barrel(name, dirname(path));
        const direct = valuesIn(list).map(
          ({ name: value, clause }) => `import { ${clause} } from ${JSON.stringify(declared.get(value) ?? name)};`,
        );
        contents = contents.replace(statement, () => direct.join(" "));
      }
      return { contents, loader: "ts", resolveDir: dirname(path) };
    });
  },
};

async function open(plan: PluginBuild, name: string, resolveDir: string): Promise<Declared> {
  const { path } = await plan.resolve(name, { resolveDir, kind: "import-statement" });
  return declaredIn(path);
}
