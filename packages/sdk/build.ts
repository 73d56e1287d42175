/**
 * Builds the package as it is published: ES modules, self-contained declarations, manifest, README and licence.
 *
 *     npm run build            into dist/
 *     npm run build -- folder  into folder, which is emptied
 */
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "./bundle.ts";
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
