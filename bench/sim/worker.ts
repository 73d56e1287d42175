import { parentPort } from "node:worker_threads";
import { addCoverage, noCoverage, runSchedule } from "@flash/control-plane/sim";
import type { Chunk, ChunkResult } from "./messages.ts";

async function runChunk({ first, schedules }: Chunk): Promise<ChunkResult> {
  const coverage = noCoverage();
  const violations: { seed: number; violation: ChunkResult["violations"][number]["violation"] }[] = [];
  let calls = 0;
  let virtualMs = 0;
  for (let seed = first; seed < first + schedules; seed++) {
    const outcome = await runSchedule(seed);
    calls += outcome.calls;
    virtualMs += outcome.lastedMs;
    addCoverage(coverage, outcome.coverage);
    if (outcome.violation !== null) violations.push({ seed, violation: outcome.violation });
  }
  return { schedules, calls, virtualMs, coverage, violations };
}

parentPort?.on("message", (chunk: Chunk) => {
  void runChunk(chunk).then((result) => parentPort?.postMessage(result));
});
