/**
 * How much of an epoch's own metrics is kept. With a thousand epochs these are 3 MB at most, in a document that is written every two seconds and
 * that the control plane reads whole; as many as fit a line would be 66 MB.
 */
export const EPOCH_METRICS = { names: 32, nameCharacters: 64 } as const;

/** Those that are kept: the first so many, in the trainer's order, and none with a longer name. */
export function keptMetrics(metrics: Readonly<Record<string, number>> = {}): Record<string, number> {
  const fitting = Object.entries(metrics).filter(([name]) => name.length <= EPOCH_METRICS.nameCharacters);
  return Object.fromEntries(fitting.slice(0, EPOCH_METRICS.names));
}

/** How many of them are not kept. */
export const metricsLeftOut = (metrics: Readonly<Record<string, number>> = {}): number =>
  Object.keys(metrics).length - Object.keys(keptMetrics(metrics)).length;
