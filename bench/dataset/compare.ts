import { stat } from "node:fs/promises";
import { type Spread, spreadOf } from "../statistics.ts";
import { OwnProcess } from "./own-process.ts";
import type { Way } from "./ways.ts";

/** What one way needs, over all rounds. */
export interface Measured {
  readonly name: string;
  /** Bytes of the file for each second of CPU time; the median. */
  readonly bytesPerCpuSecond: number;
  /** Its speed over that of the first way in the same round. */
  readonly share: Spread;
  /** CPU seconds of each round. */
  readonly seconds: readonly number[];
}

/**
 * Runs all ways one after another, each in its own process, `rounds` times after one that does not count. CPU time, not wall time: cores are
 * shared.
 * Ratios are those of one round, in which both ran shortly after each other.
 */
export async function compareOn(file: string, ways: readonly Way[], rounds: number): Promise<Measured[]> {
  const { size } = await stat(file);
  const able = ways.filter(({ maxBytes = Number.POSITIVE_INFINITY }) => size <= maxBytes);
  const seconds: number[][] = able.map(() => []);
  using processes = new DisposableStack();
  const running = able.map((way) => (way.isApart ? undefined : processes.use(new OwnProcess(way.name))));
  for (let round = -1; round < rounds; round++) {
    for (const [index, way] of able.entries()) {
      const run = await running[index]?.run(file);
      const spent = run?.cpuSeconds ?? (await way.measure(file));
      if (round >= 0) seconds[index]?.push(spent);
    }
  }
  const first = seconds[0] ?? [];
  return able.map(({ name }, index) => {
    const own = seconds[index] ?? [];
    return {
      name,
      bytesPerCpuSecond: size / spreadOf(own).median,
      share: ratios(first, own),
      seconds: own,
    };
  });
}

/** How many times as much the second needs as the first, or its inverse speed: round by round. */
export function ratios(one: readonly number[], other: readonly number[]): Spread {
  return spreadOf(one.map((seconds, round) => seconds / (other[round] ?? Number.NaN)));
}
