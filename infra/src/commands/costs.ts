import { UsageError } from "../../../build/command-line.ts";
import { writeSections } from "../../../build/page-section.ts";
import { costsTable, EXAMPLE, JOBS_PER_DAY, SECTION } from "../costs/costs-table.ts";
import { PRICES } from "../costs/prices.ts";
import { type Call, runCommand } from "./command.ts";

const HELP = `Reckons what a month costs, from measured counts and the prices in infra/src/costs/prices.ts. Asks nobody.

  npm run costs -- [--jobs-per-day 200] [--train-s 900] [--dataset-mb 50] [--model-mb 2] [--machine-hour 0.526]

  --jobs-per-day N    beside nobody training; default: ${JOBS_PER_DAY.slice(1).join(" and ")}
  --train-s N         seconds that a job trains; default: ${EXAMPLE.trainS}
  --dataset-mb N      default: ${EXAMPLE.datasetMb}
  --model-mb N        default: ${EXAMPLE.modelMb}
  --machine-hour USD  of the machines; default: ${PRICES.machineHour}
  --write             puts the table of the example into docs/operations.md`;

const OPERATIONS = new URL("../../../docs/operations.md", import.meta.url);

await runCommand({
  help: HELP,
  values: ["jobs-per-day", "train-s", "dataset-mb", "model-mb", "machine-hour"],
  switches: ["write"],
  run: costs,
});

async function costs(call: Call): Promise<void> {
  if (call.isOn("write")) return writeSections(OPERATIONS, { [SECTION]: costsTable(EXAMPLE, JOBS_PER_DAY, PRICES) });
  const figure = (flag: string, otherwise: number): number => {
    const said = call.valueOf(flag);
    if (said === undefined) return otherwise;
    const value = Number(said);
    if (said.trim() === "" || !Number.isFinite(value) || value < 0)
      throw new UsageError(`--${flag} takes a number from 0 on, not ${JSON.stringify(said)}`);
    return value;
  };
  const use = {
    ...EXAMPLE,
    trainS: figure("train-s", EXAMPLE.trainS),
    datasetMb: figure("dataset-mb", EXAMPLE.datasetMb),
    modelMb: figure("model-mb", EXAMPLE.modelMb),
  };
  const jobs = call.valueOf("jobs-per-day") === undefined ? JOBS_PER_DAY : [0, figure("jobs-per-day", 0)];
  const prices = { ...PRICES, machineHour: figure("machine-hour", PRICES.machineHour) };
  process.stdout.write(`${costsTable(use, jobs, prices)}\n`);
}
