import type { JobId, Reason } from "@flash/schemas";

/** What was asked of the platform and what came of it, written while it goes on. */
export interface Book {
  /** Every job that `train` has answered with. */
  readonly jobs: Set<JobId>;
  /** Every job that was seen to be over: why, and its document as it was then. */
  readonly ends: Map<JobId, { readonly reason: Reason; readonly body: string }>;
  /** Calls that cannot be helped under fire, by code. */
  readonly refusals: Map<string, number>;
  /** Whose bucket entries a person has edited, and when, in ms since 1970. */
  readonly edits: { readonly server: string; readonly at: number }[];
}

export const newBook = (): Book => ({ jobs: new Set(), ends: new Map(), refusals: new Map(), edits: [] });

export const addOne = (counts: Map<string, number>, what: string): void =>
  void counts.set(what, (counts.get(what) ?? 0) + 1);
