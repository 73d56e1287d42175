/**
 * Writes docs/sdk from the declarations that were built:
 *
 *     npm run build -w packages/sdk && npm run reference -w packages/sdk
 */
import { mkdir, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { publishedEntries } from "./declarations/published.ts";
import { referenceOf } from "./declarations/reference.ts";

const docs = new URL("../../docs/sdk/", import.meta.url);
await mkdir(docs, { recursive: true });
for (const entry of publishedEntries(fileURLToPath(new URL("dist", import.meta.url)))) {
  await writeFile(new URL(`${entry.fileName}.md`, docs), referenceOf(entry));
}
