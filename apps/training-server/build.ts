/**
 * Builds the training server into dist/, and packs it into `dist/flash-agent.tar.gz`: all that a machine needs, Node included.
 *
 *     node --conditions=@flash/source build.ts
 */
import { rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildPrograms } from "./build/programs.ts";
import { copyPackages } from "./build/packages.ts";
import { addRuntime, packArchive } from "./build/archive.ts";

const dist = fileURLToPath(new URL("./dist", import.meta.url));

rmSync(dist, { recursive: true, force: true });
await buildPrograms(dist);
copyPackages(dist);
const runtime = addRuntime(dist);
if (runtime !== null) process.stderr.write(`${runtime}\n`);
await packArchive(dist, "gzip");
