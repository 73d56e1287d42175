import type { Plugin } from "rolldown";
import { parseAst } from "rolldown/parseAst";

/**
 * Leaves out what only the platform does with a validation: to write down where it stopped, and to go on there in another function.
 * Whoever imports the SDK begins and ends one, and no bundler can know by itself that no class is asked for its `state()`, and that
 * what is called `from` in the validator's sources, another's state, and `stop`, the signal to write down ours, are never given.
 */
export const withoutHandingOn: Plugin = {
  name: "without-handing-on",
  transform: {
    filter: { id: /\/packages\/validation\/src\/.*\.ts$/u, code: /continuation\/validation-state/u },
    handler: (code) =>
      nodesIn(parseAst(code, { lang: "ts" }))
        .flatMap(editsOf)
        .toSorted((one, other) => other.start - one.start)
        .reduce((edited, { start, end, to }) => edited.slice(0, start) + to + edited.slice(end), code),
  },
};

/** As much of a syntax tree as is asked for. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [field: string]: unknown;
}

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value;
const nodesIn = (value: unknown): Node[] => [value].flat().filter(isNode);
const isCalled = (value: unknown, name: string): boolean =>
  isNode(value) && value.type === "Identifier" && value["name"] === name;
const insert = (at: number, to: string): Edit => ({ start: at, end: at, to });

function editsOf(node: Node): Edit[] {
  if (node.type === "MethodDefinition" && isCalled(node["key"], "state")) return [{ ...node, to: "" }];
  const within = Object.values(node).flatMap((value) => nodesIn(value).flatMap(editsOf));
  return [...within, ...withoutAbsent(node)];
}

/** What is never given. */
const ABSENT = ["from", "stop"] as const;

/** Wherever it is bound, it gets another name, and stands for nothing. */
function withoutAbsent(node: Node): Edit[] {
  switch (node.type) {
    case "VariableDeclaration": {
      const bound = nodesIn(node["declarations"]).flatMap(({ id }) => boundIn(id));
      return unbound(bound, node.end);
    }
    case "MethodDefinition":
      return node["kind"] === "constructor" ? inFunction(node["value"], true) : [];
    case "FunctionDeclaration":
      return inFunction(node, false);
    default:
      return [];
  }
}

function inFunction(node: unknown, isConstructor: boolean): Edit[] {
  if (!isNode(node) || !isNode(node["body"])) return [];
  const bound = nodesIn(node["params"]).flatMap((param) =>
    isConstructor && isCalled(param, "from")
      ? [{ name: "from", edit: insert(param.start, "_") }]
      : boundIn(param["left"] ?? param),
  );
  return unbound(bound, node["body"].start + 1);
}

/** A name that is bound, and what takes it away. */
interface Bound {
  readonly name: string;
  readonly edit: Edit;
}

/** @param behind - where the names may be bound again. */
const unbound = (bound: readonly Bound[], behind: number): Edit[] =>
  bound.flatMap(({ name, edit }) => [edit, insert(behind, `const ${name} = undefined;`)]);

/** In a pattern that takes an object apart. */
const boundIn = (pattern: unknown): Bound[] =>
  isNode(pattern) && pattern.type === "ObjectPattern"
    ? nodesIn(pattern["properties"]).flatMap(({ start, value }) =>
        ABSENT.filter((name) => isCalled(value, name)).map((name) => ({ name, edit: insert(start, `${name}: _`) })),
      )
    : [];
