import { rm } from "node:fs/promises";
import { namedWith, scriptOptions, wholeNumber } from "../../build/script-options.ts";
import { Mutant, snapshot } from "./mutant.ts";
import { MUTATIONS } from "./mutations.ts";
import type { Mutation } from "./mutations/mutation.ts";

const HELP = `Breaks the control plane on purpose, one change at a time in a copy of its source, and runs schedules until one catches it.

  npm run sim:mutations -- [--most 20000] [--only TEXT]

  --most N      schedules after which a change counts as not caught
  --only TEXT   only mutations with TEXT in their names; several are separated by |`;

const { most, chosen } = scriptOptions(
  HELP,
  { most: { type: "string", default: "20000" }, only: { type: "string", default: "" } },
  (values) => ({
    most: wholeNumber("most", values.most),
    chosen: namedWith("only", values.only, MUTATIONS, ({ name }) => name),
  }),
);

interface Row {
  readonly number: string;
  readonly mutation: string;
  readonly "caught by": string;
  readonly "after schedules": number;
  readonly seed: number | null;
}

async function run(mutation: Mutation): Promise<Row> {
  const mutant = await Mutant.make(mutation, original);
  const { number, name, firstSeed: first = 1 } = mutation;
  try {
    for (let seed = first; seed < first + most; seed++) {
      const { violation } = await mutant.simulator.runSchedule(seed);
      // What fails without the mutation too is not its doing.
      if (violation === null || (await baseline.simulator.runSchedule(seed)).violation !== null) continue;
      return { number, mutation: name, "caught by": violation.invariant, "after schedules": seed - first + 1, seed };
    }
    return { number, mutation: name, "caught by": "NOT CAUGHT", "after schedules": most, seed: null };
  } finally {
    await mutant.remove();
  }
}

const original = await snapshot();
const baseline = await Mutant.make({ number: "", name: "none", patches: [] }, original);
const rows: Row[] = [];
for (const mutation of chosen) {
  const row = await run(mutation).catch((error: unknown) => {
    console.log(String(error));
    process.exitCode = 1;
    return null;
  });
  if (row === null) continue;
  rows.push(row);
  console.log(
    `| ${row.number} | ${row.mutation} | ${row["caught by"]} | ${row["after schedules"]} | ${row.seed ?? "–"} |`,
  );
}
await baseline.remove();
await rm(original, { recursive: true });
const missed = rows.filter(({ seed }) => seed === null);
console.log(`\n${rows.length - missed.length} of ${rows.length} mutations caught`);
if (missed.length > 0) process.exitCode = 1;
