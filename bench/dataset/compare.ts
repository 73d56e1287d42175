import { stat } from "node:fs/promises";
import { WAYS } from "./ways.ts";

export interface Comparison {
  rounds: number;
  /** Medians over rounds; `share` is the median of each round's speed over that of plain streaming in the same round. */
  ways: { name: string; bytesPerCpuSecond: number; share: number; leastShare: number; mostShare: number }[];
}

/** Runs all ways one after another, `rounds` times, after one round that does not count. CPU time, not wall time: cores are shared. */
export async function compareOn(file: string, rounds: number): Promise<Comparison> {
  const { size } = await stat(file);
  const seconds: number[][] = WAYS.map(() => []);
  for (let round = -1; round < rounds; round++) {
    for (const [index, way] of WAYS.entries()) {
      const spent = await cpuSeconds(() => way.run(file));
      if (round >= 0) seconds[index]?.push(spent);
    }
  }
  const streaming = seconds[0] ?? [];
  const ways = WAYS.map(({ name }, index) => {
    const spent = seconds[index] ?? [];
    const shares = spent.map((own, round) => (streaming[round] ?? 0) / own);
    return {
      name,
      bytesPerCpuSecond: size / median(spent),
      share: median(shares),
      leastShare: Math.min(...shares),
      mostShare: Math.max(...shares),
    };
  });
  return { rounds, ways };
}

async function cpuSeconds(run: () => Promise<number>): Promise<number> {
  const before = process.cpuUsage();
  if ((await run()) <= 0) throw new Error("nothing was read");
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
