import type { WireJob } from "@flash/sdk";
import { LineChart } from "../chart/line-chart.tsx";
import { isOver } from "../wording/job-state.ts";

const decimals = (value: number): string => (value < 10 ? value.toFixed(2) : value.toFixed(1));
const wholePercent = (value: number): string => `${Math.round(100 * value)} %`;

/** Loss and accuracy of every epoch. Shown from the beginning, so that nothing moves when the first one comes. */
export function JobCharts({ job: { progress, state, taskType } }: { job: WireJob }) {
  const metrics = progress?.metrics ?? [];
  if (metrics.length === 0 && isOver(state)) return null;
  const epochs = isOver(state) ? metrics.length : (progress?.epochs ?? 0);
  const isRegression = taskType.endsWith("regression");
  return (
    <div className="columns-2">
      {isRegression ? null : (
        <LineChart
          title="Accuracy"
          epochs={epochs}
          ceiling={1}
          format={wholePercent}
          series={[
            { name: "Training", values: metrics.map(({ trainAccuracy }) => trainAccuracy) },
            { name: "Held out", values: metrics.map(({ valAccuracy }) => valAccuracy) },
          ]}
        />
      )}
      <LineChart
        title="Loss"
        epochs={epochs}
        format={decimals}
        series={[
          { name: "Training", values: metrics.map(({ trainLoss }) => trainLoss) },
          { name: "Held out", values: metrics.map(({ valLoss }) => valLoss) },
        ]}
      />
    </div>
  );
}
