import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { machineProcesses, signalAll } from "./machine-processes.ts";
import { hostEnv, plugIn } from "./power-cord.ts";
import type { PowerCord } from "./power-cord.ts";
import type { BootCommand } from "./power-protocol.ts";

/** Waits for a condition; longer than it ever takes, as the machine may be busy. */
const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { timeout: 15_000 });

const MACHINE = fileURLToPath(new URL("./fixtures/machine.ts", import.meta.url));
const HOLDER = fileURLToPath(new URL("./fixtures/two-machines.ts", import.meta.url));

let folder: string;
let cords: PowerCord[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "flash-power-"));
  cords = [];
});
afterEach(async () => {
  await Promise.all(cords.map((cord) => cord.cut()));
  rmSync(folder, { recursive: true, force: true });
});

function bootOf(bootId: string, ...args: string[]): BootCommand {
  const env = { ...hostEnv(process.env), FLASH_BOOT_ID: bootId };
  return { command: process.execPath, args: [MACHINE, ...args], env, logFile: join(folder, "log", "machine.log") };
}

async function on(...args: string[]): Promise<{ cord: PowerCord; bootId: string }> {
  const bootId = randomUUID();
  const cord = await plugIn(bootOf(bootId, ...args), bootId);
  cords.push(cord);
  await logHas("up");
  return { cord, bootId };
}

const log = (): string => readFileSync(join(folder, "log", "machine.log"), "utf8");
const logHas = (text: string): Promise<void> => eventually(() => expect(log()).toContain(text));

describe("a power cord", () => {
  test("lets a machine that is stopped do what it does on SIGTERM", async () => {
    const { cord } = await on("polite");
    await cord.stop(5_000);
    expect(log()).toContain("good-bye");
    await expect(cord.exited).resolves.toEqual({ code: 0, signal: null });
  });

  test("kills a machine that ignores SIGTERM once the grace is over", async () => {
    const { cord } = await on("stubborn");
    await cord.stop(100);
    await expect(cord.exited).resolves.toEqual({ code: null, signal: "SIGKILL" });
  });

  test("takes back the rest of a long grace when the power is cut meanwhile", async () => {
    const { cord } = await on("stubborn");
    const stopped = cord.stop(60_000);
    await logHas("ignored SIGTERM");
    await cord.cut();
    await stopped;
    await expect(cord.exited).resolves.toEqual({ code: null, signal: "SIGKILL" });
  });

  test("gives a machine no time when the power is cut", async () => {
    const { cord } = await on("polite");
    await cord.cut();
    expect(log()).not.toContain("good-bye");
  });

  test("ends children that the machine put into process groups of their own", async () => {
    const { cord, bootId } = await on("with-daemon");
    const mark = { group: cord.pid, bootId };
    await eventually(() => expect(machineProcesses(mark)).toHaveLength(2));
    await cord.cut();
    expect(machineProcesses(mark)).toEqual([]);
  });

  test("tells the exit code of a boot command that ends by itself, and ends what that left behind", async () => {
    const { cord, bootId } = await on("with-daemon", "exit=7");
    await expect(cord.exited).resolves.toEqual({ code: 7, signal: null });
    await cord.stop(1_000);
    expect(machineProcesses({ group: cord.pid, bootId })).toEqual([]);
  });

  test("freezes a machine so that it says nothing, and lets it go on", async () => {
    const { cord } = await on("ticking");
    await logHas("tick 3");
    cord.freeze();
    await eventually(() => expect(stateOf(cord.pid)).toBe("T"));
    const frozen = log();
    expect(log()).toBe(frozen);
    cord.thaw();
    await eventually(() => expect(log().length).toBeGreaterThan(frozen.length));
  });

  test("gives the machine no environment but the one it is told", async () => {
    process.env.FLASH_TEST_SECRET = "do not tell";
    await on("env");
    delete process.env.FLASH_TEST_SECRET;
    await logHas("FLASH_BOOT_ID");
    expect(log()).not.toContain("do not tell");
  });

  test("refuses a boot command that does not exist", async () => {
    const boot = { ...bootOf("none"), command: join(folder, "no-such-program") };
    await expect(plugIn(boot, "none")).rejects.toThrow(/cannot be started.*ENOENT/);
  });

  test("leaves no process when its supervisor is killed", async () => {
    const { cord, bootId } = await on("stubborn");
    process.kill(parentOf(cord.pid), "SIGKILL");
    await cord.off;
    await eventually(() => expect(machineProcesses({ group: cord.pid, bootId })).toEqual([]));
  });

  test("leaves no process when the process that holds two machines is killed with SIGKILL", async () => {
    const holder = spawn(process.execPath, [HOLDER], {
      env: hostEnv(process.env),
      stdio: ["ignore", "pipe", "inherit"],
    });
    const marks: { group: number; bootId: string }[] = [];
    for await (const line of createInterface(holder.stdout)) if (marks.push(JSON.parse(line)) === 2) break;
    for (const mark of marks) expect(machineProcesses(mark).length).toBeGreaterThan(0);
    const supervisors = marks.map((mark) => parentOf(mark.group));
    holder.kill("SIGKILL");
    const left = () => [...marks.flatMap(machineProcesses), ...supervisors.filter(isAlive)];
    try {
      await eventually(() => expect(left()).toEqual([]));
    } finally {
      signalAll(left(), "SIGKILL");
    }
  });
});

const stat = (pid: number): string[] => {
  const line = readFileSync(`/proc/${pid}/stat`, "latin1");
  return line.slice(line.lastIndexOf(")") + 2).split(" ");
};
const stateOf = (pid: number): string | undefined => stat(pid)[0];
const parentOf = (pid: number): number => Number(stat(pid)[1]);
function isAlive(pid: number): boolean {
  try {
    return stateOf(pid) !== "Z";
  } catch {
    return false;
  }
}
