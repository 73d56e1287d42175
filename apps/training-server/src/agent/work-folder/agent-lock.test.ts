import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import * as z from "zod";
import { lockWorkFolder } from "./agent-lock.ts";
import { processStart } from "./process-identity.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "flash-lock-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockOf = (pid: number, start: string): void =>
  symlinkSync(JSON.stringify({ pid, start }), join(folder, "agent.lock"));

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

test("what is no lock of an agent's is taken over", () => {
  writeFileSync(join(folder, "agent.lock"), '{"pid":');
  expect(() => lockWorkFolder(folder)).not.toThrow();
});

test("of several agents that find the lock of a dead one at the same moment one gets it", async () => {
  const folders = 40;
  for (let index = 0; index < folders; index++) {
    mkdirSync(join(folder, `${index}`));
    symlinkSync(JSON.stringify({ pid: 1, start: "long ago" }), join(folder, `${index}`, "agent.lock"));
  }
  const program = fileURLToPath(new URL("./lock-at-once.test-support.ts", import.meta.url));
  const firstAtMs = Date.now() + 2_000;
  const args = ["--conditions=@flash/source", program, folder, `${folders}`, `${firstAtMs}`, "5"];
  const agents = Array.from({ length: 3 }, () => spawn(process.execPath, args, { stdio: ["pipe", "pipe", "inherit"] }));
  try {
    const said = await Promise.all(agents.map(({ stdout }) => once(stdout, "data")));
    const got = said.flatMap(([text]) => z.array(z.int()).parse(JSON.parse(String(text))));
    expect(got.toSorted((one, other) => one - other)).toEqual(Array.from({ length: folders }, (_, index) => index));
  } finally {
    for (const agent of agents) agent.stdin.end();
    await Promise.all(agents.map((agent) => once(agent, "exit")));
  }
});

test("giving the lock back leaves nothing behind", () => {
  lockWorkFolder(folder)();
  expect(readdirSync(folder)).toEqual([]);
});
