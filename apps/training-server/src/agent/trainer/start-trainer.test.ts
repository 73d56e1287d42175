import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startTrainer } from "./start-trainer.ts";
import { killTrainerProcesses, trainerProcesses } from "./trainer-processes.ts";

let folder: string;
beforeEach(() => void (folder = realpathSync(mkdtempSync(join(tmpdir(), "flash-start-trainer-")))));
afterEach(() => {
  killTrainerProcesses(folder);
  rmSync(folder, { recursive: true, force: true });
});

const commandOf = (program: string) => ({
  program,
  args: ["60"],
  cwd: folder,
  env: { PATH: process.env["PATH"] ?? "", TMPDIR: `${folder}/tmp` },
  user: null,
  isLaunched: false,
  folder,
});

test("a trainer does not outlive an agent that is killed in the instant in which it starts it", async () => {
  const agent = `
    import { startTrainer } from ${JSON.stringify(import.meta.resolve("./start-trainer.ts"))};
    void startTrainer(${JSON.stringify(commandOf("sleep"))}, { stdout() {}, stderr() {} });
    process.kill(process.pid, "SIGKILL");
  `;
  const { signal } = spawnSync(process.execPath, ["--conditions=@flash/source", "--input-type=module", "-e", agent]);
  expect(signal).toBe("SIGKILL");
  await vi.waitFor(() => expect(trainerProcesses(folder)).toEqual([]), { timeout: 15_000, interval: 30 });
});

test.skipIf(process.platform !== "linux")("where memory runs out a trainer is ended before the agent", async () => {
  const trainer = await startTrainer(commandOf("sleep"), { stdout() {}, stderr() {} });
  const scores = trainerProcesses(folder).map((pid) => readFileSync(`/proc/${pid}/oom_score_adj`, "utf8").trim());
  expect(scores).toEqual(["500"]);
  trainer.stop(0);
  await trainer.ended;
});

test("a program that does not exist is refused", async () => {
  await expect(startTrainer(commandOf("flash-no-such-program"), { stdout() {}, stderr() {} })).rejects.toThrow(
    "ENOENT",
  );
});
