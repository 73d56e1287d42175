import { rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { Mutant, snapshot } from "./mutant.ts";
import { MUTATIONS } from "./mutations.ts";
import type { Mutation } from "./mutations/mutation.ts";

const { values } = parseArgs({
  options: {
    /** Schedules after which a mutation counts as not caught. */
    most: { type: "string", default: "20000" },
    /** Only mutations whose name has one of these in it, separated by `|`. */
    only: { type: "string", default: "" },
  },
});

interface Row {
  readonly number: string;
  readonly mutation: string;
  readonly "caught by": string;
  readonly "after schedules": number;
  readonly seed: number | null;
}

async function run(mutation: Mutation): Promise<Row> {
  const mutant = await Mutant.make(mutation, original);
  const most = Number(values.most);
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
for (const mutation of MUTATIONS.filter(({ name }) => values.only.split("|").some((part) => name.includes(part)))) {
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
