import { DatasetReport, type DatasetRules } from "@flash/schemas";
import { blobSource } from "../../src/bytes/byte-source.ts";
import { createValidator } from "../../src/dataset-validator.ts";
import { reportAsText } from "../../src/report/report-as-text.ts";
import type { Random } from "../../src/split/seeded-random.ts";
import { validateDataset } from "../../src/validate-dataset.ts";
import { inRanges } from "../in-ranges.ts";
import { unmended } from "../unmended.ts";
import { parquet } from "../parquet.ts";

/** What the validator does wrong with these bytes; null when nothing. */
export async function complaintAbout(
  bytes: Uint8Array<ArrayBuffer>,
  rules: DatasetRules,
  random: Random,
): Promise<string | null> {
  try {
    const report = DatasetReport.parse(await validateDataset(blobSource(new Blob([bytes])), rules, { parquet }));
    reportAsText(report);
    return (
      countComplaint(report) ??
      (await rangeComplaint(bytes, rules, { report, random })) ??
      (await rowComplaint(bytes, rules, random))
    );
  } catch (error) {
    return `it throws: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

export function countComplaint({ rows, classes, problems, valid }: DatasetReport): string | null {
  const sum = (numbers: readonly number[]) => numbers.reduce((one, other) => one + other, 0);
  if (rows.kept + sum(Object.values(rows.dropped)) !== rows.total) return "rows do not add up";
  if (
    classes.count > 0 &&
    classes.count <= classes.list.length &&
    sum(classes.list.map((one) => one.rows)) !== rows.kept
  ) {
    return "classes do not add up";
  }
  if (valid !== problems.every(({ severity }) => severity === "warning")) return "valid, and not";
  if (problems.some(({ count, places }) => places.length > count)) return "more places than problems";
  return null;
}

/** Once in a while: it takes longer than all the rest. */
async function rangeComplaint(
  bytes: Uint8Array<ArrayBuffer>,
  rules: DatasetRules,
  { report, random }: { report: DatasetReport; random: Random },
): Promise<string | null> {
  if (random.below(5) > 0) return null;
  const chunkBytes = 1 + random.below(1 + Math.ceil(bytes.length / 10));
  const steps = Array.from({ length: 4 }, () => 1 + random.below(20));
  const parts = await inRanges(bytes, rules, { chunkBytes, steps: [...steps, Number.MAX_SAFE_INTEGER] });
  return JSON.stringify(DatasetReport.parse(parts.report)) === JSON.stringify(report)
    ? null
    : "the report depends on where it was cut";
}

async function rowComplaint(
  bytes: Uint8Array<ArrayBuffer>,
  rules: DatasetRules,
  random: Random,
): Promise<string | null> {
  if (rules.kind === "images") return null;
  const whole = createValidator(rules);
  whole.push(bytes);
  const accelerate = random.below(2) === 0;
  const inChunks = createValidator(rules, { accelerate });
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + random.below(random.below(2) === 0 ? 5 : 5_000);
    inChunks.push(bytes.slice(at, end));
    at = end;
  }
  if (JSON.stringify(whole.finish()) !== JSON.stringify(inChunks.finish())) {
    return `the report depends on the chunks${accelerate ? "" : ", or on the reader"}`;
  }
  // What is left of a header that nobody can make sense of is no fault; that it throws would be one.
  await unmended(bytes, rules);
  return null;
}
