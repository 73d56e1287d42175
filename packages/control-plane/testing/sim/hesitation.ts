import type { Random } from "./random.ts";

/** A kind of call at which functions of this schedule are slow or stall again and again. */
export interface Hesitation {
  readonly op: string;
  /** How the key ends; empty: any. */
  readonly keyEnd: string;
  readonly kind: "stall" | "slow_call" | "crash_before_call" | "crash_after_call";
  readonly chance: number;
}

/** Between which two steps a race lies is not known beforehand, so each schedule tries a few. */
const POINTS = [
  ["get", "status.json"],
  ["get", "job.json"],
  ["get", "claim.json"],
  ["get", "training.json"],
  ["get", "progress.json"],
  ["get", "result.json"],
  ["create", "training.json"],
  ["create", "claim.json"],
  ["create", "receipt.json"],
  ["replace", "status.json"],
  ["replace", "job.json"],
  ["replace", "training.json"],
  ["removeVersion", "training.json"],
  ["remove", ""],
  ["start", ""],
  ["stop", ""],
  ["describe", ""],
] as const;

export function drawHesitations(random: Random): readonly Hesitation[] {
  return Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, () => {
    const [op, keyEnd] = random.pick(POINTS);
    const kind = random.pick([
      "stall",
      "stall",
      "stall",
      "slow_call",
      "crash_before_call",
      "crash_after_call",
    ] as const);
    return { op, keyEnd, kind, chance: random.pick([0.15, 0.5]) };
  });
}
