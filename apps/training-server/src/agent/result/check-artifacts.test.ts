import { createHash } from "node:crypto";
import { linkSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { JobId } from "@flash/schemas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openAttemptFolder } from "../work-folder/attempt-folder.ts";
import type { AttemptFolder } from "../work-folder/attempt-folder.ts";
import { checkArtifacts } from "./check-artifacts.ts";

const job = JobId.parse("job_00000000000000000000000001");
let workDir: string;
let folder: AttemptFolder;
beforeEach(async () => {
  workDir = realpathSync(mkdtempSync(join(tmpdir(), "flash-artifacts-")));
  folder = await openAttemptFolder(workDir, job, 1);
  mkdirSync(folder.out);
});
afterEach(() => rmSync(workDir, { recursive: true, force: true }));

const sha = (text: string): string => createHash("sha256").update(text).digest("hex");
const listed = (path: string, text: string) => ({
  role: "model",
  path,
  bytes: text.length,
  sha256: sha(text),
  format: "onnx",
});
const manifest = (artifacts: readonly unknown[], job_id: string = job): void =>
  writeFileSync(join(folder.out, "manifest.json"), JSON.stringify({ protocol: 1, job_id, artifacts }));
const check = () => checkArtifacts(folder, job);

test("plain files that are what the manifest says are accepted", async () => {
  mkdirSync(join(folder.out, "plots"));
  writeFileSync(join(folder.out, "plots", "loss.svg"), "<svg/>");
  writeFileSync(join(folder.out, "unlisted.txt"), "stays here");
  manifest([listed("plots/loss.svg", "<svg/>")]);
  expect(await check()).toEqual([
    {
      stored: { path: "plots/loss.svg", role: "model", size_bytes: 6, sha256: sha("<svg/>") },
      file: join(folder.out, "plots", "loss.svg"),
    },
  ]);
});

test("a manifest without a model is refused, be it empty or of other things alone", async () => {
  writeFileSync(join(folder.out, "metrics.json"), "{}");
  for (const artifacts of [[], [{ ...listed("metrics.json", "{}"), role: "metrics" }]]) {
    manifest(artifacts);
    await expect(check()).rejects.toMatchObject({
      fault: "bad_artifacts",
      message: expect.stringContaining("role model"),
    });
  }
});

test.each(["../secret", "/etc/passwd", "a/../../secret", ".hidden", "a\\b", "a//b", ""])(
  "the path %o is refused",
  async (path) => {
    writeFileSync(join(folder.root, "secret"), "secret");
    manifest([listed(path, "secret")]);
    await expect(check()).rejects.toMatchObject({ fault: "bad_artifacts" });
  },
);

test("a link to a file outside is refused even if its bytes are as listed", async () => {
  writeFileSync(join(workDir, "secret"), "secret");
  symlinkSync(join(workDir, "secret"), join(folder.out, "model.onnx"));
  manifest([listed("model.onnx", "secret")]);
  await expect(check()).rejects.toThrow("outside");
});

test("a link to a file inside is refused", async () => {
  writeFileSync(join(folder.out, "real"), "bytes");
  symlinkSync("real", join(folder.out, "model.onnx"));
  manifest([listed("model.onnx", "bytes")]);
  await expect(check()).rejects.toMatchObject({ fault: "bad_artifacts" });
});

test("a folder that is a link is refused", async () => {
  mkdirSync(join(workDir, "elsewhere"));
  writeFileSync(join(workDir, "elsewhere", "model.onnx"), "bytes");
  symlinkSync(join(workDir, "elsewhere"), join(folder.out, "sub"));
  manifest([listed("sub/model.onnx", "bytes")]);
  await expect(check()).rejects.toThrow("outside");
});

test("a second name of a file elsewhere is refused", async () => {
  writeFileSync(join(workDir, "secret"), "secret");
  linkSync(join(workDir, "secret"), join(folder.out, "model.onnx"));
  manifest([listed("model.onnx", "secret")]);
  await expect(check()).rejects.toThrow("plain file");
});

test("a folder in the place of a file is refused", async () => {
  mkdirSync(join(folder.out, "model.onnx"));
  manifest([listed("model.onnx", "")]);
  await expect(check()).rejects.toMatchObject({ fault: "bad_artifacts" });
});

test("another length or another digest is refused", async () => {
  writeFileSync(join(folder.out, "model.onnx"), "bytes");
  manifest([{ ...listed("model.onnx", "bytes"), bytes: 6 }]);
  await expect(check()).rejects.toThrow("6 are listed");
  manifest([{ ...listed("model.onnx", "bytes"), sha256: sha("other") }]);
  await expect(check()).rejects.toThrow("SHA-256");
});

test("no manifest, a broken one and another job's are refused", async () => {
  await expect(check()).rejects.toThrow("manifest.json");
  writeFileSync(join(folder.out, "manifest.json"), "{");
  await expect(check()).rejects.toThrow("contract");
  manifest([], "job_00000000000000000000000002");
  await expect(check()).rejects.toThrow("belongs to job");
});

test("a manifest that is a link is refused", async () => {
  writeFileSync(join(workDir, "m.json"), JSON.stringify({ protocol: 1, job_id: job, artifacts: [] }));
  symlinkSync(join(workDir, "m.json"), join(folder.out, "manifest.json"));
  await expect(check()).rejects.toThrow("link");
});

test("a path that is listed twice is refused", async () => {
  writeFileSync(join(folder.out, "model.onnx"), "bytes");
  manifest([listed("model.onnx", "bytes"), listed("model.onnx", "bytes")]);
  await expect(check()).rejects.toThrow("twice");
});
