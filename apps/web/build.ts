import { randomUUID } from "node:crypto";
import { rename, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { digestOfSources, DIST, STAMP } from "./hosting/sources.ts";

/**
 * `npm run build`: the page into `dist`, the same files for `npm start` and CloudFront. It takes the place of an older one
 * in one step, so that whoever serves that one, or builds at the same time, never sees half a page.
 */
const root = fileURLToPath(new URL(".", import.meta.url));
const fresh = `${DIST.replace(/\/$/u, "")}-${randomUUID()}`;
const sources = await digestOfSources();
try {
  await build({ root, configFile: `${root}vite.config.ts`, logLevel: "error", build: { outDir: fresh } });
  await writeFile(`${fresh}/${STAMP}`, sources);
  await rm(DIST, { recursive: true, force: true });
  await rename(fresh, DIST);
} finally {
  await rm(fresh, { recursive: true, force: true });
}
