import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TaskType, TrainerJob } from "@flash/schemas";
import { namedWith, scriptOptions } from "../../../../build/script-options.ts";
import type { Argv } from "../../src/agent/config/agent-config.ts";
import { checkTrainer } from "../../src/conformance/check-trainer.ts";
import type { Verdict } from "../../src/conformance/checks/check.ts";
import { verdictText } from "../../src/conformance/report-text.ts";

const HELP = `All of the conformance kit on every trainer that comes with Flash, model by model, and a table of what came out.

  npm run trainer-check:all -- [--trainer text|image|table|pytorch] [--only TEXT]

  --trainer NAME   only this one
  --only TEXT      besides an undisturbed run, only checks with TEXT in their names

FLASH_TEST_PYTHON names a Python with PyTorch other than /usr/bin/python3; without PyTorch its rows say so.`;

interface Subject {
  readonly trainer: string;
  readonly command: Argv;
  readonly taskType: TaskType;
  readonly model: string;
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

const subjects = (
  of: Pick<Subject, "trainer" | "command" | "taskType" | "params">,
  ...models: readonly string[]
): Subject[] => models.map((model) => ({ ...of, model }));

const [text, image, table] = [reference("text"), reference("image"), reference("table")];
const [texts, images] = ["text-classification", "image-classification"] as const;
/** Each with enough epochs to be caught in the middle of them. */
const SUBJECTS: readonly Subject[] = [
  ...subjects({ trainer: "text", command: text, taskType: texts, params: { epochs: 10 } }, "lstm", "gru"),
  ...subjects({ trainer: "text", command: text, taskType: texts, params: { epochs: 30 } }, "fasttext"),
  ...subjects({ trainer: "image", command: image, taskType: images, params: { epochs: 60 } }, "mobilenet_v2"),
  ...(["tabular-classification", "tabular-regression"] as const).flatMap((taskType) =>
    subjects({ trainer: "table", command: table, taskType, params: { epochs: 30 } }, "gbt", "mlp"),
  ),
  ...subjects({ trainer: "pytorch", command: PYTORCH, taskType: texts, params: { epochs: 10 } }, "lstm", "gru"),
  ...subjects(
    { trainer: "pytorch", command: PYTORCH, taskType: images, params: { epochs: 3, batch_size: 4 } },
    "mobilenet_v2",
    "resnet18",
  ),
];

const hasTorch = spawnSync(PYTHON, ["-c", "import torchvision"], { stdio: "ignore" }).status === 0;
const LIMITS = { runMs: 600_000, silenceMs: 120_000, stopMs: 10_000, outputBytes: 1024 ** 3 };

async function rowOf({ trainer, command, taskType, model, params }: Subject, only: string): Promise<string> {
  const name = `| ${trainer} | ${taskType} | ${model} |`;
  if (trainer === "pytorch" && !hasTorch) return `${name} not run: ${PYTHON} has no torchvision | | | |`;
  const began = performance.now();
  const { verdicts, conforms } = await checkTrainer({
    command,
    taskTypes: [taskType],
    params: { ...params, model },
    only,
    limits: LIMITS,
    onVerdict: (of, verdict) => void process.stderr.write(verdictText(`${trainer}, ${of}`, verdict)),
  });
  if (!conforms) process.exitCode = 1;
  const count = (outcome: Verdict["outcome"]): number => verdicts.filter((one) => one.outcome === outcome).length;
  const seconds = Math.round((performance.now() - began) / 1_000);
  return `${name} ${count("passed")} | ${count("failed")} | ${count("skipped")} | ${seconds} |`;
}

const { chosen, only } = scriptOptions(
  HELP,
  { only: { type: "string", default: "" }, trainer: { type: "string", default: "" } },
  (values) => ({
    chosen: namedWith("trainer", values.trainer, SUBJECTS, ({ trainer }) => trainer),
    only: values.only,
  }),
);
const rows: string[] = [];
for (const subject of chosen) rows.push(await rowOf(subject, only));
process.stdout.write(
  [
    "| trainer | task type | model | passed | failed | skipped | seconds |",
    "| --- | --- | --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n"),
);
