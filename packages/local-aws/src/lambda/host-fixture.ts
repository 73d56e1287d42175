import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readIfThere } from "../read-if-there.ts";
import { createFunctionHost } from "./function-host.ts";
import type { FunctionHost, HostOptions } from "./function-host.ts";
import type { FunctionSetting } from "./function-setting.ts";

/** A function host for one test. */
export interface HostFixture {
  readonly folder: string;
  readonly host: FunctionHost;
  readonly lines: string[];
  /** Registers one of the handlers in `fixtures/kinds.ts` under its own name. */
  kind(handler: string, setting?: Partial<FunctionSetting>): string;
  /** The same for `fixtures/streams.ts`. */
  stream(handler: string, setting?: Partial<FunctionSetting>): string;
  /** A file for handlers to write to, and its lines. */
  readonly file: string;
  fileLines(): string[];
  end(): Promise<void>;
}

export function hostFixture(options: Partial<HostOptions> = {}): HostFixture {
  const folder = mkdtempSync(join(tmpdir(), "flash-lambda-"));
  const lines: string[] = [];
  const onLog = (name: string, line: string): void => void lines.push(`${name}: ${line}`);
  const base = { dataFolder: folder, region: "us-east-1", retryDelaysMs: [5, 10], closeGraceMs: 0, onLog };
  const host = createFunctionHost({ ...base, ...options });
  const register =
    (entry: URL) =>
    (handler: string, setting: Partial<FunctionSetting> = {}) => {
      host.register({ name: handler, entry, handler, env: {}, timeoutMs: 60_000, ...setting });
      return setting.name ?? handler;
    };
  const file = join(folder, "handlers.txt");
  return {
    folder,
    host,
    lines,
    kind: register(new URL("./fixtures/kinds.ts", import.meta.url)),
    stream: register(new URL("./fixtures/streams.ts", import.meta.url)),
    file,
    fileLines: () => (readIfThere(file) ?? "").split("\n").slice(0, -1),
    async end() {
      await host.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
