import type { InstanceId, Reason, ServerName, StoredJob, StoredStatus } from "@flash/schemas";
import type { Content, Doc } from "../documents/documents.ts";
import type { ETag } from "../ports/object-store.ts";
import type { Fault } from "../job/transitions.ts";

/**
 * One step of the write order (the names in brackets are its rows). Each is carried out with a condition on what the
 * round read; a lost race ends the round, and the server is observed again.
 */
export type Action =
  /** The status is missing or unreadable; what there was is kept aside. */
  | { readonly type: "rebuild_status"; readonly content: Content<StoredStatus>; readonly broken: Broken | null }
  /** A live attempt's config outranks the status. */
  | { readonly type: "adopt_job"; readonly job: StoredJob }
  /** [D1] sleeping → active for this job, which still stands in the queue. */
  | { readonly type: "hold_server"; readonly job: Doc<StoredJob> }
  /** [H1] the machine stays on and goes to the next job. */
  | { readonly type: "hand_over"; readonly job: Doc<StoredJob> }
  /** The job went to another server in the same moment, and nothing was done for it here. */
  | { readonly type: "release_server" }
  /** [Z1] the intent to stop; nobody gives the server a job until it is over. */
  | { readonly type: "begin_stopping"; readonly job: StoredJob | null; readonly instance: InstanceId | null }
  /** [Z2] the same intent, anew: a machine is still on, and the time in which it could be stopped is over. */
  | { readonly type: "renew_stopping" }
  /** [Z3] */
  | { readonly type: "sleep" }
  | { readonly type: "apply_dev_mode" }
  /** [R1] */
  | { readonly type: "suspect"; readonly attempt: number; readonly etag: ETag | null }
  | { readonly type: "trust" }
  /** [D2] */
  | { readonly type: "assign"; readonly server: ServerName; readonly instance: InstanceId; readonly warm: boolean }
  /** [D3] */
  | { readonly type: "create_config" }
  /** [D4] */
  | { readonly type: "mark_config" }
  /** [R2] */
  | { readonly type: "retry"; readonly fault: Fault | null; readonly fence: InstanceId | null; readonly detail: string }
  /** [R3] as `renew_stopping`. */
  | { readonly type: "renew_fence" }
  /** [R4] */
  | { readonly type: "rewrite_config" }
  /** [R5] */
  | { readonly type: "unfence"; readonly instance: InstanceId }
  /** [X2] */
  | { readonly type: "end"; readonly reason: Reason; readonly detail: string }
  /** [E3, X1, X5] */
  | { readonly type: "finish"; readonly reason: Reason; readonly detail: string; readonly attempt: number }
  /** A job that waits in the queue may wait no longer. */
  | { readonly type: "refuse"; readonly job: Doc<StoredJob>; readonly reason: Reason; readonly detail: string }
  | { readonly type: "want_requeue"; readonly why: "capacity" | "hold_lost" }
  | { readonly type: "keep_attempt" }
  /** A job that waits and is not for this server: whoever saw it before may not assign it any more. */
  | { readonly type: "put_back" }
  /** [Q] */
  | { readonly type: "requeue" }
  /** [X3] either a machine has claimed the attempt or none ever will. */
  | { readonly type: "close_claim"; readonly attempt: number; readonly why: string }
  /** [X4] */
  | { readonly type: "delete_config"; readonly etag: ETag }
  /** [D6] */
  | { readonly type: "leave_queue"; readonly key: string }
  /** [E4] the queue entry, then the entry in `open/`. */
  | { readonly type: "clear_leftovers"; readonly job: StoredJob }
  | { readonly type: "write_receipt"; readonly job: StoredJob["id"]; readonly handedTo: StoredJob["id"] | null }
  /** [D5] the first that EC2 lets start. Want of capacity gives the job back to the queue, unless a machine has begun it. */
  | { readonly type: "start"; readonly candidates: readonly InstanceId[]; readonly hasBegun: boolean }
  /** [Z2, R3] */
  | { readonly type: "stop"; readonly instances: readonly InstanceId[] }
  /** Nothing more can be done before something else happens: a machine changes, or time passes. */
  | { readonly type: "rest" };

export interface Broken {
  readonly etag: ETag;
  readonly body: string;
}
