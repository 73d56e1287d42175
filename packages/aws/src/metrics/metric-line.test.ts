import { expect, test } from "vitest";
import { metricLine } from "./metric-line.ts";

const AROUND = { stack: "flash-dev", at: 1_764_000_000_000 };

test("a line names its metrics with their units, each with the dimensions that it is counted by", () => {
  const line = metricLine(
    { job: "job_1" },
    { values: { JobsEnded: 1, QueuedTime: 312.5 }, Outcome: "succeeded" },
    AROUND,
  );
  expect(JSON.parse(line)).toEqual({
    job: "job_1",
    Stack: "flash-dev",
    Outcome: "succeeded",
    JobsEnded: 1,
    QueuedTime: 312.5,
    _aws: {
      Timestamp: AROUND.at,
      CloudWatchMetrics: [
        {
          Namespace: "Flash",
          Dimensions: [["Stack", "Outcome"]],
          Metrics: [{ Name: "JobsEnded", Unit: "Count" }],
        },
        { Namespace: "Flash", Dimensions: [["Stack"]], Metrics: [{ Name: "QueuedTime", Unit: "Seconds" }] },
      ],
    },
  });
});

test("whatever stands in the entry, a line stays one line, cannot pose as a metric, and keeps no secret", () => {
  const entry = { name: 'evil"\n{"_aws":{}}', _aws: "mine", Repairs: 99, key: `flash_${"k".repeat(32)}` };
  const line = metricLine(entry, { values: { Repairs: 1 } }, AROUND);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({ Repairs: 1, key: "flash_[hidden]", _aws: { Timestamp: AROUND.at } });
});
