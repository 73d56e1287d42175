import { describe, expect, test } from "vitest";
import { CsvError, csvReader } from "./csv-records.ts";

function read(...pieces: string[]): (readonly string[])[] {
  const records: (readonly string[])[] = [];
  const reader = csvReader(({ fields }) => records.push(fields));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return records;
}

describe("CSV records", () => {
  test.each([
    [
      "a,b\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\r\nc,d",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    [
      "a,b\rc,d\r",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ['"a,1","say ""hi"""\n', [["a,1", 'say "hi"']]],
    ['"two\r\nlines",x\n', [["two\r\nlines", "x"]]],
    ["\ufeffinput,label\n", [["input", "label"]]],
    [
      "a,\n,b\n,\n",
      [
        ["a", ""],
        ["", "b"],
        ["", ""],
      ],
    ],
    [
      "a,b\n\n\r\nc,d\n",
      [
        ["a", "b"],
        ["c", "d"],
      ],
    ],
    ['5" pipe,x\n', [['5" pipe', "x"]]],
    ['"",""\n', [["", ""]]],
    ['""', [[""]]],
    ["", []],
  ])("of %j", (text, expected) => {
    expect(read(text)).toEqual(expected);
    expect(read(...text.split(""))).toEqual(expected);
  });

  test("know their line, counting line breaks inside quotes", () => {
    const lines: number[] = [];
    const reader = csvReader(({ line }) => lines.push(line));
    reader.push('h,h\r\n"a\nb\nc",1\n\nd,2\n');
    reader.end();
    expect(lines).toEqual([1, 2, 6]);
  });

  test("an unclosed quote is refused with the line where it opens", () => {
    expect(() => read('a,b\nc,"d\ne,f\n')).toThrow(new CsvError(2, "a quote is opened here and never closed"));
  });

  test("text after a closing quote is refused", () => {
    expect(() => read('"a"b,c\n')).toThrow("data.csv, line 1: there is text after a closing quote");
  });
});
