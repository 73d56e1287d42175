/** As much of Node's modules as uploads use: their own types would have to come along to everybody who installs this. */
interface NodeModules {
  "node:fs": {
    existsSync(path: string): boolean;
    openAsBlob(path: string): Promise<Blob>;
    readonly promises: {
      mkdir(path: string, options: { recursive: boolean; mode: number }): Promise<unknown>;
      mkdtemp(prefix: string): Promise<string>;
      readFile(path: string, encoding: "utf8"): Promise<string>;
      rm(path: string, options: { recursive?: boolean; force: boolean }): Promise<void>;
      writeFile(path: string, content: string | AsyncIterable<Uint8Array>): Promise<void>;
    };
  };
  "node:os": { tmpdir(): string };
  "node:path": { join(...parts: string[]): string };
}

/** As much of Node's `process` as is asked for. */
interface NodeProcess {
  getBuiltinModule?<Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined;
}

/** A module of Node, where there is Node. Not by `import`, which would put it into every page's bundle. */
export const nodeModule = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] | undefined =>
  // Where there is no Node there is no `process`, whatever the types of either say.
  (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.(name);
