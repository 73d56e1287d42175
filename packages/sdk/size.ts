/** Prints what an application that minifies it loads of the SDK: `npm run size -w packages/sdk`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, gzippedBytes, type Loaded, loadedAltogether, loadedAtFirst } from "./bundle.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const chunks = await bundle(folder, { minify: true });
await rm(folder, { recursive: true });
const kilobytes = (loaded: Loaded): string => (gzippedBytes(loaded) / 1_000).toFixed(1).padStart(6);
console.log(`Minified and gzipped, in kB:
${kilobytes(loadedAtFirst(chunks))}  createFlash
${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly", "images"))}  with all that an upload of texts or a table needs
${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly", "rows"))}  with all that an upload of images needs
${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly"))}  with both
${kilobytes(loadedAltogether(chunks))}  with WebAssembly and the reader of Parquet, too`);
