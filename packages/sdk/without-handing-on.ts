import type { Plugin } from "rolldown";
import { parseAst } from "rolldown/parseAst";

/**
 * Leaves out what only the platform does with a validation: to write down where it stopped, and to go on there in another function.
 * Whoever imports the SDK begins and ends one, and no bundler can know by itself that a class is never asked for its `state()`, nor
 * given another's as `from`.
 */
export const withoutHandingOn: Plugin = {
  name: "without-handing-on",
  transform: {
    filter: { id: /\/packages\/validation\/src\/.*\.ts$/u, code: /\bstate\(/u },
    handler: (code) =>
      editsOf(code).reduceRight((edited, { start, end, to }) => edited.slice(0, start) + to + edited.slice(end), code),
  },
};

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly to: string;
}

/** In the order of the module. */
function editsOf(code: string): Edit[] {
  const statements = parseAst(code, { lang: "ts" }).body;
  return statements.flatMap((statement) => {
    const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    if (declared?.type !== "ClassDeclaration") return [];
    return declared.body.body.flatMap((member): Edit[] => {
      if (member.type !== "MethodDefinition" || member.key.type !== "Identifier") return [];
      const { start, end, key, value } = member;
      if (key.name === "state") return [{ start, end, to: "" }];
      const from = value.params.find((param) => param.type === "Identifier" && param.name === "from");
      if (member.kind !== "constructor" || from === undefined || value.body === null) return [];
      const body = value.body.start + 1;
      return [
        { start: from.start, end: from.start, to: "_" },
        { start: body, end: body, to: "const from = undefined;" },
      ];
    });
  });
}
