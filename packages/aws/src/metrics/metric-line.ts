/** Every metric of the platform with CloudWatch's word for its unit. A new one is a line here. */
export const METRICS = {
  /** By outcome: one for each job that became terminal. */
  JobsEnded: "Count",
  /** What a job spent in each state. */
  QueuedTime: "Seconds",
  BootTime: "Seconds",
  RunTime: "Seconds",
  /** How long a job's machine was on: what is paid for. */
  MachineTime: "Seconds",
  /** What the sweep had to mend. */
  Repairs: "Count",
  StraysStopped: "Count",
  FailedServers: "Count",
  /** Of a whole dataset, from its first byte to its report. A megabyte is a million bytes. */
  ValidationSpeed: "Megabytes/Second",
} as const;
export type MetricName = keyof typeof METRICS;

/** CloudWatch's namespace of everything that Flash measures. */
export const METRIC_NAMESPACE = "Flash";

export interface MetricEntry {
  /** When it happened. Milliseconds since 1970, not more than two weeks ago. */
  readonly at: number;
  /**
   * Each combination of values is a metric of its own, and paid for: nothing with more than a handful of values, never
   * an id. At most 30.
   */
  readonly dimensions: Readonly<Record<string, string>>;
  /** One value, or 1 to 100 of the same moment. */
  readonly values: Readonly<Partial<Record<MetricName, number | readonly number[]>>>;
  /** To be searched for in the log, and free: ids, for instance. */
  readonly properties?: Readonly<Record<string, string | number | null>>;
}

/**
 * One line for a function's log from which CloudWatch makes metrics by itself: no call, no permission, no client.
 *
 * @returns JSON without a line feed; what people wrote stands in it escaped.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine({ at, dimensions, values, properties = {} }: MetricEntry): string {
  const measured = Object.entries(METRICS).filter(([name]) => Object.hasOwn(values, name));
  return JSON.stringify({
    ...properties,
    ...dimensions,
    ...values,
    _aws: {
      Timestamp: at,
      CloudWatchMetrics: [
        {
          Namespace: METRIC_NAMESPACE,
          Dimensions: [Object.keys(dimensions)],
          Metrics: measured.map(([Name, Unit]) => ({ Name, Unit })),
        },
      ],
    },
  });
}
