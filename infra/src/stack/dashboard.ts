import type { MetricName } from "@flash/aws/metrics";
import type { FunctionName } from "@flash/aws/permissions";
import { Duration } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric, Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { flashMetric } from "./flash-metric.ts";

export interface Shown {
  readonly stackName: string;
  /** An account has one dashboard of a name, whatever the region: a second one would overwrite it. */
  readonly globalName: string;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly deadLetters: Queue;
  readonly instanceIds: readonly string[];
}

const OUTCOMES = ["succeeded", "failed", "cancelled"] as const;

/** One page: are the machines on, how do jobs end, do the functions work, did anything have to be mended. */
export function dashboard(scope: Construct, shown: Shown): void {
  const { stackName, globalName, functions, deadLetters, instanceIds } = shown;
  const all = Object.entries(functions);
  const graph = (title: string, left: IMetric[]): GraphWidget => new GraphWidget({ title, left, width: 12, height: 6 });
  const period = Duration.minutes(5);
  const machine = (InstanceId: string): IMetric =>
    new Metric({ namespace: "AWS/EC2", metricName: "CPUUtilization", dimensionsMap: { InstanceId }, period });
  const flash = (name: MetricName, statistic: string): IMetric => flashMetric(name, { stackName, statistic });
  const page = new Dashboard(scope, "dashboard", { dashboardName: globalName });
  page.addWidgets(
    graph("Machines that are on: CPU, %", instanceIds.map(machine)),
    graph("Repairs and dead letters", [
      flash("Repairs", Stats.SUM),
      flash("StraysStopped", Stats.SUM),
      flash("FailedServers", Stats.SUM),
      deadLetters.metricApproximateNumberOfMessagesVisible({ period, statistic: Stats.MAXIMUM }),
    ]),
    graph(
      "Jobs that ended",
      OUTCOMES.map((outcome) => flashMetric("JobsEnded", { stackName, statistic: Stats.SUM, outcome })),
    ),
    graph("Machine time of ended jobs, s", [flash("MachineTime", Stats.SUM)]),
    graph("Time in the queue, booting, training: s, 90th percentile", [
      flash("QueuedTime", "p90"),
      flash("BootTime", "p90"),
      flash("RunTime", "p90"),
    ]),
    graph("Validation, MB/s", [flash("ValidationSpeed", Stats.AVERAGE)]),
    graph(
      "Calls",
      all.map(([label, fn]) => fn.metricInvocations({ label, period, statistic: Stats.SUM })),
    ),
    graph(
      "Errors",
      all.map(([label, fn]) => fn.metricErrors({ label, period, statistic: Stats.SUM })),
    ),
    graph(
      "Duration, ms, 99th percentile",
      all.map(([label, fn]) => fn.metricDuration({ label, period, statistic: "p99" })),
    ),
    graph(
      "Throttles",
      all.map(([label, fn]) => fn.metricThrottles({ label, period, statistic: Stats.SUM })),
    ),
  );
}
