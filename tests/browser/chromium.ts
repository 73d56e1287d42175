import { randomUUID } from "node:crypto";
import { createReadStream, createWriteStream, existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { createBrotliDecompress } from "node:zlib";
import { type Browser, chromium } from "playwright-core";

/**
 * A browser with all of its security: on Linux x64 the Chromium that came with `npm ci`, elsewhere an installed Chrome.
 *
 * @returns null when this is not Linux x64 and no Chrome is installed.
 * @throws Error when the browser does not start.
 */
export async function launchBrowser(): Promise<Browser | null> {
  if (process.platform === "linux" && process.arch === "x64") return launchPackaged();
  try {
    return await chromium.launch({ channel: "chrome" });
  } catch (error) {
    if (error instanceof Error && /is not found|not supported/u.test(error.message)) return null;
    throw error;
  }
}

/** Why there was nothing to test with. */
export const NO_BROWSER = "install Google Chrome to run these tests: npm brings a browser for Linux x64 only";

// Nothing of the package's own `args`: they switch CORS off and run every page in the browser's process.
const launchPackaged = async (): Promise<Browser> =>
  chromium.launch({ executablePath: await unpacked(), args: ["--no-sandbox"] });

/** Unpacks the browser (210 MB, three seconds) the first time; the package's own way leaves half a file when it is killed. */
async function unpacked(): Promise<string> {
  const inPackage = (path: string): URL => new URL(`../${path}`, import.meta.resolve("@sparticuz/chromium"));
  const { version } = JSON.parse(await readFile(inPackage("package.json"), "utf8")) as { version: string };
  const folder = fileURLToPath(new URL("../../node_modules/.cache/flash-chromium/", import.meta.url));
  const executable = `${folder}${version}`;
  if (existsSync(executable)) return executable;
  const unfinished = `${executable}-${randomUUID()}`;
  await mkdir(folder, { recursive: true });
  try {
    const archive = createReadStream(inPackage("bin/chromium.br"));
    await pipeline(archive, createBrotliDecompress(), createWriteStream(unfinished, { mode: 0o755 }));
    await rename(unfinished, executable);
  } finally {
    await rm(unfinished, { force: true });
  }
  return executable;
}
