import { mkdtempSync, openAsBlob, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TASK_TYPES } from "@flash/schemas";
import { blobSource, validateDataset } from "@flash/validation";
import * as fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { readTextRows } from "../../trainers/text/dataset.ts";
import type { TextRow } from "../../trainers/text/dataset.ts";
import { writeText } from "./write-text.ts";

const RULES = TASK_TYPES["text-classification"].dataset;
const folder = mkdtempSync(join(tmpdir(), "flash-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a trainer reads of an upload. */
async function trainedOn(upload: string): Promise<Omit<TextRow, "record">[]> {
  const [from, to] = [join(folder, "source"), join(folder, "data.csv")];
  writeFileSync(from, upload);
  const source = blobSource(await openAsBlob(from));
  const { labels } = await writeText(source, to, RULES, new AbortController().signal);
  const rows: Omit<TextRow, "record">[] = [];
  await readTextRows(to, ({ record, input, label }) => {
    expect(record, "records and labels are numbered alike").toBe(rows.length);
    rows.push({ input, label });
  });
  expect(rows.map(({ label }) => label)).toEqual(labels);
  return rows;
}

test("semicolons, a byte-order mark, CRLF and further columns make no difference", async () => {
  expect(await trainedOn('\ufeffid;input;label\r\n1;hello; ham \r\n2;"buy; now";spam\r\n')).toEqual([
    { input: "hello", label: "ham" },
    { input: "buy; now", label: "spam" },
  ]);
});

test("quotes and line breaks in quotes survive", async () => {
  const rows = await trainedOn('input,label\n"say ""hi""\r\nthere",a\n5" disk,b\n');
  expect(rows.map(({ input }) => input)).toEqual(['say "hi"\r\nthere', '5" disk']);
});

test("more rows than are written at once arrive in order", async () => {
  const inputs = Array.from({ length: 20_000 }, (_, row) => `text ${row}`);
  const rows = await trainedOn(`input,label\n${inputs.map((input) => `${input},a\n`).join("")}`);
  expect(rows.map(({ input }) => input)).toEqual(inputs);
});

const CHARACTERS = [
  "a",
  "b",
  "é",
  "😀",
  '"',
  '""',
  ",",
  ";",
  "\n",
  "\r\n",
  "\r",
  " ",
  "\u00a0",
  "\t",
  "x,y",
  "x;y",
  "1",
];
const body = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 60 }).map((parts) => parts.join(""));
const header = fc.constantFrom("input,label", "label;input;more", '"input"\tlabel');

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

test("exactly the rows and classes that the validation report counts are trained on", async () => {
  await fc.assert(
    fc.asyncProperty(header, body, async (columns, text) => {
      const csv = `${columns}\n${text}`;
      const report = await validateDataset(once(csv), RULES);
      const rows = await trainedOn(csv);
      expect(rows.length).toBe(report.rows.kept);
      const counted = Map.groupBy(rows, ({ label }) => label);
      const listed = new Map(report.classes.list.map(({ label, rows: count }) => [label, count]));
      expect(new Map([...counted].map(([label, all]) => [label, all.length]))).toEqual(listed);
      const samples = report.classes.list.flatMap(({ samples: some }) => some);
      expect(rows.map(({ input }) => input)).toEqual(expect.arrayContaining(samples));
    }),
    { numRuns: 200 },
  );
});
