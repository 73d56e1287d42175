import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { digestOfSources, DIST, STAMP } from "./sources.ts";

const BUILD = fileURLToPath(new URL("../build.ts", import.meta.url));
const run = promisify(execFile);

/** Builds the page into {@link DIST}: some seconds. */
export async function buildPage(): Promise<void> {
  // A process of its own: in one that tests or develops, React and Vite would build what is meant for that.
  await run(process.execPath, ["--conditions=@flash/source", BUILD], { env: { NODE_ENV: "production" } });
}

/** Whether {@link DIST} is what the sources make. */
export async function isPageBuilt(): Promise<boolean> {
  const built = await readFile(`${DIST}${STAMP}`, "utf8").catch(() => null);
  return built !== null && built === (await digestOfSources());
}
