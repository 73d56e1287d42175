import { METRIC_NAMESPACE, METRICS, type MetricName } from "@flash/aws/metrics";
import { Duration } from "aws-cdk-lib";
import { type IMetric, Metric } from "aws-cdk-lib/aws-cloudwatch";

/** How CloudWatch counts a metric of ours: every dimension has its value. */
export interface Counted {
  readonly stackName: string;
  readonly statistic: string;
  /** For metrics that are counted by it. */
  readonly outcome?: string;
}

/** A metric that the functions write into their logs, by the same table by which they write it. */
export function flashMetric(name: MetricName, { stackName, statistic, outcome }: Counted): IMetric {
  const values = { Stack: stackName, Outcome: outcome };
  const dimensionsMap = Object.fromEntries(
    METRICS[name].by.map((dimension) => {
      const value = values[dimension];
      if (value === undefined) throw new Error(`${name} is counted by ${dimension}`);
      return [dimension, value];
    }),
  );
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap,
    statistic,
    period: Duration.minutes(5),
    ...(outcome === undefined ? {} : { label: outcome }),
  });
}
