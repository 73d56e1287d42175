import { existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { API_ENTRIES } from "@flash/api/entries";
import { S3_TRIGGERS } from "@flash/s3-triggers";
import { digestOfFiles } from "../../../../build/digest-of-files.ts";
import { inTurn } from "../in-turn.ts";

const ENTRIES = { api: API_ENTRIES.buffered, "api-stream": API_ENTRIES.streaming, ...S3_TRIGGERS };

/** Where the handler module of each function lies, bundled. */
export type BuiltFunctions = Readonly<Record<keyof typeof ENTRIES, URL>>;

const BUILDS = fileURLToPath(new URL("../../../../node_modules/.cache/flash-functions/", import.meta.url));
/** A platform that runs may still load from the build that it began with. */
const BUILDS_KEPT = 8;

/**
 * The functions as the deployment bundles them, but for the minifying: a sandbox loads a bundle in a fifth of the time that the sources
 * take. Built when the sources have changed; of those who ask at the same time one builds.
 */
export async function builtFunctions(): Promise<BuiltFunctions> {
  const folder = join(BUILDS, await digestOfSources());
  if (!existsSync(folder)) {
    await inTurn(`${BUILDS.slice(0, -1)}.lock`, async () => {
      if (!existsSync(folder)) await build(folder);
    });
  }
  const built = (name: keyof typeof ENTRIES): URL => pathToFileURL(join(folder, name, "index.mjs"));
  const [start, stop, sweep] = [built("start"), built("stop"), built("sweep")];
  return { api: built("api"), "api-stream": built("api-stream"), start, stop, sweep };
}

const digestOfSources = (): Promise<string> =>
  digestOfFiles([
    "{packages/{aws,control-plane,schemas,validation},apps/{api,s3-triggers}}/{src/**/*.ts,package.json}",
    "build/*.ts",
    "package-lock.json",
  ]);

async function build(folder: string): Promise<void> {
  const [{ bundleLambda }, esbuild] = await Promise.all([
    import("../../../../build/bundle-lambda.ts"),
    import("esbuild"),
  ]);
  const unfinished = `${folder}.unfinished`;
  for (const [name, entry] of Object.entries(ENTRIES)) await bundleLambda({ name, entry, minify: false }, unfinished);
  await esbuild.stop();
  await rename(unfinished, folder);
  await removeOldest();
}

async function removeOldest(): Promise<void> {
  const paths = (await readdir(BUILDS)).map((name) => join(BUILDS, name));
  const ages = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  const old = ages.toSorted((one, other) => other.at - one.at).slice(BUILDS_KEPT);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}
