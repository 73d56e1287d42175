import ts from "@typescript/typescript6";
import type { PublishedEntry } from "./published.ts";

/** An `@example` of a published declaration. */
export interface Example {
  /** Of the name, or of the member that it stands at: `Job.watch`. */
  readonly of: string;
  readonly language: "ts" | "tsx";
  readonly code: string;
}

/** The examples of a name and of its members; none where it has none. */
export function examplesOf({ names }: PublishedEntry): ReadonlyMap<string, readonly Example[]> {
  return new Map(names.map(({ name, node }) => [name, node === undefined ? [] : examplesIn(node, name)]));
}

function examplesIn(node: ts.Node, name: string): Example[] {
  const own = ts.getJSDocTags(node).filter((tag) => tag.tagName.text === "example");
  const examples = own.flatMap((tag) => exampleIn(ts.getTextOfJSDocComment(tag.comment) ?? "", name));
  ts.forEachChild(node, (child) => {
    const isNamed = ts.isMethodSignature(child) || ts.isPropertySignature(child);
    if (isNamed || ts.isTypeLiteralNode(child)) {
      examples.push(...examplesIn(child, isNamed ? `${name}.${child.name.getText()}` : name));
    }
  });
  return examples;
}

const FENCED = /^```(tsx?)\n(.*)\n```$/su;

function exampleIn(comment: string, name: string): Example[] {
  const [, language, code] = FENCED.exec(comment.trim()) ?? [];
  if (code === undefined || (language !== "ts" && language !== "tsx")) {
    throw new Error(`the example of ${name} is no fenced block of TypeScript`);
  }
  return [{ of: name, language, code }];
}

/** What examples take for granted besides what they import: somebody has it, and it has this type. */
const GIVEN = `declare const flash: import("@flash/sdk").Flash;
declare const job: import("@flash/sdk").Job;
declare const jobId: string;
declare const dataset: import("@flash/sdk").ValidDataset;
declare const datasetId: string;
declare const report: import("@flash/sdk").DatasetReport;
declare const error: unknown;
declare const file: File;
declare const apiKey: string;
declare const runtime: import("@flash/sdk/try").ModelRuntime;
declare const queryClient: import("@tanstack/react-query").QueryClient;
declare const page: import("react").ReactNode;
declare const isShown: boolean;
declare const pauseButton: HTMLButtonElement;
declare const show: (shown: unknown) => void;
declare const setJobId: (jobId: string) => void;
`;

const OF_TANSTACK = ["QueryClientProvider", "useQuery"];

/**
 * The examples as modules that a compiler can be given, by file name: each imports what it names of the package, and nothing
 * else of it.
 */
export function exampleModules(entries: readonly PublishedEntry[]): ReadonlyMap<string, string> {
  const modules = new Map([["given.d.ts", GIVEN]]);
  for (const entry of entries) {
    // A name that several entries have is taken from the one whose example it is.
    const exporters = [entry, ...entries.filter((other) => other !== entry)];
    for (const [index, example] of [...examplesOf(entry).values()].flat().entries()) {
      const name = `${entry.fileName}-${index}-${example.of.toLowerCase().replaceAll(/\W/gu, "-")}.${example.language}`;
      modules.set(name, `${importsOf(example.code, exporters)}\n${example.code}\n`);
    }
  }
  return modules;
}

function importsOf(code: string, exporters: readonly PublishedEntry[]): string {
  const words = new Set(code.match(/[A-Za-z_$][\w$]*/gu));
  const imported = new Set<string>();
  const lines = exporters.map(({ specifier, names }) => {
    const used = names.map(({ name }) => name).filter((name) => words.has(name) && !imported.has(name));
    for (const name of used) imported.add(name);
    return used.length === 0 ? "" : `import { ${used.join(", ")} } from "${specifier}";`;
  });
  const tanstack = OF_TANSTACK.filter((name) => words.has(name));
  if (tanstack.length > 0) lines.push(`import { ${tanstack.join(", ")} } from "@tanstack/react-query";`);
  return [...lines.filter((line) => line !== ""), "export {};"].join("\n");
}
