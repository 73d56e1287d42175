import type { TRAINER_FAULTS } from "@flash/schemas";

export type Fault = (typeof TRAINER_FAULTS)[number];

/** The attempt cannot succeed on this machine: it ends with a result that says why. */
export class AttemptFault extends Error {
  readonly fault: Fault;

  /** @param message - a sentence for the job's owner: what, where, how to mend. */
  constructor(fault: Fault, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "AttemptFault";
    this.fault = fault;
  }
}

/** What an error of any kind means for the attempt. A full disk may show up in every write. */
export function faultOf(error: unknown): AttemptFault {
  if (error instanceof AttemptFault) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (codeOf(error) === "ENOSPC" || codeOf(error) === "EDQUOT") {
    return new AttemptFault("disk_full", `The disk of the training server is full: ${text}`, { cause: error });
  }
  return new AttemptFault("trainer_crashed", `The training server failed: ${text}`, { cause: error });
}

/** The system's error code, such as `ENOENT`; undefined when there is none. */
export const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);
