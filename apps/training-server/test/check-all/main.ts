/**
 * All of the conformance kit on every trainer that comes with Flash, model by model, and a table of what came out:
 *
 *     npm run trainer-check:all -- [--trainer text|image|table|pytorch] [--only TEXT]
 *
 * `FLASH_TEST_PYTHON` names a Python with PyTorch other than /usr/bin/python3; without PyTorch its rows say so.
 */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import type { TaskType, TrainerJob } from "@flash/schemas";
import type { Argv } from "../../src/agent/config/agent-config.ts";
import { checkTrainer } from "../../src/conformance/check-trainer.ts";
import type { Verdict } from "../../src/conformance/checks/check.ts";
import { verdictText } from "../../src/conformance/report-text.ts";

interface Subject {
  readonly trainer: string;
  readonly command: Argv;
  readonly taskType: TaskType;
  readonly params: TrainerJob["params"];
}

const file = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const reference = (name: string): Argv => [
  process.execPath,
  "--conditions=@flash/source",
  file(`../../src/trainers/${name}/main.ts`),
];
const PYTHON = process.env["FLASH_TEST_PYTHON"] ?? "/usr/bin/python3";
const PYTORCH: Argv = [PYTHON, file("../../../../trainers/pytorch/main.py")];

/** Enough epochs to be caught in the middle of them. */
const SUBJECTS: readonly Subject[] = [
  ...["lstm", "gru", "fasttext"].map((model): Subject => ({
    trainer: "text",
    command: reference("text"),
    taskType: "text-classification",
    params: { model, epochs: model === "fasttext" ? 30 : 10 },
  })),
  { trainer: "image", command: reference("image"), taskType: "image-classification", params: { epochs: 60 } },
  ...(["tabular-classification", "tabular-regression"] as const).flatMap((taskType) =>
    ["gbt", "mlp"].map((model): Subject => ({
      trainer: "table",
      command: reference("table"),
      taskType,
      params: { model, epochs: 30 },
    })),
  ),
  ...["lstm", "gru"].map((model): Subject => ({
    trainer: "pytorch",
    command: PYTORCH,
    taskType: "text-classification",
    params: { model, epochs: 10 },
  })),
  ...["mobilenet_v2", "resnet18"].map((model): Subject => ({
    trainer: "pytorch",
    command: PYTORCH,
    taskType: "image-classification",
    params: { model, epochs: 3, batch_size: 4 },
  })),
];

const hasTorch = spawnSync(PYTHON, ["-c", "import torchvision"], { stdio: "ignore" }).status === 0;
const LIMITS = { runMs: 600_000, silenceMs: 120_000, stopMs: 10_000, outputBytes: 1024 ** 3 };

async function rowOf({ trainer, command, taskType, params }: Subject, only: string): Promise<string> {
  const name = `| ${trainer} | ${taskType} | ${String(params["model"] ?? "its default")} |`;
  if (trainer === "pytorch" && !hasTorch) return `${name} not run: ${PYTHON} has no torchvision | | | |`;
  const began = performance.now();
  const { verdicts, conforms } = await checkTrainer({
    command,
    taskTypes: [taskType],
    params,
    only,
    limits: LIMITS,
    onVerdict: (of, verdict) => void process.stderr.write(verdictText(`${trainer}, ${of}`, verdict)),
  });
  if (!conforms) process.exitCode = 1;
  const count = (outcome: Verdict["outcome"]): number => verdicts.filter((one) => one.outcome === outcome).length;
  const seconds = Math.round((performance.now() - began) / 1_000);
  return `${name} ${count("passed")} | ${count("failed")} | ${count("skipped")} | ${seconds} |`;
}

const { values } = parseArgs({
  options: { only: { type: "string", default: "" }, trainer: { type: "string", default: "" } },
});
const rows: string[] = [];
for (const subject of SUBJECTS.filter(({ trainer }) => trainer.includes(values.trainer)))
  rows.push(await rowOf(subject, values.only));
process.stdout.write(
  [
    "| trainer | task type | model | passed | failed | skipped | seconds |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n"),
);
