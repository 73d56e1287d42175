import type { Measurement } from "@flash/aws/metrics";
import type { Admission, Clocks, ControlPlane, Documents, Fleet } from "@flash/control-plane";
import type { DatasetLimits, EpochMs, OwnerId } from "@flash/schemas";
import type { IncrementalHash } from "@flash/validation";
import type { Files } from "./files.ts";

/** Whom the key of a request stands for. */
export interface Caller {
  readonly owner: OwnerId;
  /** May switch servers to dev mode. */
  readonly admin: boolean;
}

/** What the API asks of the control plane. */
export type JobDesk = Pick<ControlPlane, "submit" | "cancel" | "setDevMode">;

/** How long streams live and how often they look. Milliseconds. */
export interface StreamClocks {
  /** Between two looks at S3. */
  readonly pollMs: number;
  /** A connection ends by then and the client comes back: nothing tells a Lambda that its reader has left. */
  readonly maxMs: number;
  /** So long before the function's end a validation stops, and hands on. */
  readonly handOnMs: number;
}

/** What a procedure may use. The Lambda entries put it together, once per request. */
export interface Context {
  /** null: no valid key was sent. */
  readonly caller: Caller | null;
  readonly requestId: string;
  readonly documents: Documents;
  readonly files: Files;
  readonly controlPlane: JobDesk;
  readonly admission: Admission;
  readonly fleet: Fleet;
  readonly clocks: Clocks;
  /** What this platform changes about the task types' datasets. */
  readonly limits: DatasetLimits;
  /** @returns `bytes` random bytes, fit for ids. */
  readonly random: (bytes: number) => Uint8Array;
  readonly newSha256: () => IncrementalHash;
  /** S3's clock, for those who read nothing else. */
  readonly now: () => Promise<EpochMs>;
  readonly streams: StreamClocks;
  /** What is left of the function's time, in milliseconds. */
  readonly timeLeftMs: () => number;
  /** Takes one structured entry. */
  readonly log: (entry: object) => void;
  /** Takes what was measured just now, and about what. */
  readonly measure: (values: Measurement["values"], about: object) => void;
  /** Work that outlives its answer: the function does not end before it, and logs its failure. */
  readonly goOn: (work: Promise<unknown>) => void;
}

/** A context whose caller is known: what every procedure gets. */
export interface CallerContext extends Context {
  readonly caller: Caller;
}
