/** One line about what the agent did, for its own log: an event's name and what belongs to it. */
export type Log = (event: string, details?: Readonly<Record<string, unknown>>) => void;

/** JSON lines, as CloudWatch and journald like them. */
export const jsonLog =
  (write: (line: string) => void, wallMs: () => number): Log =>
  (event, details = {}) =>
    write(`${JSON.stringify({ at: new Date(wallMs()).toISOString(), event, ...details })}\n`);

export const errorText = (error: unknown): string =>
  error instanceof Error ? `${error.name}: ${error.message}` : String(error);
