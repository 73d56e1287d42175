import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ALTOGETHER, AT_FIRST, bundle, gzippedBytes, loadedWith } from "./bundle.ts";

/** `npm run build`: the modules in `dist`, readable; whoever bundles them minifies them. Prints what they weigh then. */
await rm(new URL("dist", import.meta.url), { recursive: true, force: true });
await bundle("dist", { minify: false });

const minified = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const metafile = await bundle(minified, { minify: true });
const [first, all] = await Promise.all(
  [AT_FIRST, ALTOGETHER].map((kinds) => gzippedBytes(loadedWith(metafile, kinds))),
);
await rm(minified, { recursive: true });
console.log(`createFlash: ${first} bytes, with uploads and validator: ${all} bytes (minified, gzipped)`);
