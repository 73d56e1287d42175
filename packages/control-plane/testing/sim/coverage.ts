/** What schedules have reached, by name and how often; adds up over schedules and threads. */
export interface Coverage {
  readonly actions: Record<string, number>;
  readonly faults: Record<string, number>;
  readonly states: Record<string, number>;
  readonly ends: Record<string, number>;
  /** `server: sleeping → active`, `job: queued → assigned`: what no person's hand has done. */
  readonly moves: Record<string, number>;
}

export const noCoverage = (): Coverage => ({ actions: {}, faults: {}, states: {}, ends: {}, moves: {} });

export function count(counts: Record<string, number>, name: string, times = 1): void {
  counts[name] = (counts[name] ?? 0) + times;
}

export function addCoverage(sum: Coverage, part: Coverage): void {
  for (const kind of ["actions", "faults", "states", "ends", "moves"] as const) {
    for (const [name, times] of Object.entries(part[kind])) count(sum[kind], name, times);
  }
}
