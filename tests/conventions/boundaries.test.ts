import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

type Probe = readonly [folder: string, source: string];

const FOREIGN_IMPORTS: readonly Probe[] = [
  ["packages/schemas", 'export { Documents } from "@flash/control-plane";'],
  ["packages/control-plane", 'export { s3ObjectStore } from "@flash/aws";'],
  ["packages/control-plane", 'export { readFile } from "node:fs/promises";'],
  ["packages/validation", 'export { S3Client } from "@aws-sdk/client-s3";'],
  ["packages/sdk", 'export { appRouter } from "@flash/api";'],
  ["packages/aws", 'export { startS3 } from "@flash/local-aws";'],
  ["apps/api", 'export { createFlash } from "@flash/sdk";'],
  ["apps/web", 'export { TASK_TYPES } from "@flash/schemas";'],
  ["apps/local", 'export { validateDataset } from "@flash/validation";'],
  ["infra", 'export { startS3 } from "@flash/local-aws";'],
  ["infra", 'export { startPlatform } from "@flash/local";'],
  ["packages/schemas", 'export { s3ObjectStore } from "../../aws/src/index.ts";'],
  ["apps/web", 'export { appRouter } from "../../api/src/index.ts";'],
  ["packages/control-plane", 'export const load = () => import("@flash/aws");'],
  ["packages/control-plane", 'export const load = () => import("node:fs");'],
];

const IMPURE: readonly Probe[] = [
  ["packages/control-plane", "export const now = (): number => Date.now();"],
  ["packages/schemas", 'export const bucket = process.env["BUCKET"];'],
  ["packages/validation", "export const chance = (): number => Math.random();"],
  ["packages/control-plane", "export const id = (): string => crypto.randomUUID();"],
];

const ALLOWED: readonly Probe[] = [
  ["packages/control-plane", 'export { newJobId } from "@flash/schemas";'],
  ["packages/sdk", 'export type { AppRouter } from "@flash/api";'],
  ["apps/api", 'export { s3ObjectStore } from "@flash/aws";'],
  ["apps/web", 'export { createFlash } from "@flash/sdk";'],
  ["apps/local", 'export { startS3 } from "@flash/local-aws";'],
  ["infra", 'export { s3ObjectStore } from "@flash/aws";'],
];

const PROBES = [...FOREIGN_IMPORTS, ...IMPURE, ...ALLOWED];
const fileOf = ([folder, source]: Probe): string =>
  join(folder, "src", `probe-${PROBES.findIndex(([at, text]) => at === folder && text === source)}.ts`);

const Lint = z.object({
  number_of_files: z.int(),
  diagnostics: z.array(z.object({ filename: z.string(), code: z.string() })),
});

/** A workspace of the same rules that holds nothing but the probes. */
let workspace = "";
/** What lint says of each file: the rules that it breaks. */
const broken = new Map<string, string[]>();

beforeAll(async () => {
  workspace = await mkdtemp(join(tmpdir(), "flash-lint-"));
  for (const file of ["oxlint.config.ts", "boundaries.config.ts", "package.json", "tsconfig.json"])
    await copyFile(join(ROOT, file), join(workspace, file));
  await symlink(join(ROOT, "node_modules"), join(workspace, "node_modules"));
  for (const probe of PROBES) {
    const path = join(workspace, fileOf(probe));
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, `${probe[1]}\n`);
  }
  const oxlint = join(ROOT, "node_modules", "oxlint", "bin", "oxlint");
  const args = [oxlint, "--format", "json", "apps", "packages", "infra"];
  // It finds something, so it ends with 1.
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: workspace }).catch(
    (error: { stdout: string }) => error,
  );
  const { number_of_files, diagnostics } = Lint.parse(JSON.parse(stdout));
  expect(number_of_files).toBe(PROBES.length);
  for (const { filename, code } of diagnostics) broken.set(filename, [...(broken.get(filename) ?? []), code]);
});
afterAll(() => rm(workspace, { recursive: true, force: true }));

test.each(FOREIGN_IMPORTS)("%s may not contain: %s", (...probe) => {
  expect(broken.get(fileOf(probe))).toContain("eslint(no-restricted-imports)");
});

test.each(IMPURE)("%s has no clock, no environment and no chance: %s", (...probe) => {
  expect(broken.get(fileOf(probe))).toEqual([
    expect.stringMatching(/^eslint\(no-restricted-(?:globals|properties)\)$/u),
  ]);
});

test.each(ALLOWED)("%s may contain: %s", (...probe) => {
  expect(broken.get(fileOf(probe))).toBeUndefined();
});
