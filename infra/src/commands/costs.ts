/**
 * Reckons what a month costs, from measured counts and the prices in `costs/prices.ts`. Asks nobody.
 *
 *     npm run costs -- [--jobs-per-day 200] [--train-s 900] [--dataset-mb 50] [--model-mb 2] [--machine-hour 0.526]
 *
 * `--write`: the table of the example goes into docs/operations.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import * as z from "zod";
import { costsTable, EXAMPLE, JOBS_PER_DAY, SECTION } from "../costs/costs-table.ts";
import { PRICES } from "../costs/prices.ts";

const OPERATIONS = new URL("../../../docs/operations.md", import.meta.url);
const Figure = z.coerce.number().nonnegative();
const Options = z.object({
  "jobs-per-day": Figure.optional(),
  "train-s": Figure.default(EXAMPLE.trainS),
  "dataset-mb": Figure.default(EXAMPLE.datasetMb),
  "model-mb": Figure.default(EXAMPLE.modelMb),
  "machine-hour": Figure.default(PRICES.machineHour),
  write: z.boolean().default(false),
});

const option = { type: "string" } as const;
const { values } = parseArgs({
  options: {
    "jobs-per-day": option,
    "train-s": option,
    "dataset-mb": option,
    "model-mb": option,
    "machine-hour": option,
    write: { type: "boolean" },
  },
});
const asked = Options.parse(values);

if (asked.write) {
  const text = await readFile(OPERATIONS, "utf8");
  const table = costsTable(EXAMPLE, JOBS_PER_DAY, PRICES);
  await writeFile(
    OPERATIONS,
    text.replace(SECTION, (_, begin: string, __, end: string) => `${begin}\n\n${table}\n\n${end}`),
  );
} else {
  const use = {
    ...EXAMPLE,
    trainS: asked["train-s"],
    datasetMb: asked["dataset-mb"],
    modelMb: asked["model-mb"],
  };
  const jobs = asked["jobs-per-day"];
  const prices = { ...PRICES, machineHour: asked["machine-hour"] };
  process.stdout.write(`${costsTable(use, jobs === undefined ? JOBS_PER_DAY : [0, jobs], prices)}\n`);
}
