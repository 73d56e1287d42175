/**
 * Ctrl-C, a closing terminal and a polite kill. The first asks the command to clean up; the second, for the impatient,
 * ends the process at once (machines lose their power with it).
 */
export function onInterruption(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => {
      if (controller.signal.aborted) process.exit(130);
      controller.abort(new Error(`stopped by ${signal}`));
    });
  }
  return controller.signal;
}
