import { logLine } from "../logging/log-line.ts";

/** By what a metric is counted. Each combination of values is a metric of its own, and paid for: never an id. */
export type Dimension = "Stack" | "Outcome";

/**
 * Every metric of the platform, with CloudWatch's word for its unit. A new one is a line here; the dashboard and the
 * alarms name metrics by this table alone.
 */
export const METRICS = {
  /** Jobs that became terminal, each once. */
  JobsEnded: { unit: "Count", by: ["Stack", "Outcome"] },
  /** What a job spent in each state. */
  QueuedTime: { unit: "Seconds", by: ["Stack"] },
  BootTime: { unit: "Seconds", by: ["Stack"] },
  RunTime: { unit: "Seconds", by: ["Stack"] },
  /** How long a job's machine was on: what is paid for. */
  MachineTime: { unit: "Seconds", by: ["Stack"] },
  /** What the sweep had to mend. */
  Repairs: { unit: "Count", by: ["Stack"] },
  StraysStopped: { unit: "Count", by: ["Stack"] },
  FailedServers: { unit: "Count", by: ["Stack"] },
  /** Of a whole dataset, from its first byte to its report. A megabyte is a million bytes. */
  ValidationSpeed: { unit: "Megabytes/Second", by: ["Stack"] },
} as const satisfies Record<string, { readonly unit: string; readonly by: readonly Dimension[] }>;
export type MetricName = keyof typeof METRICS;

/** CloudWatch's namespace of everything that Flash measures. */
export const METRIC_NAMESPACE = "Flash";

/** What is measured at one moment. */
export interface Measurement {
  readonly values: Readonly<Partial<Record<MetricName, number>>>;
  /** For the metrics that are counted by it. */
  readonly Outcome?: string;
}

/** Where and when: milliseconds since 1970, not more than two weeks ago. */
export interface Circumstances {
  readonly stack: string;
  readonly at: number;
}

/**
 * A log entry from which CloudWatch makes metrics by itself: no call, no permission, no client.
 *
 * @param entry - stands in the log beside the metrics, to be searched for, and costs nothing: ids, for instance.
 * @returns one line of the log, as {@link logLine} has it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(entry: object, { values, Outcome }: Measurement, { stack, at }: Circumstances): string {
  const measured = Object.entries(METRICS).filter(([name]) => Object.hasOwn(values, name));
  const directives = measured.map(([Name, { unit, by }]) => ({
    Namespace: METRIC_NAMESPACE,
    Dimensions: [by],
    Metrics: [{ Name, Unit: unit }],
  }));
  return logLine({
    ...entry,
    Stack: stack,
    ...(Outcome === undefined ? {} : { Outcome }),
    ...values,
    _aws: { Timestamp: at, CloudWatchMetrics: directives },
  });
}
