import { expect, test } from "vitest";
import { metricLine } from "./metric-line.ts";

const AT = 1_764_000_000_000;

test("a line names its metrics with their units, and the dimensions that they are counted by", () => {
  const line = metricLine({
    at: AT,
    dimensions: { Stack: "flash-dev", Outcome: "succeeded" },
    values: { JobsEnded: 1, MachineTime: 312.5 },
    properties: { job: "job_1" },
  });
  expect(JSON.parse(line)).toEqual({
    job: "job_1",
    Stack: "flash-dev",
    Outcome: "succeeded",
    JobsEnded: 1,
    MachineTime: 312.5,
    _aws: {
      Timestamp: AT,
      CloudWatchMetrics: [
        {
          Namespace: "Flash",
          Dimensions: [["Stack", "Outcome"]],
          Metrics: [
            { Name: "JobsEnded", Unit: "Count" },
            { Name: "MachineTime", Unit: "Seconds" },
          ],
        },
      ],
    },
  });
});

test("whatever stands in a property, a line stays one line and cannot pose as a metric", () => {
  const line = metricLine({
    at: AT,
    dimensions: { Stack: "flash-dev" },
    values: { Repairs: [1, 2] },
    properties: { name: 'evil"\n{"_aws":{}}', _aws: "mine", Repairs: 99 },
  });
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({ Repairs: [1, 2], _aws: { Timestamp: AT } });
});
