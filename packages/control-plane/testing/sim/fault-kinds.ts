/** Everything that a schedule may do to the platform, by whom it strikes. */
export const FAULTS = {
  /** At any single call of a function. */
  function: ["crash_before_call", "crash_after_call", "stall", "slow_call"],
  /** S3's answers, to functions and to training servers. */
  store: ["store_fails", "store_answer_lost", "store_conflict", "store_refuses_own_write"],
  ec2: ["ec2_fails", "ec2_answer_lost", "capacity", "quota", "not_startable", "reading_stale"],
  nudge: ["event_lost", "event_doubled", "event_late", "machine_event_lost", "sweep_doubled", "no_nudges"],
  client: ["client_repeats", "client_gives_up"],
  /** The only ones that may cost a job an attempt. */
  machine: [
    "boot_fails",
    "boot_slow",
    "no_agent",
    "agent_freezes",
    "agent_dies",
    "power_loss",
    "trainer_too_slow",
    "trainer_fails",
  ],
  person: ["status_deleted", "status_reset", "status_corrupted", "config_deleted", "config_corrupted"],
  /** As people are allowed to. */
  owner: ["dev_mode_switched", "machine_switched_on", "server_removed"],
} as const;

export type FaultKind = (typeof FAULTS)[keyof typeof FAULTS][number];
export const FAULT_KINDS: readonly FaultKind[] = Object.values(FAULTS).flat();
