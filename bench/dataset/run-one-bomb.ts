import { openAsBlob } from "node:fs";
import { type DatasetRules, TASK_TYPES, TaskType } from "@flash/schemas";
import { blobSource, validateDataset } from "@flash/validation";
import { CORPUS } from "@flash/validation/testing";
import type { BombCost } from "./bombs.ts";

const [path = "", given] = process.argv.slice(2);
const taskType = TaskType.parse(given);
const rules: DatasetRules = TASK_TYPES[taskType].dataset;
const codesOf = async (blob: Blob): Promise<string[]> => {
  const { problems } = await validateDataset(blobSource(blob), rules, {
    parquet: () => import("@flash/validation/parquet"),
  });
  return problems.flatMap(({ code, severity }) => (severity === "error" ? [code] : []));
};

// What is loaded, and compiled, with the first good file is not the bomb's.
for (const { name, bytes, rules: own, problems } of CORPUS) {
  if (own.kind === rules.kind && problems.length === 0 && (rules.kind === "images" || name.includes("plain")))
    await codesOf(new Blob([bytes]));
}
const blob = await openAsBlob(path);
const heldBefore = process.resourceUsage().maxRSS;
const begun = process.cpuUsage();
const codes = await codesOf(blob);
const { user, system } = process.cpuUsage(begun);
const cost: BombCost = {
  codes,
  cpuMs: (user + system) / 1_000,
  bytes: 1_024 * (process.resourceUsage().maxRSS - heldBefore),
};
console.log(JSON.stringify(cost));
