import { machinesFor, monthlyCosts, totalOf, type Use } from "./monthly-costs.ts";
import type { Prices } from "./prices.ts";

/** Where docs/operations.md has the table. */
export const SECTION = "costs";

/** What the table is for; `npm run costs` takes other figures. */
export const EXAMPLE = { trainS: 300, datasetMb: 10, modelMb: 2, diskGb: 30, alarmMetrics: 19 } as const;
export const JOBS_PER_DAY = [0, 10, 1_000] as const;

const dollars = (usd: number): string => (usd === 0 ? "–" : usd < 0.01 ? "<0.01" : usd.toFixed(2));

/** A column for each number of jobs a day, a row for each part of the bill. */
export function costsTable(
  example: Omit<Use, "jobsPerDay" | "machines">,
  jobsPerDay: readonly number[],
  prices: Prices,
): string {
  const uses = jobsPerDay.map((jobs): Use => ({
    ...example,
    jobsPerDay: jobs,
    machines: machinesFor(jobs, example.trainS),
  }));
  const columns = uses.map((use) => monthlyCosts(use, prices));
  const row = (...cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  const head = uses.map(({ jobsPerDay: jobs, machines }) => {
    const use = jobs === 0 ? "nobody trains" : `${jobs.toLocaleString("en-US")} jobs a day`;
    return `${use}, ${machines} ${machines === 1 ? "machine" : "machines"}`;
  });
  const [parts = []] = columns;
  return [
    row("dollars a month", ...head),
    row("---", ...columns.map(() => "---:")),
    ...parts.map(({ what }, index) => row(what, ...columns.map((costs) => dollars(costs[index]?.usd ?? 0)))),
    row("**in all**", ...columns.map((costs) => `**${dollars(totalOf(costs))}**`)),
    row("for each job", ...columns.map((costs, index) => perJob(totalOf(costs), jobsPerDay[index] ?? 0))),
  ].join("\n");
}

const perJob = (usd: number, jobsPerDay: number): string =>
  jobsPerDay === 0 ? "–" : (usd / ((jobsPerDay * 365) / 12)).toFixed(3);
