import { fileURLToPath } from "node:url";
import ts from "@typescript/typescript6";
import { answerDoc } from "./answer-examples.ts";
import { type Names, PRELUDE, saidOf, TypePrinter } from "./print-type.ts";

/** Type declarations of what the SDK takes from the workspace, written out so that they need nothing else. */
export interface PlatformTypes {
  /** In the place of `@flash/schemas`. */
  readonly schemas: string;
  /** In the place of `@flash/api`. */
  readonly api: string;
}

const ENTRY = fileURLToPath(new URL("probe.ts", import.meta.url));
const PROBE = `import type { AppRouter, Refusals, WireError } from "@flash/api";
export * from "@flash/schemas";
export type Procedures = AppRouter["_def"]["record"];
export type Refused = WireError;
export type Refusing = Refusals;`;

/** Neither Node nor the DOM: what is written out has nothing of them, and reading their types takes longer than all the rest. */
const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2024,
  lib: ["lib.es2024.d.ts"],
  types: [],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  customConditions: ["@flash/source"],
  allowImportingTsExtensions: true,
  noEmit: true,
  strict: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
};

/** Reads the schemas and the router with the compiler, which alone knows what zod and tRPC make of them. */
export function platformTypes(): PlatformTypes {
  const program = ts.createProgram([ENTRY], OPTIONS, hostWith(ENTRY, PROBE));
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(ENTRY);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error("the compiler did not read its own probe");
  const exported = checker.getExportsOfModule(module);
  const typeOf = (name: string): ts.Type => {
    const symbol = exported.find((one) => one.name === name);
    if (symbol === undefined) throw new Error(`there is no type ${name}`);
    return checker.getDeclaredTypeOfSymbol(symbol);
  };
  const aliases = exported
    .map((symbol) => resolved(symbol, checker))
    .filter((symbol) => isPlainType(symbol, checker) && !["Procedures", "Refused", "Refusing"].includes(symbol.name));
  const printer = new TypePrinter(checker, namesOf(aliases, checker));
  return {
    schemas: schemasText(exported, aliases, { checker, printer }),
    api: apiText([typeOf("Procedures"), typeOf("Refused"), typeOf("Refusing")], { aliases, checker, printer }),
  };
}

function hostWith(path: string, text: string): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  return {
    ...host,
    fileExists: (name) => name === path || host.fileExists(name),
    readFile: (name) => (name === path ? text : host.readFile(name)),
    getSourceFile: (name, version, ...rest) =>
      name === path ? ts.createSourceFile(name, text, version) : host.getSourceFile(name, version, ...rest),
  };
}

const resolved = (symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol =>
  (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);

/** Stands for types with parameters, which sources import; what the SDK shows has none, and its build makes sure of it. */
export const NOT_SHOWN = 'never & "a type with parameters"';

const parametersOf = ({ declarations = [] }: ts.Symbol): number =>
  declarations.find((one) => ts.isTypeAliasDeclaration(one))?.typeParameters?.length ?? 0;

/** Type parameters would have to be printed too. */
function isPlainType(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  if ((symbol.flags & (ts.SymbolFlags.TypeAlias | ts.SymbolFlags.Interface)) === 0) return false;
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const declared = symbol.declarations?.find((one) => ts.isTypeAliasDeclaration(one) || ts.isInterfaceDeclaration(one));
  return declared?.typeParameters === undefined && (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) === 0;
}

/** Two names of one type say that neither means it alone: such a type is written out. */
function namesOf(aliases: readonly ts.Symbol[], checker: ts.TypeChecker): Names {
  const names = new Map<ts.Type, string>();
  const twice = new Set<ts.Type>();
  for (const symbol of aliases) {
    const type = checker.getDeclaredTypeOfSymbol(symbol);
    if (names.has(type)) twice.add(type);
    names.set(type, symbol.name);
  }
  for (const type of twice) names.delete(type);
  return names;
}

interface Tools {
  readonly checker: ts.TypeChecker;
  readonly printer: TypePrinter;
}

function schemasText(exported: readonly ts.Symbol[], aliases: readonly ts.Symbol[], tools: Tools): string {
  const { checker, printer } = tools;
  const types = aliases.map(
    (symbol) =>
      `${answerDoc(symbol.name, saidOf(symbol, checker))}export type ${symbol.name} = ${printer.define(checker.getDeclaredTypeOfSymbol(symbol))};`,
  );
  const generics = exported
    .map((symbol) => resolved(symbol, checker))
    .filter((symbol) => parametersOf(symbol) > 0)
    .map((symbol) => {
      const parameters = Array.from({ length: parametersOf(symbol) }, (_, index) => `_${index} = unknown`);
      return `export type ${symbol.name}<${parameters.join(", ")}> = ${NOT_SHOWN};`;
    });
  // The SDK's sources import these; nothing that it shows has their type.
  const values = exported
    .filter((symbol) => (resolved(symbol, checker).flags & ts.SymbolFlags.Value) !== 0)
    .map(({ name }) => `export declare const ${name}: any;`);
  return [PRELUDE, ...types, ...generics, ...values].join("\n");
}

const PROCEDURES = {
  query: "TRPCQueryProcedure",
  mutation: "TRPCMutationProcedure",
  subscription: "TRPCSubscriptionProcedure",
} as const;

function apiText(
  [procedures, refused, refusing]: readonly [procedures: ts.Type, refused: ts.Type, refusing: ts.Type],
  { aliases, checker, printer }: Tools & { aliases: readonly ts.Symbol[] },
): string {
  const typeAt = (type: ts.Type, ...path: readonly string[]): ts.Type | null => {
    let at: ts.Type = type;
    for (const name of path) {
      const property = checker.getPropertyOfType(at, name);
      if (property === undefined) return null;
      at = checker.getTypeOfSymbol(property);
    }
    return at;
  };
  const recordOf = (type: ts.Type): string =>
    checker
      .getPropertiesOfType(type)
      .map((property) => {
        const inner = checker.getTypeOfSymbol(property);
        const kind = typeAt(inner, "_def", "type");
        const [input, output] = [typeAt(inner, "_def", "$types", "input"), typeAt(inner, "_def", "$types", "output")];
        if (kind === null || input === null || output === null) return `${property.name}: {\n${recordOf(inner)}\n};`;
        const name = PROCEDURES[(kind as ts.StringLiteralType).value as keyof typeof PROCEDURES];
        return `${property.name}: ${name}<{ input: ${printer.print(input)}; output: ${printer.print(output)}; meta: object }>;`;
      })
      .join("\n");
  return `import type { ${Object.values(PROCEDURES).join(", ")}, TRPCBuiltRouter, TRPCDecorateCreateRouterOptions } from "@trpc/server";
import type { Brand, Json, ${aliases.map(({ name }) => name).join(", ")} } from "@flash/schemas";
export type WireError = ${printer.print(refused)};
${answerDoc("Refusals", "The codes with which each procedure may refuse.")}export type Refusals = ${printer.print(refusing)};
${answerDoc("AppRouter", "The procedures of the platform's API, as tRPC's client types take them.")}export type AppRouter = TRPCBuiltRouter<
  { ctx: object; meta: object; errorShape: WireError; transformer: false },
  TRPCDecorateCreateRouterOptions<{
${recordOf(procedures)}
  }>
>;
`;
}
