import { FaultRules } from "../faults/fault-rules.ts";
import type { FaultRule, Undo } from "../faults/fault-rules.ts";
import type { StateReason } from "./instance-state.ts";

/** Which instances a fault strikes; without ids, all of them. */
export interface InstanceFault extends FaultRule {
  readonly instanceIds?: readonly string[];
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
export type FaultCode =
  | "InsufficientInstanceCapacity"
  | "VcpuLimitExceeded"
  | "InstanceLimitExceeded"
  | "IncorrectSpotRequestState"
  | "RequestLimitExceeded"
  | "InternalError"
  | "ServiceUnavailable"
  | "Unavailable";

export interface RefusalFault extends InstanceFault {
  readonly code: FaultCode;
  /** Default: every action for throttling and outages, `StartInstances` for the rest. */
  readonly actions?: readonly string[];
}

export interface SlowBootFault extends InstanceFault {
  /** How long the instance stays `pending`, in milliseconds. */
  readonly pendingMs: number;
}

export interface FailedBootFault extends InstanceFault {
  /** Default: `Client.InternalError`, as for an encrypted volume whose key may not be used. */
  readonly reason?: StateReason;
}

/** What can go wrong at EC2, switched on and off while it runs. Every switch returns how to undo it. */
export class Ec2Faults {
  /** Describe calls show the instances as they were this many milliseconds ago. */
  describeLagMs = 0;
  /** What StopInstances says of a pending instance; see `verdictOn`. */
  stopWhilePending: "refuse" | "accept" = "refuse";

  #waiting: (() => void)[] = [];
  readonly #refusals = new FaultRules<RefusalFault>();
  readonly #slowBoots = new FaultRules<SlowBootFault>();
  readonly #failedBoots = new FaultRules<FailedBootFault>();
  readonly #stuck = new FaultRules<InstanceFault>(() => this.#wake());

  /** Calls that name one of the instances are answered with this error. */
  refuse(fault: RefusalFault): Undo {
    return this.#refusals.add(fault);
  }

  slowBoot(fault: SlowBootFault): Undo {
    return this.#slowBoots.add(fault);
  }

  /** Starts are accepted, and the instance goes from `pending` to `stopped`. */
  failBoot(fault: FailedBootFault = {}): Undo {
    return this.#failedBoots.add(fault);
  }

  /** Instances stay in `stopping` until this is undone or StopInstances comes with `Force`. */
  stickStopping(fault: Omit<InstanceFault, "times"> = {}): Undo {
    return this.#stuck.add(fault);
  }

  /** Switches everything off. */
  clear(): void {
    this.describeLagMs = 0;
    this.stopWhilePending = "refuse";
    for (const rules of [this.#refusals, this.#slowBoots, this.#failedBoots, this.#stuck]) rules.clear();
  }

  /** The error that this call must be answered with. Outages come before anything of the call is looked at. */
  takeRefusal(kind: "outage" | "refusal", action: string, instanceIds: readonly string[]): FaultCode | undefined {
    const rule = this.#refusals.take(
      (fault) =>
        isOutage(fault.code) === (kind === "outage") &&
        (fault.actions?.includes(action) ?? (isOutage(fault.code) || action === "StartInstances")) &&
        (fault.instanceIds === undefined || instanceIds.some((id) => fault.instanceIds?.includes(id))),
    );
    return rule?.code;
  }

  takeSlowBoot(instanceId: string): number | undefined {
    return this.#slowBoots.take((fault) => strikes(fault, instanceId))?.pendingMs;
  }

  takeFailedBoot(instanceId: string): StateReason | undefined {
    const fault = this.#failedBoots.take((rule) => strikes(rule, instanceId));
    return fault && (fault.reason ?? CANNOT_BOOT);
  }

  /** Settles when the instance may finish stopping, or when `signal` is aborted. */
  async whileStuck(instanceId: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.#stuck.has((fault) => strikes(fault, instanceId))) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.push(resolve);
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
    }
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const CANNOT_BOOT = {
  code: "Client.InternalError",
  message: "Client.InternalError: Client error on launch",
} satisfies StateReason;

function strikes(fault: InstanceFault, instanceId: string): boolean {
  return fault.instanceIds?.includes(instanceId) ?? true;
}

function isOutage(code: FaultCode): boolean {
  return ["RequestLimitExceeded", "InternalError", "ServiceUnavailable", "Unavailable"].includes(code);
}
