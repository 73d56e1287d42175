import { JobId, ServerName } from "@flash/schemas";
import { expect, test } from "vitest";
import { controlPlaneLine } from "./control-plane-line.ts";

const job = JobId.parse("job_00000000000000000000000000");
const AROUND = { stack: "flash-dev", at: 1_764_000_000_000 };

test("of a receipt only what was measured is counted: a job that no machine took has neither boot nor run", () => {
  const receipt = { event: "receipt_written", job, secondsOn: 40, bootS: null, runS: null } as const;
  const line: unknown = JSON.parse(controlPlaneLine("stop", receipt, AROUND));
  expect(line).toMatchObject({ actor: "stop", job, MachineTime: 40 });
  expect(line).not.toHaveProperty("BootTime");
  expect(line).not.toHaveProperty("RunTime");
});

test("a server on which the rule fails is counted, and its line has the causes of the error", () => {
  const error = new Error("outer", { cause: new TypeError("inner") });
  const entry = { event: "server_failed", server: ServerName.parse("gpu"), error } as const;
  expect(JSON.parse(controlPlaneLine("sweep", entry, AROUND))).toMatchObject({
    server: "gpu",
    FailedServers: 1,
    error: [{ name: "Error" }, { name: "TypeError", message: "inner" }],
  });
});

test("a job that waited too long is no repair, a job that its server lost is one", () => {
  const line = (repair: "expired" | "hold_lost"): object =>
    JSON.parse(controlPlaneLine("sweep", { event: "repaired", job, repair }, AROUND)) as object;
  expect(line("expired")).not.toHaveProperty("_aws");
  expect(line("hold_lost")).toMatchObject({ Repairs: 1, Stack: "flash-dev" });
});
