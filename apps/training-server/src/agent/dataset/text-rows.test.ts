import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { validateDataset } from "@flash/validation";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { textRows } from "./text-rows.ts";
import type { TextRow } from "./text-rows.ts";

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

async function rowsOf(text: string, pieceBytes = 1_000_000): Promise<TextRow[]> {
  const rows: TextRow[] = [];
  for await (const some of textRows(pieces(encode(text), pieceBytes), DEFAULT_TEXT_RULES)) rows.push(...some);
  return rows;
}

test("semicolons, a byte-order mark, CRLF and further columns make no difference", async () => {
  const rows = await rowsOf('\ufeffid;input;label\r\n1;hello; ham \r\n2;"buy; now";spam\r\n');
  expect(rows).toEqual([
    { input: "hello", label: "ham" },
    { input: "buy; now", label: "spam" },
  ]);
});

test("quotes, line breaks in quotes and text after quotes are kept as the validator reads them", async () => {
  const rows = await rowsOf('input,label\n"say ""hi""\r\nthere",a\n5" disk,b\n"x" y,a\n"x"  ,b\n');
  expect(rows.map(({ input }) => input)).toEqual(['say "hi"\r\nthere', '5" disk', "x y", "x"]);
});

test("rows without input, without label, with too many cells and with an open quote are left out", async () => {
  const rows = await rowsOf('input,label\n ,a\nb,\nonly\na,b,c\nkept,yes\nalso,yes,\n\n"open,z\n');
  expect(rows).toEqual([
    { input: "kept", label: "yes" },
    { input: "also", label: "yes" },
  ]);
});

test("a header without the columns is bad data", async () => {
  await expect(rowsOf("text,class\na,b\n")).rejects.toMatchObject({ fault: "bad_data" });
});

test("a row that never ends is refused instead of filling the memory", async () => {
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield encode('input,label\n"');
    for (;;) yield new Uint8Array(1_048_576).fill(0x61);
  }
  const read = async () => {
    for await (const rows of textRows(endless(), DEFAULT_TEXT_RULES)) expect(rows).toEqual([]);
  };
  await expect(read()).rejects.toMatchObject({ fault: "bad_data" });
});

const piece = fc.constantFrom(
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
);
const body = fc.array(piece, { maxLength: 60 }).map((parts) => parts.join(""));

test("exactly the rows and classes that the validator counts are kept, however the bytes are cut", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("input,label", "label;input;more", '"input"\tlabel'),
      body,
      fc.nat(30),
      async (header, text, cut) => {
        const csv = `${header}\n${text}`;
        const report = await validateDataset(pieces(encode(csv), 1_000), DEFAULT_TEXT_RULES);
        const rows = await rowsOf(csv, cut + 1);
        expect(rows.length).toBe(report.rows.kept);
        const counts = Object.fromEntries(report.classes.list.map(({ label, rows: count }) => [label, count]));
        expect(
          Object.fromEntries(
            Object.entries(Object.groupBy(rows, (row) => row.label)).map(([label, all]) => [label, all?.length]),
          ),
        ).toEqual(counts);
        const samples = report.classes.list.flatMap(({ samples: some }) => some);
        expect(rows.map(({ input }) => input)).toEqual(expect.arrayContaining(samples));
      },
    ),
    { numRuns: 300 },
  );
});
