import type { EpochMs, InstanceId, ServerName } from "@flash/schemas";

/** EC2's instance states. `terminated` also stands for an instance that does not exist (any more). */
export type MachineState = "pending" | "running" | "stopping" | "stopped" | "shutting-down" | "terminated";

export interface Machine {
  readonly instance: InstanceId;
  readonly state: MachineState;
  /** EC2's own word for why it is in this state, such as `Client.InternalError`; null when it gives none. */
  readonly stateReason: string | null;
  readonly launchedAt: EpochMs | null;
  /** From the tag `flash:server`; null when the instance has none. */
  readonly server: ServerName | null;
}

/** Why EC2 did not do it. The classes decide what happens next; the code is shown to people. */
export type RefusalKind =
  /** No machine of this kind to be had now: the next instance, then later again. */
  | "capacity"
  /** The account may not run so much: permanent until somebody raises the quota. */
  | "quota"
  /** Stopping, starting, or a Spot request that only EC2 restarts: nothing to do but wait, or the next instance. */
  | "wrong_state"
  | "not_startable"
  | "missing"
  /** Permissions, encryption keys, settings: permanent. */
  | "refused";

export type SwitchAnswer =
  | { readonly ok: true }
  | { readonly ok: false; readonly kind: RefusalKind; readonly code: string; readonly message: string };

/**
 * What Flash needs of EC2. Calls have no condition and a reading may be some seconds old, so nothing is decided on a
 * reading alone. Throttling is retried inside; a network fault throws.
 */
export interface Machines {
  /** Starting one that is pending or running is fine and changes nothing. */
  start(instance: InstanceId): Promise<SwitchAnswer>;
  /** Stopping one that is stopped is fine and changes nothing. */
  stop(instance: InstanceId): Promise<SwitchAnswer>;
  /** One entry for each id that was asked for, in that order. */
  describe(instances: readonly InstanceId[]): Promise<readonly Machine[]>;
  /** Every instance that carries the tag `flash:server`, through all pages. */
  tagged(): Promise<readonly Machine[]>;
}
