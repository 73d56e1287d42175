import { createHash } from "node:crypto";
import { glob, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));
const WORKSPACE = fileURLToPath(new URL("../../..", import.meta.url));

/** Where the built page lies. */
export const DIST = fileURLToPath(new URL("../dist/", import.meta.url));
/** Names the sources that `dist` was built from. */
const STAMP = `${DIST}.sources`;

/** Builds the page into {@link DIST}: some seconds. */
export async function buildPage(): Promise<void> {
  const sources = await digestOfSources();
  // A quarter of a second that only a build needs.
  const { build } = await import("vite");
  await build({ root: FOLDER, configFile: `${FOLDER}vite.config.ts`, logLevel: "error" });
  await writeFile(STAMP, sources);
}

/** Whether {@link DIST} is what the sources make. */
export async function isPageBuilt(): Promise<boolean> {
  const built = await readFile(STAMP, "utf8").catch(() => null);
  return built !== null && built === (await digestOfSources());
}

const SOURCES = [
  "apps/web/{src,public}/**/*",
  "apps/web/{index.html,package.json,vite.config.ts}",
  "packages/{sdk,schemas,validation}/{src/**/*,package.json}",
  "package-lock.json",
  "samples/*",
] as const;

/** Of every file that goes into the page, by name and content. */
async function digestOfSources(): Promise<string> {
  const hash = createHash("sha256");
  const paths: string[] = [];
  for await (const entry of glob(SOURCES, { cwd: WORKSPACE, withFileTypes: true })) {
    if (entry.isFile() && !entry.name.includes(".test.")) paths.push(`${entry.parentPath}/${entry.name}`);
  }
  for (const path of paths.toSorted()) hash.update(`${path.slice(WORKSPACE.length)}\n`).update(await readFile(path));
  return hash.digest("hex");
}
