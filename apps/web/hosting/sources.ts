import { createHash } from "node:crypto";
import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const WORKSPACE = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the built page lies. */
export const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

/** In {@link DIST}: names the sources that it was built from. */
export const STAMP = ".sources";

const SOURCES = [
  "apps/web/{src,public}/**/*",
  "apps/web/{index.html,package.json,vite.config.ts}",
  "packages/{sdk,schemas,validation}/{src/**/*,package.json}",
  "package-lock.json",
  "samples/*",
] as const;

/** Of every file that goes into the page, by name and content. */
export async function digestOfSources(): Promise<string> {
  const hash = createHash("sha256");
  const paths: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: WORKSPACE, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes(".test.")) paths.push(`${entry.parentPath}/${entry.name}`);
  }
  for (const path of paths.toSorted()) hash.update(`${path.slice(WORKSPACE.length)}\n`).update(await readFile(path));
  return hash.digest("hex");
}
