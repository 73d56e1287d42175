/**
 * Bundles both functions into dist/<function>/.
 *
 *     node --conditions=@flash/source build.ts
 */
import { fileURLToPath } from "node:url";
import { bundleLambda } from "../../build/bundle-lambda.ts";
import { API_ENTRIES } from "./src/entries.ts";

const dist = fileURLToPath(new URL("dist", import.meta.url));

await bundleLambda({ name: "api", entry: API_ENTRIES.buffered }, dist);
await bundleLambda({ name: "api-stream", entry: API_ENTRIES.streaming }, dist);
