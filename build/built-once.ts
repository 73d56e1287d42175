import { existsSync } from "node:fs";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { digestOfFiles } from "./digest-of-files.ts";
import { inTurn } from "./in-turn.ts";

const CACHE = fileURLToPath(new URL("../node_modules/.cache/", import.meta.url));
/** Who runs may still load from the build that it began with. */
const BUILDS_KEPT = 4;

/** Something that is built from the workspace's sources to be run on this machine. */
export interface LocalBuild {
  /** Names its folder: file-name safe. */
  readonly name: string;
  /** Patterns of its sources, as for {@link digestOfFiles}. */
  readonly sources: readonly string[];
  /** Builds it into the folder, which it makes. */
  readonly build: (folder: string) => Promise<void>;
}

/**
 * Builds what has not been built of the present sources; of those who ask at the same time one builds.
 *
 * @returns the folder with the build.
 */
export async function builtOnce({ name, sources, build }: LocalBuild): Promise<string> {
  const builds = join(CACHE, name);
  const folder = join(builds, await digestOfFiles([...sources, "build/*.ts", "package-lock.json"]));
  if (existsSync(folder)) return folder;
  await inTurn(`${builds}.lock`, async () => {
    if (existsSync(folder)) return;
    const unfinished = `${folder}.unfinished`;
    await rm(unfinished, { recursive: true, force: true });
    await build(unfinished);
    await rename(unfinished, folder);
    await removeOldest(builds);
  });
  return folder;
}

async function removeOldest(builds: string): Promise<void> {
  const paths = (await readdir(builds)).map((name) => join(builds, name));
  const ages = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
  const old = ages.toSorted((one, other) => other.at - one.at).slice(BUILDS_KEPT);
  await Promise.all(old.map(({ path }) => rm(path, { recursive: true, force: true })));
}
