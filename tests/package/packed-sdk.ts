import { execFile } from "node:child_process";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
const installed = (name: string): string => join(root, "node_modules", name);

/** The SDK as a stranger gets it: built, packed, and installed by npm into projects that have nothing else of this repository. */
export interface PackedSdk {
  /** What was packed. */
  readonly dist: string;
  readonly tarball: string;
  /** The folder of a project that has the package. */
  readonly project: (name: "node-project" | "vite-project") => string;
  remove(): Promise<void>;
}

/** What a stranger installs beside the SDK, and what that needs in its turn. */
const BESIDE = [
  "react",
  "react-dom",
  "scheduler",
  "@tanstack/react-query",
  "@tanstack/query-core",
  "@types/node",
  "undici-types",
  "@types/react",
  "@types/react-dom",
  "csstype",
];

export async function packSdk(): Promise<PackedSdk> {
  const folder = await mkdtemp(join(tmpdir(), "flash-package-"));
  const dist = join(folder, "dist");
  await run(process.execPath, ["--conditions=@flash/source", join(root, "packages/sdk/build.ts"), dist]);
  const { stdout } = await run("npm", ["pack", "--json", dist], { cwd: folder });
  const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout));
  const tarball = join(folder, packed?.filename ?? "");
  // Both projects find it in the folder above them: npm, which takes a second each time, is asked once.
  await writeFile(join(folder, "package.json"), JSON.stringify({ name: "strangers", private: true, type: "module" }));
  // As from a registry, but that npm takes the others from where they are installed already: it resolves peers, and refuses ranges that
  // do not go together.
  const quietly = ["--offline", "--install-links", "--ignore-scripts", "--no-audit", "--no-fund"];
  await run("npm", ["install", ...quietly, tarball, ...BESIDE.map(installed)], { cwd: folder });
  for (const name of ["node-project", "vite-project"]) {
    await cp(fileURLToPath(new URL(name, import.meta.url)), join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  }
  return {
    dist,
    tarball,
    project: (name) => join(folder, name),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What the compiler says of a project, as `file:line code`. */
export async function complaints(project: string): Promise<string[]> {
  const tsc = installed(".bin/tsc");
  const { stdout } = await run(tsc, ["-p", project, "--pretty", "false"], { cwd: project }).catch(
    (error: { stdout: string }) => error,
  );
  return [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+)/gmu)].map(
    ([, file, line, code]) => `${file}:${line} ${code}`,
  );
}

/** @returns what the project's program writes. */
export async function runMain(project: string, ...args: readonly string[]): Promise<string> {
  return (await run(process.execPath, [join(project, "main.ts"), ...args], { cwd: project })).stdout;
}

/** @returns the folder of the built page. */
export async function viteBuild(project: string): Promise<string> {
  const vite = installed("vite/bin/vite.js");
  await run(process.execPath, [vite, "build", "--logLevel", "error"], { cwd: project });
  return join(project, "dist");
}
