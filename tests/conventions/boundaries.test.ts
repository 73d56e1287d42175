import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const run = promisify(execFile);

/** What lint says of a file with this content in that folder. */
async function lint(folder: string, source: string): Promise<string> {
  const scratch = await mkdtemp(join(ROOT, folder, "src", "lint-probe-"));
  try {
    await writeFile(join(scratch, "probe.ts"), `${source}\n`);
    const oxlint = join(ROOT, "node_modules", "oxlint", "bin", "oxlint");
    const { stdout } = await run(process.execPath, [oxlint, scratch], { cwd: ROOT }).catch(
      (error: { stdout: string }) => error,
    );
    return stdout;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

test.each([
  ["packages/schemas", 'export { Documents } from "@flash/control-plane";'],
  ["packages/control-plane", 'export { s3ObjectStore } from "@flash/aws";'],
  ["packages/control-plane", 'export { readFile } from "node:fs/promises";'],
  ["packages/validation", 'export { S3Client } from "@aws-sdk/client-s3";'],
  ["packages/sdk", 'export { appRouter } from "@flash/api";'],
  ["packages/aws", 'export { startS3 } from "@flash/local-aws";'],
  ["apps/api", 'export { createFlash } from "@flash/sdk";'],
  ["apps/web", 'export { TASK_TYPES } from "@flash/schemas";'],
])("%s may not contain: %s", async (folder, source) => {
  expect(await lint(folder, source)).toContain("no-restricted-imports");
});

test.each([
  ["packages/control-plane", "export const now = (): number => Date.now();"],
  ["packages/schemas", 'export const bucket = process.env["BUCKET"];'],
])("%s has no clock and no environment: %s", async (folder, source) => {
  expect(await lint(folder, source)).toContain("no-restricted-globals");
});

test.each([
  ["packages/control-plane", 'export { newJobId } from "@flash/schemas";'],
  ["packages/sdk", 'export type { AppRouter } from "@flash/api";'],
  ["apps/api", 'export { s3ObjectStore } from "@flash/aws";'],
  ["apps/web", 'export { createFlash } from "@flash/sdk";'],
])("%s may contain: %s", async (folder, source) => {
  expect(await lint(folder, source)).not.toContain("no-restricted");
});
