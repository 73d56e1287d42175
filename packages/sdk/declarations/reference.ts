import { join } from "node:path";
import ts from "@typescript/typescript6";
import { ENTRIES } from "../entries.ts";

/** What a program may import, from the declarations that are published: a page of Markdown for each entry. */
export function referenceOf(dist: string): ReadonlyMap<string, string> {
  const files = ENTRIES.map((name) => join(dist, `${name}.d.ts`));
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, noEmit: true, skipLibCheck: true });
  const checker = program.getTypeChecker();
  return new Map(
    ENTRIES.map((name, index) => {
      const source = program.getSourceFile(files[index] ?? "");
      const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
      if (module === undefined) throw new Error(`${name}.d.ts is not there: build the package first`);
      return [name, pageOf(name, checker.getExportsOfModule(module), checker)];
    }),
  );
}

const pageOf = (name: string, symbols: readonly ts.Symbol[], checker: ts.TypeChecker): string => {
  const sections = symbols
    .map((symbol) => ((symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol)))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((symbol) => sectionOf(symbol));
  const entry = name === "index" ? "@flash/sdk" : `@flash/sdk/${name}`;
  return [`# ${entry}`, "Written from the published declarations by `npm run reference`.", ...sections]
    .join("\n\n")
    .concat("\n");
};

/** tRPC's form of everything that the methods of `Flash` say better. */
const LEFT_OUT: ReadonlySet<string> = new Set(["AppRouter", "Refusals"]);

function sectionOf({ name, declarations = [] }: ts.Symbol): string[] {
  const [declaration] = declarations;
  if (declaration === undefined || LEFT_OUT.has(name)) return [];
  const node = ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
  const text = node.getText().replace(/^(?:export )?(?:declare )?/u, "");
  return [`## ${name}`, ...proseOf(node), `\`\`\`ts\n${text}\n\`\`\``];
}

function proseOf(node: ts.Node): string[] {
  const docs = ts.getJSDocCommentsAndTags(node).filter(ts.isJSDoc);
  return docs.flatMap((doc) => {
    const said = ts.getTextOfJSDocComment(doc.comment) ?? "";
    const tags = (doc.tags ?? []).map((tag) => {
      const text = (ts.getTextOfJSDocComment(tag.comment) ?? "").trim();
      const about = ts.isJSDocParameterTag(tag) ? ` \`${tag.name.getText()}\`` : "";
      return tag.tagName.text === "example" ? text : `*${tag.tagName.text}*${about} ${text}`;
    });
    return [said, ...tags].filter((part) => part !== "");
  });
}
