import { METRIC_NAMESPACE, type MetricName } from "@flash/aws/metrics";
import type { FunctionName } from "@flash/aws/permissions";
import { Duration } from "aws-cdk-lib";
import {
  Alarm,
  ComparisonOperator,
  type IMetric,
  MathExpression,
  Metric,
  Stats,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { FilterPattern, MetricFilter } from "aws-cdk-lib/aws-logs";
import type { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { StageSettings } from "../config/flash-config.ts";
import { alarmTopic } from "./alarm-topic.ts";
import { budget } from "./budget.ts";
import { flashMetric } from "./flash-metric.ts";

export interface Watched {
  readonly stackName: string;
  /** See the budget's. */
  readonly globalName: string;
  readonly settings: StageSettings;
  readonly functions: Readonly<Record<FunctionName, LambdaFunction>>;
  readonly deadLetters: Queue;
  readonly instanceIds: readonly string[];
}

const FIVE_MINUTES = Duration.minutes(5);
const HOUR_MS = 3_600_000;

/** What an alarm looks at, and from which value on it speaks. What it means stands in docs/operations.md. */
interface Rule {
  readonly id: string;
  readonly metric: IMetric;
  readonly atLeast: number;
  readonly periods?: number;
  readonly below?: true;
  /** Default: no news is good news. */
  readonly silence?: "is bad";
}

/** Every alarm of the platform, and the topic that they speak on. */
export function alarms(scope: Construct, watched: Watched): Topic {
  const { stackName, globalName, settings } = watched;
  const topic = alarmTopic(scope, stackName);
  const { email, monthlyBudgetUsd } = settings.alarms;
  if (email !== undefined) topic.addSubscription(new EmailSubscription(email));
  if (monthlyBudgetUsd !== undefined) budget(topic, { globalName, email, amount: monthlyBudgetUsd });
  for (const rule of [...functionRules(watched), ...logRules(scope, watched), ...machineRules(watched)]) {
    const alarm = new Alarm(scope, `alarm-${rule.id}`, {
      alarmName: `${stackName}-${rule.id}`,
      alarmDescription: `docs/operations.md#${rule.id.replace(/-\d+$/u, "")}`,
      metric: rule.metric,
      threshold: rule.atLeast,
      evaluationPeriods: rule.periods ?? 1,
      comparisonOperator:
        rule.below === true
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: rule.silence === "is bad" ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
    });
    alarm.addAlarmAction(new SnsAction(topic));
  }
  return topic;
}

function functionRules({ functions, deadLetters }: Watched): readonly Rule[] {
  const all = Object.values(functions);
  // A function that was not called has no figure, and with `+` the sum of it and anything has none either: the alarm would be silent
  // unless all functions are called within the same minutes. SUM adds what there is.
  const sumOf = (metricOf: (fn: LambdaFunction) => IMetric): IMetric =>
    new MathExpression({
      expression: "SUM(METRICS())",
      usingMetrics: Object.fromEntries(all.map((fn, index) => [`m${index}`, metricOf(fn)])),
      period: FIVE_MINUTES,
    });
  const options = { period: FIVE_MINUTES, statistic: Stats.SUM };
  const dropped = (fn: LambdaFunction): IMetric => fn.metric("RecursiveInvocationsDropped", options);
  const messages = deadLetters.metricApproximateNumberOfMessagesVisible({
    period: FIVE_MINUTES,
    statistic: Stats.MAXIMUM,
  });
  return [
    { id: "dead-letters", metric: messages, atLeast: 1 },
    { id: "function-errors", metric: sumOf((fn) => fn.metricErrors(options)), atLeast: 1 },
    { id: "throttles", metric: sumOf((fn) => fn.metricThrottles(options)), atLeast: 1 },
    { id: "no-sweep", metric: functions.sweep.metricInvocations(options), atLeast: 1, below: true, silence: "is bad" },
    { id: "chain-cut-start", metric: dropped(functions.start), atLeast: 1 },
    { id: "chain-cut-stop", metric: dropped(functions.stop), atLeast: 1 },
  ];
}

/** What the functions say in their logs, counted. */
function logRules(scope: Construct, { functions, stackName }: Watched): readonly Rule[] {
  const counted = (name: MetricName): IMetric => flashMetric(name, { stackName, statistic: Stats.SUM });
  const faults = (name: "api" | "api-stream"): Rule => ({
    id: `${name}-faults`,
    metric: new MetricFilter(scope, `count-${name}-faults`, {
      logGroup: functions[name].logGroup,
      filterPattern: FilterPattern.literal('{ $.level = "error" }'),
      metricNamespace: METRIC_NAMESPACE,
      metricName: `${stackName}-${name}-faults`,
      metricValue: "1",
    }).metric({ period: FIVE_MINUTES, statistic: Stats.SUM }),
    atLeast: 1,
  });
  return [
    { id: "repairs", metric: counted("Repairs"), atLeast: 1 },
    { id: "strays", metric: counted("StraysStopped"), atLeast: 1 },
    { id: "server-failed", metric: counted("FailedServers"), atLeast: 3, periods: 2 },
    faults("api"),
    faults("api-stream"),
  ];
}

/**
 * EC2 samples a machine's CPU once a minute while it is on, whether it reports every minute or every five. A machine that is stopped sleeps
 * for its stop lease of three minutes at least, so an hour with more samples than this leaves over has no pause.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/ec2-metricscollected.html
 */
const SAMPLES_WITHOUT_PAUSE = 58;

function machineRules({ instanceIds, settings }: Watched): readonly Rule[] {
  const { maxRunMs, maxBootMs, maxAttempts } = settings.clocks;
  // CloudWatch looks back a week at most at hourly periods.
  const hours = Math.min(168, Math.ceil(((maxRunMs + maxBootMs) * maxAttempts) / HOUR_MS) + 1);
  return instanceIds.map((InstanceId, index) => ({
    id: `machine-on-too-long-${index}`,
    metric: new Metric({
      namespace: "AWS/EC2",
      metricName: "CPUUtilization",
      dimensionsMap: { InstanceId },
      statistic: Stats.SAMPLE_COUNT,
      period: Duration.hours(1),
    }),
    atLeast: SAMPLES_WITHOUT_PAUSE,
    periods: hours,
  }));
}
