import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { sectionOf, unaligned } from "../../../build/page-section.ts";
import { costsTable, EXAMPLE, JOBS_PER_DAY, SECTION } from "./costs-table.ts";
import { machinesFor, monthlyCosts, totalOf } from "./monthly-costs.ts";
import { PRICES } from "./prices.ts";

const costsOf = (jobsPerDay: number, changes: Partial<typeof EXAMPLE & { machines: number }> = {}) =>
  monthlyCosts({ ...EXAMPLE, jobsPerDay, machines: 1, ...changes }, PRICES);
const usdOf = (what: string, jobsPerDay: number): number | undefined =>
  costsOf(jobsPerDay).find((cost) => cost.what === what)?.usd;

test("docs/operations.md has the table as it is reckoned", async () => {
  // After a change on purpose: npm run costs -- --write
  const text = await readFile(new URL("../../../docs/operations.md", import.meta.url), "utf8");
  expect(unaligned(sectionOf(text, SECTION))).toEqual(unaligned(costsTable(EXAMPLE, JOBS_PER_DAY, PRICES)));
});

test("a machine is paid for from its start to its end: 350 s for a job of five minutes", () => {
  const month = (10 * 365) / 12;
  expect(usdOf("machines, by the second", 10)).toBeCloseTo(month * (350 / 3_600) * 0.1785, 6);
});

test("while nobody trains there are disks, the sweep and CloudWatch, and nothing else", () => {
  const paid = costsOf(0).filter(({ usd }) => usd > 0);
  expect(paid.map(({ what }) => what)).toEqual([
    "disks of machines, on or off",
    "S3: the sweep",
    "Lambda: calls, start, stop, sweep",
    "logs",
    "metrics, alarms, dashboard",
  ]);
});

test("what jobs cost grows with them, and nothing of it is lost in the sum", () => {
  const [idle, ten, thousand] = [0, 10, 1_000].map((jobs) => totalOf(costsOf(jobs))) as [number, number, number];
  const metrics = 7 * PRICES.metricMonth;
  expect((thousand - idle - metrics) / (ten - idle - metrics)).toBeCloseTo(100, 6);
});

test("there are machines enough for the jobs of a day, with three tenths to spare", () => {
  expect([0, 10, 1_000].map((jobs) => machinesFor(jobs, 300))).toEqual([1, 1, 6]);
});
