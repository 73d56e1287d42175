import { DEFAULT_TABLE_RULES } from "@flash/schemas";
import { expect, test } from "vitest";
import { writeParquet } from "../../test/corpus/write-parquet.ts";
import { parquet } from "../../test/parquet.ts";
import { blobSource } from "../bytes/byte-source.ts";
import { readTableRows } from "../table-dataset/read-table-rows.ts";
import { validateDataset } from "../validate-dataset.ts";

const TWICE = writeParquet(
  ["x", "x", "target"].map((name, column) => ({ name, type: "text", values: [`${column}a`, `${column}b`] })),
);

test("of two columns with one name each has its own values", async () => {
  const rows: (readonly string[])[] = [];
  for await (const row of readTableRows(blobSource(new Blob([TWICE])), DEFAULT_TABLE_RULES, parquet)) rows.push(row);
  expect(rows).toEqual([
    ["x", "x", "target"],
    ["0a", "1a", "2a"],
    ["0b", "1b", "2b"],
  ]);
});

test("whichever byte of such a file is wrong, no failure is left for which nobody waits: it would end the process", async () => {
  const unwaited: unknown[] = [];
  const note = (error: unknown): void => void unwaited.push(error);
  process.on("unhandledRejection", note);
  for (let at = 0; at < TWICE.length; at++) {
    const damaged = TWICE.map((byte, index) => (index === at ? byte ^ 0xff : byte));
    await validateDataset(blobSource(new Blob([damaged])), DEFAULT_TABLE_RULES, { parquet });
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", note);
  expect(unwaited).toEqual([]);
});
