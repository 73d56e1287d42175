import { METRIC_NAMESPACE, METRICS } from "@flash/aws/metrics";
import { expect, test } from "vitest";
import { EXISTING, templateOf } from "./synthesised.ts";

const template = templateOf(EXISTING);

interface Named {
  readonly name: string;
  readonly dimensions: readonly string[];
}

/** A dashboard's metric: namespace, name, then names and values of dimensions, then how it is drawn. */
function onDashboard(): readonly Named[] {
  const [board, ...more] = Object.values(template.findResources("AWS::CloudWatch::Dashboard"));
  if (board === undefined || more.length > 0) throw new Error("there is not just one dashboard");
  const { "Fn::Join": body } = board["Properties"].DashboardBody as { "Fn::Join": [string, (string | object)[]] };
  const text = body[1].map((part) => (typeof part === "string" ? part : "filled-in")).join("");
  const { widgets } = JSON.parse(text) as { widgets: { properties: { metrics?: unknown[][] } }[] };
  const metrics = widgets.flatMap(({ properties }) => properties.metrics ?? []);
  return metrics.flatMap(([namespace, name, ...rest]) => {
    if (namespace !== METRIC_NAMESPACE) return [];
    const words = rest.filter((word) => typeof word === "string");
    return [{ name: String(name), dimensions: words.filter((_, index) => index % 2 === 0) }];
  });
}

function inAlarms(): readonly Named[] {
  return Object.values(template.findResources("AWS::CloudWatch::Alarm")).flatMap(({ Properties }) => {
    const {
      Namespace,
      MetricName,
      Dimensions = [],
    } = Properties as {
      Namespace?: string;
      MetricName?: string;
      Dimensions?: { Name: string }[];
    };
    if (Namespace !== METRIC_NAMESPACE || MetricName === undefined) return [];
    return [{ name: MetricName, dimensions: Dimensions.map(({ Name }) => Name) }];
  });
}

/** What the functions write into their logs, and what CloudWatch counts of the lines that are errors. */
const emitted = (): readonly Named[] => {
  const filters = Object.values(template.findResources("AWS::Logs::MetricFilter")).map(({ Properties }) => ({
    name: String(Properties.MetricTransformations[0].MetricName),
    dimensions: [],
  }));
  return [...Object.entries(METRICS).map(([name, { by }]) => ({ name, dimensions: [...by] })), ...filters];
};

const text = ({ name, dimensions }: Named): string => `${name} by ${dimensions.toSorted().join(", ")}`;

test("alarms and dashboard name only metrics that are emitted, by the dimensions that they are emitted with", () => {
  const known = new Set(emitted().map(text));
  expect([...inAlarms(), ...onDashboard()].map(text).filter((metric) => !known.has(metric))).toEqual([]);
  expect(inAlarms().map(({ name }) => name)).toContain("Repairs");
});

test("every metric that is paid for is shown to somebody", () => {
  const shown = new Set([...inAlarms(), ...onDashboard()].map(text));
  expect(
    emitted()
      .map(text)
      .filter((metric) => !shown.has(metric)),
  ).toEqual([]);
});
