/**
 * Builds the package as it is published: ES modules, self-contained declarations, manifest, README and licence. Prints what
 * an application that minifies it loads.
 *
 *     npm run build            into dist/
 *     npm run build -- folder  into folder, which is emptied
 */
import { copyFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle, gzippedBytes, loadedAltogether, loadedAtFirst } from "./bundle.ts";
import { bundleDeclarations } from "./declarations/bundle-declarations.ts";
import { publishedManifest } from "./published-manifest.ts";

const source = fileURLToPath(new URL(".", import.meta.url));
const dist = resolve(process.argv[2] ?? join(source, "dist"));

await rm(dist, { recursive: true, force: true });
// Readable: whoever bundles it minifies it.
await bundle(dist, { minify: false });
await bundleDeclarations(dist);
const manifest = publishedManifest(JSON.parse(await readFile(join(source, "package.json"), "utf8")));
await writeFile(join(dist, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
await copyFile(join(source, "README.md"), join(dist, "README.md"));
await copyFile(join(source, "../../LICENSE"), join(dist, "LICENSE"));

const minified = await mkdtemp(join(tmpdir(), "flash-sdk-"));
const chunks = await bundle(minified, { minify: true });
await rm(minified, { recursive: true });
const kilobytes = (loaded: Parameters<typeof gzippedBytes>[0]): string => (gzippedBytes(loaded) / 1_000).toFixed(1);
console.log(`Minified and gzipped, in kB:
  ${kilobytes(loadedAtFirst(chunks))}  createFlash
  ${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly", "images"))}  with all that an upload of texts or a table needs
  ${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly", "rows"))}  with all that an upload of images needs
  ${kilobytes(loadedAltogether(chunks, "parquet", "webAssembly"))}  with both
  ${kilobytes(loadedAltogether(chunks))}  with WebAssembly and the reader of Parquet, too`);
