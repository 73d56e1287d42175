import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { type Coverage, FAULT_KINDS, INVARIANTS, minimise, traceOf } from "@flash/control-plane/sim";
import type { ChunkResult } from "./messages.ts";
import { runChunks } from "./run-chunks.ts";

const { values } = parseArgs({
  options: {
    schedules: { type: "string", default: "10000" },
    /** The first seed; the others follow it. */
    seed: { type: "string", default: "1" },
    threads: { type: "string", default: String(availableParallelism()) },
    /** Runs one seed alone, makes it small, and prints what happened. */
    replay: { type: "string" },
    /** Readings too, in a replay. */
    verbose: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});

const HELP = `Attacks the control plane with seeded schedules of faults and prints what was reached and what was violated.

npm run sim -- [--schedules 10000] [--seed 1] [--threads N]   seeds from --seed on; all cores by default
npm run sim -- --replay SEED [--verbose]                      one seed, made small and told call by call
`;

const REPLAYED = 3;
const EVERY_MS = 10_000;

async function replay(seed: number): Promise<boolean> {
  const failure = await minimise(seed);
  if (failure === null) {
    console.log(`seed ${seed}: nothing is violated`);
    return true;
  }
  const { violation, faults, suppressed } = failure;
  console.log(`seed ${seed}: ${INVARIANTS[violation.invariant]}\n  ${violation.detail}`);
  console.log(`the faults that it takes:\n${faults.map((fault) => `  ${fault}`).join("\n")}\nwhat happened:`);
  const isReading = /\s(?:get|list|describe|tagged)\s|progress\.json|is done$/u;
  for (const line of await traceOf(seed, suppressed)) if (values.verbose || !isReading.test(line)) console.log(line);
  console.log(`\nagain: npm run sim -- --replay ${seed}`);
  return false;
}

async function runAll(): Promise<boolean> {
  const began = performance.now();
  let toldAt = began;
  let known = 0;
  const perSecond = (sum: ChunkResult): number => Math.round(sum.schedules / ((performance.now() - began) / 1_000));
  const sum = await runChunks(
    { first: Number(values.seed), schedules: Number(values.schedules) },
    Number(values.threads),
    (soFar) => {
      for (const { seed, violation } of soFar.violations.slice(known))
        console.log(`seed ${seed}: ${violation.invariant}`);
      known = soFar.violations.length;
      if (performance.now() - toldAt < EVERY_MS) return;
      toldAt = performance.now();
      console.log(`${soFar.schedules} schedules, ${perSecond(soFar)}/s, ${soFar.violations.length} violations`);
    },
  );
  const seconds = (performance.now() - began) / 1_000;
  console.log(
    `\n${sum.schedules} schedules from seed ${values.seed} in ${seconds.toFixed(0)} s on ${values.threads} threads: ` +
      `${perSecond(sum)}/s; ${sum.calls} calls of S3, ${(sum.virtualMs / 3_600_000).toFixed(0)} virtual hours`,
  );
  printCoverage(sum.coverage);
  console.log(`\nviolations: ${sum.violations.length}`);
  for (const { seed, violation } of sum.violations)
    console.log(`  ${seed} ${violation.invariant}: ${violation.detail}`);
  for (const { seed } of sum.violations.slice(0, REPLAYED)) await replay(seed);
  return sum.violations.length === 0;
}

function printCoverage({ actions, faults, states, ends, moves }: Coverage): void {
  for (const [title, counts] of Object.entries({ steps: actions, faults, "job × machine": states, ends, moves })) {
    const names = Object.keys(counts).sort();
    console.log(`\n${title} (${names.length})`);
    for (const name of names) console.log(`  ${String(counts[name]).padStart(10)}  ${name}`);
  }
  const missed = FAULT_KINDS.filter((kind) => !(kind in faults));
  console.log(`\nfaults that never struck: ${missed.join(", ") || "none"}`);
}

if (values.help) {
  console.log(HELP);
} else {
  const isGood = values.replay === undefined ? await runAll() : await replay(Number(values.replay));
  process.exitCode = isGood ? 0 : 1;
}
