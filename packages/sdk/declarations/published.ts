import { join } from "node:path";
import ts from "@typescript/typescript6";
import { ENTRIES } from "../entries.ts";

/** One module that a program may import, as its published declarations have it. */
export interface PublishedEntry {
  /** What it is imported as. */
  readonly specifier: string;
  readonly fileName: string;
  readonly names: readonly PublishedName[];
}

export interface PublishedName {
  readonly name: string;
  /** Its declaration, with the comment above it; undefined for what has none of its own. */
  readonly node: ts.Node | undefined;
}

/** @param dist - the folder that was built. */
export function publishedEntries(dist: string): readonly PublishedEntry[] {
  const files = ENTRIES.map((name) => join(dist, `${name}.d.ts`));
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, noEmit: true, skipLibCheck: true });
  const checker = program.getTypeChecker();
  return ENTRIES.map((fileName, index) => {
    const source = program.getSourceFile(files[index] ?? "");
    const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${fileName}.d.ts is not there: build the package first`);
    const names = checker.getExportsOfModule(module).map((symbol) => {
      const isAlias = (symbol.flags & ts.SymbolFlags.Alias) !== 0;
      return { name: symbol.name, node: nodeOf(isAlias ? checker.getAliasedSymbol(symbol) : symbol) };
    });
    const specifier = fileName === "index" ? "@flash/sdk" : `@flash/sdk/${fileName}`;
    return { specifier, fileName, names: names.toSorted((left, right) => (left.name < right.name ? -1 : 1)) };
  });
}

function nodeOf({ declarations = [] }: ts.Symbol): ts.Node | undefined {
  const [declaration] = declarations;
  return declaration !== undefined && ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}
