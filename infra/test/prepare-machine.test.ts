/** What a machine does before each start of its agent: the real script, in folders of its own, with a metadata service and an `aws` of the test's. */
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ServerName } from "@flash/schemas";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { setupScript } from "../src/machine/setup-script.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "flash-prepare-"));
  for (const folder of ["bin", "opt", "programs"]) mkdirSync(join(root, folder));
  program("curl", "echo answer");
  program("id", "echo 990");
  program("systemctl", `echo "$@" >> ${root}/systemctl`);
  const setup = setupScript({ bucket: "flash-bucket", region: "eu-central-1", server: ServerName.parse("default") });
  const prepare = /<<'FLASH_END'\n(#!\/bin\/bash\n[^]*?)FLASH_END/u.exec(setup)?.[1] ?? "exit 9";
  const moved = prepare.replaceAll("/opt/flash", `${root}/opt`).replaceAll("/run/flash", `${root}/run`);
  writeFileSync(join(root, "prepare"), moved);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function program(name: string, script: string, folder = "bin"): void {
  writeFileSync(join(root, folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** The agent's archive as it lies in the bucket; `isCut`: the connection breaks in the middle of it. */
function offer(version: string, isCut = false): void {
  program("node", `echo ${version}`, "programs");
  writeFileSync(
    join(root, "programs", "filler"),
    Buffer.from(Array.from({ length: 99_999 }, (_, at) => (at * at) % 251)),
  );
  execFileSync("tar", ["-czf", join(root, "archive"), "-C", join(root, "programs"), "node", "filler"]);
  program("aws", isCut ? `head -c 300 ${root}/archive; exit 1` : `cat ${root}/archive`);
}

const prepare = () =>
  spawnSync("bash", [join(root, "prepare")], { env: { PATH: `${root}/bin:${process.env["PATH"] ?? ""}` } }).status;
const currentVersion = () => execFileSync(join(root, "opt/current/node"), { encoding: "utf8" }).trim();
const folders = () => readdirSync(join(root, "opt")).filter((name) => name.startsWith("agent."));

describe.skipIf(process.platform !== "linux")("before each start of the agent", () => {
  test("the programs of the last deployment are there, and no others; the machine knows who it is", () => {
    offer("one");
    expect(prepare()).toBe(0);
    offer("two");
    expect(prepare()).toBe(0);
    expect([currentVersion(), folders().length]).toEqual(["two", 1]);
    expect(readFileSync(join(root, "run/machine.env"), "utf8")).toContain("FLASH_TRAINER_USER=990:990");
  });

  test("a download that breaks again and again fills no disk, and leaves the programs before as they were", () => {
    offer("one");
    prepare();
    offer("two", true);
    for (let time = 0; time < 3; time += 1) expect(prepare()).not.toBe(0);
    expect([currentVersion(), folders().length]).toEqual(["one", 1]);
    offer("two");
    expect(prepare()).toBe(0);
    expect(currentVersion()).toBe("two");
  });

  test("a machine that has come to no agent for half an hour goes off: nobody else on it would see to that", () => {
    program("curl", "exit 7");
    const halfAnHourAgo = Date.now() / 1_000 - 31 * 60;
    expect(prepare()).not.toBe(0);
    expect(readdirSync(root)).not.toContain("systemctl");
    utimesSync(join(root, "run/failing"), halfAnHourAgo, halfAnHourAgo);
    expect(prepare()).not.toBe(0);
    expect(readFileSync(join(root, "systemctl"), "utf8")).toBe("poweroff\n");
  });

  test("a failure of long ago is forgotten once an agent has started", () => {
    program("curl", "exit 7");
    prepare();
    program("curl", "echo answer");
    offer("one");
    prepare();
    expect(readdirSync(join(root, "run"))).toEqual(["machine.env"]);
  });
});
