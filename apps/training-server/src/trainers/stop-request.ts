import { setImmediate } from "node:timers/promises";

/** Whether somebody wants the run to stop; asked between batches. */
export interface StopRequest {
  readonly requested: boolean;
}

/** The run stopped because it was asked to; the checkpoint is on disk. */
export class Stopped extends Error {
  constructor() {
    super("stopped on request");
    this.name = "Stopped";
  }
}

/**
 * SIGTERM or SIGINT, or nobody who reads standard output any more: without an agent nothing would ever end this run.
 * Call once per process.
 */
export function stopOnSignals(): StopRequest {
  const request = { requested: false };
  const stop = (): void => {
    request.requested = true;
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
  process.stdout.on("error", stop);
  return request;
}

/** Lets signal handlers and finished I/O run: a loop over typed arrays would shut them out until it ends. */
export const letEventsIn = (): Promise<void> => setImmediate();
