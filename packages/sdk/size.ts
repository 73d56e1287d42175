/** Prints what an application that minifies it loads of the SDK: `npm run size -w packages/sdk`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, gzippedBytes, type Loaded, loadedAltogether, loadedAtFirst, loadedByPage } from "./bundle.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const chunks = await bundle(folder, { minify: true });
await rm(folder, { recursive: true });
const kilobytes = (loaded: Loaded): string => (gzippedBytes(loaded) / 1_000).toFixed(1).padStart(6);
console.log(`Minified and gzipped, in kB:
${kilobytes(loadedAtFirst(chunks))}  createFlash, with all but uploads
${kilobytes(loadedByPage(chunks))}  with uploads of texts, tables and images, checked in the page
${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly", "unpacker"))}  with what files at paths need, in Node
${kilobytes(loadedAltogether(chunks))}  with WebAssembly and the reader of Parquet, too`);
