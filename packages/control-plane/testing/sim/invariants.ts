/** What must hold after every step, named by the invariants of the design; `rest` is asserted when all has come to rest. */
export const INVARIANTS = {
  one_job_per_server: "1. At most one job holds a server",
  config_of_holder: "1. A training config belongs to the job that holds the server; nobody takes away a live one",
  no_dispatch_while_stopping: "1. A server that is being stopped is given no job",
  none_lost: "2. A job that is not over is listed in open/",
  one_effect: "2. No two machines work on one job, and what is written once is written once",
  claim_of_live_attempt: "2. A machine trains only an attempt that its job means",
  idle_machine: "3. No machine is on without a job for longer than the grace time",
  live_machine_stopped: "3. No machine is stopped that works for a live attempt",
  dev_mode: "4. No EC2 call by a round that saw dev mode",
  terminal_changed: "6. A terminal job.json never changes",
  false_end: "6. A job ends with a reason that is true",
  lost_update: "6. Each version of a document follows the one before",
  attempt_closed: "6. An attempt is claimed or closed before its job leaves it",
  attempt_spent: "7. No attempt is spent without a fault of the machine",
  rest: "Liveness: every job over, every server asleep, every machine off, nothing left over",
  second_look: "A working machine is never given up on one bad reading",
  clock: "No state outlives its clock while the sweep can work",
  unexpected_error: "Nothing is thrown but refusals and outages",
  livelock: "No function asks EC2 for the same machine again and again",
} as const;

export type Invariant = keyof typeof INVARIANTS;

export interface Violation {
  readonly invariant: Invariant;
  readonly detail: string;
  /** Virtual ms since the beginning. */
  readonly at: number;
}
