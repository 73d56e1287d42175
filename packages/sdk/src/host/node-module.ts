import type { IncrementalHash } from "@flash/validation";

/** As much of Node's modules as uploads use: their own types would have to come along to everybody who installs this. */
interface NodeModules {
  "node:crypto": { createHash(algorithm: "sha256"): IncrementalHash };
  "node:fs": {
    existsSync(path: string): boolean;
    readonly promises: {
      mkdir(path: string, options: { recursive: boolean; mode: number }): Promise<unknown>;
      open(path: string): Promise<NodeFile>;
      mkdtemp(prefix: string): Promise<string>;
      readFile(path: string, encoding: "utf8"): Promise<string>;
      rm(path: string, options: { recursive?: boolean; force: boolean }): Promise<void>;
      writeFile(path: string, content: string | AsyncIterable<Uint8Array>): Promise<void>;
    };
  };
  "node:os": { tmpdir(): string };
  "node:path": { join(...parts: string[]): string };
}

interface NodeFile {
  stat(): Promise<{ readonly size: number; isFile(): boolean }>;
  read(into: Uint8Array, offset: number, length: number, position: number): Promise<{ readonly bytesRead: number }>;
  createReadStream(options: { start: number; autoClose: boolean; highWaterMark: number }): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** As much of Node's `process` as is asked for. */
interface NodeProcess {
  getBuiltinModule<Name extends keyof NodeModules>(name: Name): NodeModules[Name];
}

/** A module of Node. Not by `import`: this package is checked as pages see it, where there is none. */
export const nodeModule = <Name extends keyof NodeModules>(name: Name): NodeModules[Name] =>
  // A page's types know no `process`.
  (globalThis as unknown as { process: NodeProcess }).process.getBuiltinModule(name);
