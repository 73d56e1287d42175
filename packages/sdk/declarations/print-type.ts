import ts from "@typescript/typescript6";

/** Names that stand for types, so that what is printed reads as it was written. */
export type Names = ReadonlyMap<ts.Type, string>;

/** What zod's types become where there is no zod. */
export const PRELUDE = `declare const brand: unique symbol;
/** Marks a string or number as an id or a time of one kind: only the platform makes such. */
export interface Brand<Kind extends string> {
  readonly [brand]: { readonly [Name in Kind]: true };
}
/** Whatever JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
`;

/** Writes inferred types out in full: no schema, and no library that inferred them, is left in what it writes. */
export class TypePrinter {
  readonly #checker: ts.TypeChecker;
  readonly #names: Names;

  constructor(checker: ts.TypeChecker, names: Names) {
    this.#checker = checker;
    this.#names = names;
  }

  /** A type where it is used: by its name if it has one. */
  print(type: ts.Type): string {
    return this.#names.get(type) ?? this.define(type);
  }

  /** A type as its name is defined. */
  define(type: ts.Type): string {
    if (type.aliasSymbol?.name === "JSONType") return "Json";
    if (type.isUnion()) return this.#union(type);
    if (type.isIntersection()) return type.types.map((member) => this.#member(member)).join(" & ");
    if ((type.flags & ts.TypeFlags.Object) !== 0) return this.#object(type);
    return this.#checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation);
  }

  /** `null` and `undefined` are taken off first: what is left may have a name. */
  #union(type: ts.UnionType): string {
    const present = this.#checker.getNonNullableType(type);
    const absent = [ts.TypeFlags.Null, ts.TypeFlags.Undefined].filter((flag) =>
      type.types.some((member) => (member.flags & flag) !== 0),
    );
    const parts = absent.map((flag) => (flag === ts.TypeFlags.Null ? "null" : "undefined"));
    if (absent.length > 0) return [this.#member(present), ...parts].join(" | ");
    const isBoolean = (member: ts.Type): boolean => (member.flags & ts.TypeFlags.BooleanLiteral) !== 0;
    const both = type.types.filter(isBoolean).length === 2;
    const others = type.types.filter((member) => !(both && isBoolean(member)));
    return [...others.map((member) => this.#member(member)), ...(both ? ["boolean"] : [])].join(" | ");
  }

  #member(type: ts.Type): string {
    const text = this.print(type);
    return type.isIntersection() && text.includes(" ") ? `(${text})` : text;
  }

  #object(type: ts.Type): string {
    const checker = this.#checker;
    const [first] = checker.getTypeArguments(type as ts.TypeReference);
    if (first !== undefined && checker.isArrayType(type)) {
      const readonly = type.symbol.name === "ReadonlyArray" ? "readonly " : "";
      const element = this.print(first);
      return `${readonly}${/[ |&]/u.test(element) && !element.endsWith("}") ? `(${element})` : element}[]`;
    }
    if (first !== undefined && checker.isTupleType(type)) {
      const elements = checker.getTypeArguments(type as ts.TypeReference).map((element) => this.print(element));
      return `[${elements.join(", ")}]`;
    }
    if (first !== undefined && type.symbol.name === "AsyncIterable") return `AsyncIterable<${this.print(first)}>`;
    // Every platform has its own declaration of these.
    if (BYTES.test(type.symbol.name)) return checker.typeToString(type);
    if (type.aliasSymbol?.name === "$brand" || type.symbol.name === "$brand") return this.#brand(type);
    const members = [...this.#indexes(type), ...this.#properties(type)].join("\n");
    return `{\n  ${members.replaceAll("\n", "\n  ")}\n}`;
  }

  #brand(type: ts.Type): string {
    const [kind] = type.aliasTypeArguments ?? this.#checker.getTypeArguments(type as ts.TypeReference);
    if (kind === undefined) throw new Error("a brand without a kind");
    return `Brand<${this.print(kind)}>`;
  }

  #indexes(type: ts.Type): string[] {
    return this.#checker
      .getIndexInfosOfType(type)
      .map(({ keyType, type: value }) => `[name: ${this.print(keyType)}]: ${this.print(value)};`);
  }

  #properties(type: ts.Type): string[] {
    return this.#checker.getPropertiesOfType(type).map((property) => {
      const optional = (property.flags & ts.SymbolFlags.Optional) === 0 ? "" : "?";
      return `${docOf(property, this.#checker)}${keyOf(property.name)}${optional}: ${this.print(this.#checker.getTypeOfSymbol(property))};`;
    });
  }
}

const BYTES = /^Uint8(?:Clamped)?Array$/u;

const keyOf = (name: string): string => (/^[a-z_$][\w$]*$/iu.test(name) ? name : JSON.stringify(name));

/** What was written about it where it was declared, as text. */
export const saidOf = (symbol: ts.Symbol, checker: ts.TypeChecker): string =>
  ts.displayPartsToString(symbol.getDocumentationComment(checker));

/** The same, as a comment. */
function docOf(symbol: ts.Symbol, checker: ts.TypeChecker): string {
  const text = saidOf(symbol, checker);
  return text === "" ? "" : `/** ${text.replaceAll("\n", "\n * ")} */\n`;
}
