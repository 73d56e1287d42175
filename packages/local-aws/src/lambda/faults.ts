import { FaultRules } from "../faults/fault-rules.ts";
import type { FaultRule, Undo } from "../faults/fault-rules.ts";

export interface FunctionFault extends FaultRule {
  /** Without it the fault strikes every function. */
  readonly functionName?: string;
}

/** What becomes of an asynchronous event on its way. `reorder` lets the function's next event go first. */
export type EventFate = "drop" | "double" | "reorder" | { readonly delayMs: number };

export interface EventFault extends FunctionFault {
  readonly fate: EventFate;
}

export interface CrashFault extends FunctionFault {
  /** Before the handler sees the event, or so long after it got it. */
  readonly when: "before" | { readonly afterMs: number };
}

/** What can go wrong at Lambda, switched on and off while it runs. Every switch returns how to undo it. */
export class LambdaFaults {
  readonly #events = new FaultRules<EventFault>();
  readonly #crashes = new FaultRules<CrashFault>();

  /** Strikes events as they are accepted, each at most once. */
  onEvent(fault: EventFault): Undo {
    return this.#events.add(fault);
  }

  /** Ends the sandbox, as when its host fails. */
  crash(fault: CrashFault): Undo {
    return this.#crashes.add(fault);
  }

  clear(): void {
    this.#events.clear();
    this.#crashes.clear();
  }

  takeFate(functionName: string): EventFate | undefined {
    return this.#events.take((fault) => strikes(fault, functionName))?.fate;
  }

  takeCrash(functionName: string): CrashFault["when"] | undefined {
    return this.#crashes.take((fault) => strikes(fault, functionName))?.when;
  }
}

function strikes(fault: FunctionFault, functionName: string): boolean {
  return fault.functionName === undefined || fault.functionName === functionName;
}
