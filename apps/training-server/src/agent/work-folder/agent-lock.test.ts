import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockWorkFolder } from "./agent-lock.ts";
import { processStart } from "./process-identity.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "flash-lock-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockOf = (pid: number, start: string): void =>
  writeFileSync(join(folder, "agent.lock"), JSON.stringify({ pid, start }));

test("a work folder whose agent lives is refused", async () => {
  const other = spawn(process.execPath, ["-e", "process.stdin.resume()"]);
  try {
    const start = processStart(other.pid ?? 0);
    lockOf(other.pid ?? 0, start ?? "");
    expect(() => lockWorkFolder(folder)).toThrow(`process ${other.pid}`);
  } finally {
    other.kill("SIGKILL");
    await once(other, "exit");
  }
});

test("a lock is taken over when its process id belongs to another process by now", () => {
  lockOf(1, "long ago");
  expect(() => lockWorkFolder(folder)).not.toThrow();
});

test("a lock that a power cut left half-written is taken over", () => {
  writeFileSync(join(folder, "agent.lock"), '{"pid":');
  expect(() => lockWorkFolder(folder)).not.toThrow();
});

test("giving the lock back leaves nothing behind", () => {
  lockWorkFolder(folder)();
  expect(readdirSync(folder)).toEqual([]);
});
