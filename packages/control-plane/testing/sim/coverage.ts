/** What schedules have reached, by name and how often; adds up over schedules and threads. */
export interface Coverage {
  readonly actions: Record<string, number>;
  readonly faults: Record<string, number>;
  readonly states: Record<string, number>;
  readonly ends: Record<string, number>;
}

export const noCoverage = (): Coverage => ({ actions: {}, faults: {}, states: {}, ends: {} });

export function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times;
}

export function addCoverage(sum: Coverage, part: Coverage): void {
  for (const kind of ["actions", "faults", "states", "ends"] as const) {
    for (const [name, times] of Object.entries(part[kind])) count(sum[kind], name, times);
  }
}
