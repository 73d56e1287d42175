import type { Coverage, Violation } from "@flash/control-plane/sim";

/** Seeds from `first` on, so many. */
export interface Chunk {
  readonly first: number;
  readonly schedules: number;
}

export interface ChunkResult {
  readonly schedules: number;
  readonly calls: number;
  readonly virtualMs: number;
  readonly coverage: Coverage;
  readonly violations: readonly { readonly seed: number; readonly violation: Violation }[];
}
