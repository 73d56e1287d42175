import type { TrainerErrorCode } from "@flash/schemas";

/** Training cannot go on, and the job's owner shall read why. Anything else that is thrown is a bug of the trainer. */
export class TrainerFailure extends Error {
  readonly code: TrainerErrorCode;

  constructor(code: TrainerErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "TrainerFailure";
    this.code = code;
  }
}
