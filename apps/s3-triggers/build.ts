/**
 * Bundles each function into dist/<function>/.
 *
 *     node --conditions=@flash/source build.ts
 */
import { fileURLToPath } from "node:url";
import { bundleLambda } from "../../build/bundle-lambda.ts";
import { S3_TRIGGERS } from "./src/index.ts";

const dist = fileURLToPath(new URL("dist", import.meta.url));

for (const [name, entry] of Object.entries(S3_TRIGGERS)) await bundleLambda({ name, entry }, dist);
