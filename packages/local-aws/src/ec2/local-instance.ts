import type { Identity } from "../identity.ts";
import type { BootCommand } from "../power/power-protocol.ts";

/** One machine of the embedded EC2. Machines are configured, never launched. */
export interface LocalInstance {
  /** `i-` and 8 or 17 lower-case hex digits. */
  readonly instanceId: string;
  readonly instanceType: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly subnetId?: string;
  /** Default: the region's zone `a`. */
  readonly availabilityZone?: string;
  /** Started as a child process when the instance boots, with `FLASH_INSTANCE_ID` and a new `FLASH_BOOT_ID` each time. */
  readonly boot: BootCommand;
  /** Whose credentials the machine may ask its metadata service for, at each time. Without it there is no such service. */
  readonly role?: () => Identity;
  /**
   * What a boot command does that ends with another exit code than 0: `stay_running` (default) leaves the machine on, as a
   * box stays on whose agent died. Exit code 0 always means that the machine switched itself off.
   */
  readonly onExit?: "stay_running" | "power_off";
  /** What becomes of an instance that switches itself off. Default `stop`. */
  readonly shutdownBehavior?: "stop" | "terminate";
}

/** All local services live in this account. */
export const LOCAL_ACCOUNT_ID = "000000000000";

export const INSTANCE_ID_PATTERN = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

export function instanceArn(region: string, instanceId: string): string {
  return `arn:aws:ec2:${region}:${LOCAL_ACCOUNT_ID}:instance/${instanceId}`;
}
