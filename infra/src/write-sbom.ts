/**
 * Writes `dist/sbom.cdx.json`: every package of somebody else's that is shipped, in CycloneDX. From the lockfile alone,
 * without a network. Fails for a licence that is not allowed.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { licenceFaults } from "./supply/licences.ts";
import { Sbom, sbomOf } from "./supply/sbom.ts";
import { Lockfile, shippedPackages } from "./supply/shipped.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const FOLDER = new URL("../dist/", import.meta.url);
const FILE = new URL("sbom.cdx.json", FOLDER);

const shipped = shippedPackages(Lockfile.parse(JSON.parse(await readFile(`${ROOT}package-lock.json`, "utf8"))));
const faults = licenceFaults(shipped);
for (const fault of faults) process.stderr.write(`${fault}\n`);
if (faults.length > 0) process.exit(1);
const npm = ["sbom", "--package-lock-only", "--sbom-format", "cyclonedx", "--sbom-type", "application"];
const { stdout } = await promisify(execFile)("npm", npm, { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
await mkdir(FOLDER, { recursive: true });
await writeFile(FILE, `${JSON.stringify(sbomOf(Sbom.parse(JSON.parse(stdout)), shipped), null, 2)}\n`);
process.stdout.write(`${fileURLToPath(FILE)}: ${shipped.length} packages\n`);
