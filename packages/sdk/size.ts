/** Prints what an application that minifies it loads of the SDK: `npm run size -w packages/sdk`. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle, gzippedBytes, isWebAssembly, loadedAltogether, loadedAtFirst } from "./bundle.ts";

const folder = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const chunks = await bundle(folder, { minify: true });
await rm(folder, { recursive: true });
type Chunks = Parameters<typeof gzippedBytes>[0];
const kilobytes = (some: Chunks): string => (gzippedBytes(some) / 1_000).toFixed(1).padStart(6);
const { chunks: altogether } = loadedAltogether(chunks);
const parquet = loadedAltogether(chunks, "parquet.js").chunks.filter((chunk) => !altogether.includes(chunk));
console.log(`Minified and gzipped, in kB:
${kilobytes(loadedAtFirst(chunks).chunks)}  createFlash, with all but uploads
${kilobytes(altogether.filter((chunk) => !isWebAssembly(chunk)))}  with uploads of texts, tables and images, checked in the page
${kilobytes(altogether.filter(isWebAssembly))}  WebAssembly, which reads and unpacks them faster
${kilobytes(parquet)}  @flash/sdk/parquet, beside that`);
