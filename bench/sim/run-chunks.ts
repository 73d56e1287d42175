import { Worker } from "node:worker_threads";
import { addCoverage, noCoverage } from "@flash/control-plane/sim";
import type { Chunk, ChunkResult } from "./messages.ts";

const CHUNK = 250;

/** Runs schedules on so many threads. @param told - hears the sum so far after each chunk. */
export async function runChunks(
  { first, schedules }: Chunk,
  threads: number,
  told: (sum: ChunkResult) => void,
): Promise<ChunkResult> {
  let next = first;
  let sum: ChunkResult = { schedules: 0, calls: 0, virtualMs: 0, coverage: noCoverage(), violations: [] };
  const nextChunk = (): Chunk | null => {
    const left = first + schedules - next;
    if (left <= 0) return null;
    const chunk = { first: next, schedules: Math.min(CHUNK, left) };
    next += chunk.schedules;
    return chunk;
  };
  const workOff = (worker: Worker): Promise<void> =>
    new Promise((resolve, reject) => {
      const send = (): void => {
        const chunk = nextChunk();
        if (chunk === null) resolve();
        else worker.postMessage(chunk);
      };
      worker.on("error", reject);
      worker.on("message", (result: ChunkResult) => {
        sum = added(sum, result);
        told(sum);
        send();
      });
      send();
    });
  const workers = Array.from({ length: threads }, () => new Worker(new URL("worker.ts", import.meta.url)));
  try {
    await Promise.all(workers.map(workOff));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return sum;
}

function added(sum: ChunkResult, part: ChunkResult): ChunkResult {
  addCoverage(sum.coverage, part.coverage);
  return {
    schedules: sum.schedules + part.schedules,
    calls: sum.calls + part.calls,
    virtualMs: sum.virtualMs + part.virtualMs,
    coverage: sum.coverage,
    violations: [...sum.violations, ...part.violations],
  };
}
