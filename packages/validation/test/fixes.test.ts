import {
  type DatasetFix,
  DEFAULT_TABLE_RULES,
  DEFAULT_TEXT_RULES,
  type TableRules,
  type TextRules,
} from "@flash/schemas";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { blobSource } from "../src/bytes/byte-source.ts";
import { applyFixes } from "../src/fixes/apply-fixes.ts";
import { validateDataset } from "../src/validate-dataset.ts";
import { CORPUS } from "./corpus/manifest.ts";
import { nastyFile } from "./nasty-files.ts";
import { unmended } from "./unmended.ts";
import { parquet } from "./parquet.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

async function mended(
  content: string | Uint8Array<ArrayBuffer>,
  fixes: readonly DatasetFix[],
  rules: TextRules | TableRules = DEFAULT_TEXT_RULES,
): Promise<string> {
  const bytes = typeof content === "string" ? encoder.encode(content) : content;
  let text = "";
  for await (const chunk of applyFixes(blobSource(new Blob([bytes])), rules, { fixes, parquet }))
    text += decoder.decode(chunk, { stream: true });
  return text;
}

describe("a fix", () => {
  test("drops the rows that have the problem, and leaves the others as they were written", async () => {
    const csv = 'input;label\r\n"one; two";a\r\nx;b;c\r\n\r\n;a\r\nthree;b\r\n';
    expect(await mended(csv, [{ type: "drop_rows", problem: "too_many_cells" }])).toBe(
      'input;label\n"one; two";a\n;a\nthree;b\n',
    );
    expect(await mended(csv, [{ type: "drop_rows", problem: "empty_input" }])).toContain("x;b;c\n");
  });

  test("drops repeated rows, and keeps the first of them", async () => {
    const csv = "input,label\none,a\none,b\none,a\ntwo,b\n";
    expect(await mended(csv, [{ type: "drop_rows", problem: "duplicate_rows" }])).toBe(
      "input,label\none,a\none,b\ntwo,b\n",
    );
  });

  test("renames a column, and rows are judged by its new name", async () => {
    const rename: DatasetFix = { type: "rename_column", from: "Text", to: "input" };
    const csv = 'id,Text,label\n1,,a\n2,"say ""hi""",b\n';
    expect(await mended(csv, [rename, { type: "drop_rows", problem: "empty_input" }])).toBe(
      '"id","input","label"\n2,"say ""hi""",b\n',
    );
  });

  test("writes Windows-1252 as UTF-8", async () => {
    const bytes = Uint8Array.from([...encoder.encode("input,label\ncaf"), 0xe9, 0x20, 0x80, ...encoder.encode(",a\n")]);
    expect(await mended(bytes, [{ type: "re_encode", from: "windows-1252" }])).toBe("input,label\ncafé €,a\n");
  });

  test("strips byte-order marks wherever files were joined", async () => {
    const csv = "\uFEFFinput,label\n\uFEFFone,a\ntwo,b\n";
    expect(await mended(csv, [{ type: "strip_bom" }])).toBe("input,label\none,a\ntwo,b\n");
  });

  test("makes CSV of JSON Lines", async () => {
    const lines = '{"input":"say \\"hi\\"","label":"a"}\nbroken\n{"input":"two","label":null}\n';
    expect(await mended(lines, [{ type: "drop_rows", problem: "invalid_json" }])).toBe(
      '"input","label"\n"say ""hi""","a"\n"two",""\n',
    );
  });
});

describe("a dataset to which the fixes of its report were applied has none of those problems", () => {
  const withFixes = CORPUS.filter(({ rules }) => rules.kind !== "images");
  test.each(withFixes)("$name", async ({ bytes, rules }) => {
    if (rules.kind !== "images") expect(await unmended(bytes, rules)).toEqual([]);
  });
});

// Where the header itself is broken, leaving rows out can change what is taken for it: nothing more is promised then.
describe("whatever the bytes, they can be fixed and validated again without an error", () => {
  test.each([
    [
      "text",
      { ...DEFAULT_TEXT_RULES, maxRowBytes: 1_024, maxClasses: 3, maxLabelCharacters: 5, longInputCharacters: 8 },
    ],
    ["table", { ...DEFAULT_TABLE_RULES, targetColumn: "label", maxClasses: 3, maxLabelCharacters: 5 }],
  ])("%s", async (_, rules) => {
    await fc.assert(
      fc.asyncProperty(nastyFile, async (bytes) => {
        await expect(unmended(bytes, rules)).resolves.toBeInstanceOf(Array);
      }),
      { numRuns: 300 },
    );
  });
});

test("fixing reads as much as is asked for, and no more", async () => {
  let read = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    yield encoder.encode("input,label\n");
    for (;;) {
      read++;
      yield encoder.encode("one,a\n".repeat(1_000));
    }
  }
  const chunks = applyFixes(endless(), DEFAULT_TEXT_RULES, { fixes: [], parquet });
  for (let taken = 0; taken < 10; taken++) await chunks.next();
  await chunks.return(undefined);
  expect(read).toBeLessThan(20);
});

test("the report is not asked for: fixes are data that can be sent", async () => {
  const report = await validateDataset(blobSource(new Blob(["Text,label\none,a\n"])), DEFAULT_TEXT_RULES);
  const fixes = report.problems.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  expect(JSON.parse(JSON.stringify(fixes))).toEqual([{ type: "rename_column", from: "Text", to: "input" }]);
});
