import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, expect, test } from "vitest";
import { referenceOf } from "../declarations/reference.ts";
import { API_KEY } from "./client.ts";
import { refuse, startPlatform } from "./platform.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const installed = (name: string): string => join(root, "node_modules", name);
const bin = (name: string): string => installed(`.bin/${name}`);

let folder: string;
let tarball: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-package-"));
  const build = fileURLToPath(new URL("../build.ts", import.meta.url));
  await run(process.execPath, ["--conditions=@flash/source", build, join(folder, "dist")]);
  const { stdout } = await run("npm", ["pack", "--json", join(folder, "dist")], { cwd: folder });
  const [packed] = Object.values<{ filename: string }>(JSON.parse(stdout));
  tarball = join(folder, packed?.filename ?? "");
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

/** An empty project with the packed SDK; its peers are taken from where they are installed already. */
async function project(name: string, peers: readonly string[]): Promise<string> {
  const place = join(folder, name);
  await cp(fileURLToPath(new URL(name, import.meta.url)), place, { recursive: true });
  await writeFile(join(place, "package.json"), JSON.stringify({ name, private: true, type: "module" }));
  await run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--legacy-peer-deps", tarball], { cwd: place });
  for (const peer of peers) {
    await mkdir(dirname(join(place, "node_modules", peer)), { recursive: true });
    await symlink(installed(peer), join(place, "node_modules", peer));
  }
  return place;
}

/** What the compiler says, as `file:line code`. */
async function complaints(place: string): Promise<string[]> {
  const { stdout } = await run(bin("tsc"), ["-p", place, "--pretty", "false"], { cwd: place }).catch(
    (error: { stdout: string }) => error,
  );
  return [...stdout.matchAll(/^(.+?)\((\d+),\d+\): error (TS\d+)/gmu)].map(
    ([, file, line, code]) => `${file}:${line} ${code}`,
  );
}

test("publint finds nothing to say about the package", async () => {
  const { messages } = await publint({ pkgDir: join(folder, "dist"), strict: true, pack: false });
  expect(messages).toEqual([]);
});

test("types resolve as the modules do, for whoever can load ES modules", async () => {
  const result = await checkPackage(createPackageFromTarballData(new Uint8Array(await readFile(tarball))));
  if (result.types === false) throw new Error("the package has no types");
  // Node 10 knows no `exports`. Node since 20.19 can `require` ES modules, which is all that this warns of.
  const known = new Set(["CJSResolvesToESM"]);
  const problems = result.problems.filter(
    (problem) => !known.has(problem.kind) && !("resolutionKind" in problem && problem.resolutionKind === "node10"),
  );
  expect(problems).toEqual([]);
  expect(Object.keys(result.entrypoints).toSorted()).toEqual([
    ".",
    "./package.json",
    "./react",
    "./report",
    "./try",
    "./zip",
  ]);
}, 120_000);

test("the declarations need nothing but React and TanStack Query", async () => {
  const names = (await readdir(join(folder, "dist"), { recursive: true })).filter((name) => name.endsWith(".d.ts"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, "dist", name), "utf8")));
  const imported = texts.flatMap((text) =>
    [...text.matchAll(/(?:from |import\()["']([^."'][^"']*)["']/gu)].map(([, id]) => id),
  );
  expect(new Set(imported)).toEqual(new Set(["react", "@tanstack/react-query"]));
});

test("the reference in docs/sdk says what these declarations say", async () => {
  for (const [name, page] of referenceOf(join(folder, "dist"))) {
    expect(await readFile(join(root, `docs/sdk/${name}.md`), "utf8"), "npm run reference").toBe(page);
  }
});

test("an empty Node project compiles strictly, runs, and is told of each mistake", async () => {
  const place = await project("node-project", ["@types/node", "undici-types"]);
  expect(await complaints(place)).toEqual([
    "wrong.ts:4 TS2561",
    "wrong.ts:5 TS2322",
    "wrong.ts:6 TS2322",
    "wrong.ts:7 TS2339",
    "wrong.ts:8 TS2322",
    "wrong.ts:10 TS2366",
  ]);
  await using platform = await startPlatform({ cancel: () => refuse({ code: "job_already_ended", jobId: "job_1" }) });
  const { stdout } = await run(process.execPath, [join(place, "main.ts"), platform.url, API_KEY]);
  expect(JSON.parse(stdout)).toEqual({ server: "default", jobs: ["queued", "failed"], cancelled: "too late" });
}, 120_000);

test("an empty Vite project compiles strictly and is built, without anything of the platform's own", async () => {
  const peers = ["react", "react-dom", "@tanstack/react-query", "@types/react", "@types/react-dom"];
  const place = await project("vite-project", peers);
  expect(await complaints(place)).toEqual([]);
  await run(process.execPath, [installed("vite/bin/vite.js"), "build", "--logLevel", "error"], { cwd: place });
  const assets = join(place, "dist/assets");
  const texts = await Promise.all((await readdir(assets)).map((name) => readFile(join(assets, name), "utf8")));
  expect(texts.join("\n")).toContain("taskTypes");
  expect(texts.join("\n")).not.toMatch(/ZodObject|@aws-sdk|StartInstances/u);
}, 120_000);
