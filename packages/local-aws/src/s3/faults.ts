import { FaultRules, type Undo } from "../faults/fault-rules.ts";
import type { S3EventRecord } from "./events/s3-event.ts";
import type { Address } from "./wire/request.ts";

/** What goes wrong with a request. The first three refuse it before anything happened. */
export type S3RequestFaultKind =
  /** `ConditionalRequestConflict` */
  | "409"
  /** `SlowDown` */
  | "503"
  /** `InternalError`, nothing was done. */
  | "500"
  /** The connection breaks before anything was done. */
  | "reset"
  /** The request is held back and then carried out. */
  | "delay"
  /** What is refused is refused within a 200, as by a completion that had begun to answer while it worked. */
  | "refuse_late"
  /** The request is carried out and answered with `InternalError`. */
  | "commit_then_500"
  /** The request is carried out, and the connection breaks before the answer. */
  | "commit_then_reset";

export interface S3RequestFault {
  /** All that are given must fit; the key is tested unencoded. Without any, every request fits. */
  readonly match?: { readonly method?: string; readonly bucket?: string; readonly key?: RegExp };
  /** How many matching requests; 1 unless given, `Infinity` for all. */
  readonly times?: number;
  readonly kind: S3RequestFaultKind;
  /** For `delay`; with the other kinds the request is held back first. */
  readonly delayMs?: number;
}

export type S3EventFaultKind =
  | "drop"
  | "delay"
  | "double"
  /** The event is held back until another one was delivered, or `delayMs` have passed. */
  | "reorder";

export interface S3EventFault {
  readonly match?: (record: S3EventRecord, functionArn: string) => boolean;
  /** How many matching events; 1 unless given, `Infinity` for all. */
  readonly times?: number;
  readonly kind: S3EventFaultKind;
  /** Milliseconds; 1000 unless given. */
  readonly delayMs?: number;
}

/** Switches that make this S3 misbehave, at any time while it runs. Faults strike in the order they were armed, one per request. */
export interface S3Faults {
  failNext(fault: S3RequestFault): Undo;
  disturbEvents(fault: S3EventFault): Undo;
  /** While true, every write to the disk fails as if it were full. */
  diskFull: boolean;
  /** Disarms everything. */
  clear(): void;
}

/** What the server asks the switches. */
export interface FaultSource extends S3Faults {
  takeRequestFault(method: string, address: Address): S3RequestFault | undefined;
  takeEventFault(record: S3EventRecord, functionArn: string): S3EventFault | undefined;
  /** @throws Error `ENOSPC` while {@link S3Faults.diskFull}. */
  assertDiskSpace(): void;
}

export function createS3Faults(): FaultSource {
  const requests = new FaultRules<S3RequestFault>();
  const events = new FaultRules<S3EventFault>();
  return {
    diskFull: false,
    failNext: (fault) => requests.add({ times: 1, ...fault }),
    disturbEvents: (fault) => events.add({ times: 1, ...fault }),
    clear() {
      requests.clear();
      events.clear();
      this.diskFull = false;
    },
    takeRequestFault: (method, address) => requests.take((fault) => fitsRequest(fault, method, address)),
    takeEventFault: (record, functionArn) => events.take(({ match }) => match?.(record, functionArn) ?? true),
    assertDiskSpace() {
      if (this.diskFull)
        throw Object.assign(new Error("ENOSPC: no space left on device (fault switch)"), { code: "ENOSPC" });
    },
  };
}

function fitsRequest({ match = {} }: S3RequestFault, method: string, { bucket, key }: Address): boolean {
  if (match.method !== undefined && match.method.toUpperCase() !== method) return false;
  if (match.bucket !== undefined && match.bucket !== bucket) return false;
  // `search`, unlike `test`, does not remember where a global expression matched last.
  return match.key === undefined || (key !== undefined && key.search(match.key) >= 0);
}
