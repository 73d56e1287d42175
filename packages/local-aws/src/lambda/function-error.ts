/** How Lambda reports a failed invocation: what the Invoke API answers and what a dead letter holds. */
export interface ErrorReport {
  /** The error's name, or one of Lambda's own such as `Sandbox.Timedout`. */
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** The function failed: it threw, timed out, ended its process, or answered too much. */
export class FunctionError extends Error {
  readonly report: ErrorReport;

  constructor(report: ErrorReport) {
    super(`${report.errorType}: ${report.errorMessage}`);
    this.name = "FunctionError";
    this.report = report;
  }
}

/** All sandboxes that the function may have are busy. The function has not seen the event. */
export class TooManyRequestsError extends Error {
  constructor(functionName: string, maxConcurrency: number) {
    super(`All ${maxConcurrency} sandboxes of ${functionName} are busy.`);
    this.name = "TooManyRequestsError";
  }
}

/** The event is larger than Lambda takes. The function has not seen it. */
export class RequestTooLargeError extends Error {
  constructor(sizeBytes: number, limitBytes: number) {
    super(`Request must be smaller than ${limitBytes} bytes for the InvokeFunction operation: it has ${sizeBytes}.`);
    this.name = "RequestTooLargeError";
  }
}

/** What a thrown value looks like in Lambda's answer. */
export function reportOf(thrown: unknown): ErrorReport {
  if (!(thrown instanceof Error)) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  return { errorType: thrown.name, errorMessage: thrown.message, trace: thrown.stack?.split("\n") ?? [] };
}

export function timedOut(requestId: string, timeoutMs: number): ErrorReport {
  const seconds = (timeoutMs / 1000).toFixed(2);
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
  return { errorType: "Sandbox.Timedout", errorMessage };
}

/** @param how - e.g. `exit status 1`, `signal: killed`. */
export function exited(requestId: string, how: string): ErrorReport {
  const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: ${how}`;
  return { errorType: "Runtime.ExitError", errorMessage };
}
