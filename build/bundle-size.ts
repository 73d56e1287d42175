import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import type { Metafile } from "esbuild";
import { filesAtStart } from "./one-start-file.ts";

/** What a cold start has to read and parse. Bytes, minified. */
export interface BundleSize {
  /** The entry and every chunk that it imports at once. */
  readonly atStart: number;
  readonly atStartGzip: number;
  /** With everything that is loaded later. */
  readonly inAll: number;
  /** The sources of what is loaded at once. */
  readonly sourcesAtStart: readonly string[];
}

/** @param metafile - of a bundle whose files still lie where they were written, below the current folder or absolute. */
export async function bundleSize({ outputs }: Metafile): Promise<BundleSize> {
  const files = filesAtStart(outputs);
  const texts = await Promise.all(files.map((file) => readFile(file)));
  return {
    atStart: texts.reduce((sum, { length }) => sum + length, 0),
    atStartGzip: gzipSync(Buffer.concat(texts), { level: 9 }).length,
    inAll: Object.values(outputs).reduce((sum, { bytes }) => sum + bytes, 0),
    sourcesAtStart: files.flatMap((file) => Object.keys(outputs[file]?.inputs ?? {})),
  };
}
