import { describe, expect, test } from "vitest";
import { bytesOf, detailsOf, problemsOf, reportOf } from "./report-of.ts";

/** Four rows with which nothing is wrong. */
const GOOD = "one,a\ntwo,b\nthree,a\nfour,b\n";
const PLAIN = `input,label\n${GOOD}`;
const inputsOf = (content: string | Uint8Array) =>
  reportOf(content).classes.list.map(({ label, samples }) => [label, ...samples]);

describe("nothing is wrong with", () => {
  test.each([
    ["a plain file", PLAIN],
    ["no final newline", PLAIN.slice(0, -1)],
    ["CRLF", PLAIN.replaceAll("\n", "\r\n")],
    ["CR alone", PLAIN.replaceAll("\n", "\r")],
    ["LF and CRLF mixed", PLAIN.replace("one,a\n", "one,a\r\n")],
    ["blank lines", `\n \n${PLAIN.replaceAll("\n", "\n\n  \n\r\n")}\n`],
    ["a byte-order mark", bytesOf([0xef, 0xbb, 0xbf], PLAIN)],
    ["a byte-order mark before a quoted header", bytesOf([0xef, 0xbb, 0xbf], PLAIN.replace("input", '"input"'))],
    ["semicolons", PLAIN.replaceAll(",", ";")],
    ["tabs", PLAIN.replaceAll(",", "\t")],
    ["bars", PLAIN.replaceAll(",", "|")],
    ["spaces around the header's names", PLAIN.replace("input,label", " input , label ")],
    ["a quoted header", PLAIN.replace("input,label", '"input","label"')],
    ["columns in the other order", PLAIN.replaceAll(/(\w+),(\w+)/g, "$2,$1")],
    ["spaces behind a closing quote", PLAIN.replace("one,a", '"one"  ,"a" ')],
    ["everything quoted", PLAIN.replaceAll(/(\w+)/g, '"$1"')],
  ])("%s", (_, content) => {
    const report = reportOf(content);
    expect(report).toMatchObject({ problems: [], valid: true, complete: true, rows: { total: 4, kept: 4 } });
    expect(report.classes.list).toEqual([
      { label: "a", rows: 2, samples: ["one", "three"] },
      { label: "b", rows: 2, samples: ["two", "four"] },
    ]);
  });

  test.each([
    ["commas, line breaks and doubled quotes in quotes", '"a, ""b""\r\nc\nd",a\n', 'a, "b"\r\nc\nd'],
    ["nothing but doubled quotes", '"""""",a\n', '""'],
    ["characters of every length in UTF-8", "aé€🎬,a\n", "aé€🎬"],
    ["the words that pandas takes for missing", "NA,a\n", "NA"],
    ["a byte-order mark inside the text", "x\uFEFFy,a\n", "x\uFEFFy"],
  ])("%s", (_, row, input) => {
    const content = `input,label\n${row}${GOOD}`;
    expect(reportOf(content).problems).toEqual([]);
    expect(inputsOf(content)[0]).toEqual(["a", input, "one", "three"]);
  });

  test("one row of three megabytes", () => {
    const report = reportOf(`input,label\n"${"x y\n".repeat(750_000)}",a\n${GOOD}`, { longInputCharacters: 4_000_000 });
    expect(report.problems).toEqual([]);
    expect(report.inputLength?.max).toBe(3_000_000);
  });
});

test("the format says what was found", () => {
  expect(reportOf(bytesOf([0xef, 0xbb, 0xbf], "label;input\r\na;b\r\n")).format).toEqual({
    encoding: "utf-8",
    bom: true,
    delimiter: ";",
    quote: '"',
    layout: "csv",
    compression: null,
    newline: "crlf",
    columns: ["label", "input"],
  });
  expect(reportOf(PLAIN.replace("\n", "\r")).format.newline).toBe("mixed");
  expect(reportOf("a;b|c\tinput\tlabel\n").format.delimiter).toBe("\t");
});

describe("quotes", () => {
  test("a stray quote in an unquoted cell is text, and a warning", () => {
    const content = `input,label\n5" disk,a\n${GOOD}`;
    expect(problemsOf(reportOf(content))).toEqual([["stray_quote", 1, "row 1, line 2, column “input”"]]);
    expect(reportOf(content).valid).toBe(true);
    expect(inputsOf(content)[0]).toEqual(["a", '5" disk', "one", "three"]);
  });

  test("text after a closing quote stays in the cell, and is an error", () => {
    const content = `input,label\n"foo"bar,a\n"x ""y"" "z"",a\n${GOOD}`;
    expect(problemsOf(reportOf(content))).toEqual([
      ["text_after_quote", 2, "row 1, line 2, column “input”", "row 2, line 3, column “input”"],
    ]);
    expect(reportOf(content).valid).toBe(false);
    expect(inputsOf(content)[0]).toEqual(["a", "foobar", 'x "y" z""', "one"]);
  });

  test("a quote that is never closed is reported where it was opened", () => {
    const report = reportOf(`input,label\n${GOOD}"five\n5",a\n\nsix,"b\nseven,a\n`);
    expect(problemsOf(report)).toEqual([["unclosed_quote", 1, "row 6, line 9"]]);
    expect(report.rows).toMatchObject({ total: 6, kept: 5, dropped: { unclosedQuote: 1 } });
    expect(problemsOf(reportOf('"input,label\none,a\n')).map(([code]) => code)).toContain("unclosed_quote");
  });
});

describe("cells", () => {
  test("a row with too many cells is dropped", () => {
    const report = reportOf(`input,label\nx,b,c\n${GOOD}`);
    expect(problemsOf(report)).toEqual([["too_many_cells", 1, "row 1, line 2"]]);
    expect(report).toMatchObject({ valid: false, rows: { total: 5, kept: 4, dropped: { tooManyCells: 1 } } });
  });

  test("a row without a needed cell is dropped", () => {
    const report = reportOf(`input,label\n"x\ny",a\nx\n${GOOD}`);
    expect(problemsOf(report)).toEqual([["too_few_cells", 1, "row 2, line 4"]]);
    expect(report).toMatchObject({ valid: false, rows: { total: 6, kept: 5, dropped: { tooFewCells: 1 } } });
  });

  test("cells that are missing or blank beyond the needed ones only warn", () => {
    const report = reportOf("input,label,note\nfive,a\nsix,b,,  ,\none,a,x\ntwo,b,x\n");
    expect(problemsOf(report)).toEqual([
      ["short_row", 1, "row 1, line 2"],
      ["trailing_delimiters", 1, "row 2, line 3"],
      ["extra_columns", 1, "line 1"],
    ]);
    expect(report).toMatchObject({ valid: true, rows: { kept: 4 } });
  });

  test("blank inputs and labels drop their rows, whatever the blank", () => {
    const report = reportOf(`input,label\n,a\n \t ,b\n\u00a0\u3000,b\nfive,\nsix,"  "\nseven,\u2003\n,\n${GOOD}`);
    expect(problemsOf(report)).toEqual([
      ["empty_input", 4, ...[1, 2, 3, 7].map((row) => `row ${row}, line ${row + 1}, column “input”`)],
      ["empty_label", 3, ...[4, 5, 6].map((row) => `row ${row}, line ${row + 1}, column “label”`)],
    ]);
    expect(report).toMatchObject({
      valid: true,
      rows: { total: 11, kept: 4, dropped: { emptyInput: 4, emptyLabel: 3 } },
    });
  });
});

describe("bytes", () => {
  test("invalid UTF-8 is an error with its place, also on a later line of the row", () => {
    const report = reportOf(bytesOf('input,label\n"ab\nc', [0xe9], 'd",a\n', GOOD));
    expect(problemsOf(report)).toEqual([["invalid_utf8", 1, "row 1, line 3, column “input”, byte 17"]]);
    expect(detailsOf(report, "invalid_utf8")).toEqual({ likelyEncoding: "windows-1252" });
  });

  test("a file with valid characters as well is not taken for Windows-1252", () => {
    const report = reportOf(bytesOf("input,label\né", [0xe9], ",a\n", GOOD));
    expect(detailsOf(report, "invalid_utf8")).toEqual({});
  });

  test("far into a file with every kind of line end, the place is still exact", () => {
    const row = `"one\r\ntwo\rthree\nfour",a\r\n`;
    const before = `input,label\r\n${row.repeat(10_000)}`;
    const report = reportOf(bytesOf(before, "five,a", [0xff], "\n"));
    const place = `row 10001, line ${1 + 40_000 + 1}, column “label”, byte ${before.length + 6}`;
    expect(problemsOf(report)[0]).toEqual(["invalid_utf8", 1, place]);
  });

  test("counts invalid sequences as the WHATWG decoder does", () => {
    const faults = [
      [0xc0, 0xaf],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xe2, 0x82],
      [0xf0, 0x9f, 0x8e],
      [0xff],
    ];
    const replaced = faults.map((fault) => new TextDecoder().decode(Uint8Array.from(fault)).length);
    const counts = faults.map((fault) => problemsOf(reportOf(bytesOf("input,label\nx", fault, "y,a\n", GOOD)))[0]?.[1]);
    expect(counts).toEqual(replaced);
  });

  test("in a byte-order marked file, offsets count the mark", () => {
    const report = reportOf(bytesOf([0xef, 0xbb, 0xbf], "input,label\none,", [0xff], "\n"));
    expect(problemsOf(report)[0]).toEqual(["invalid_utf8", 1, "row 1, line 2, column “label”, byte 19"]);
  });

  test("a NUL byte is an error with its place", () => {
    const report = reportOf(`input,label\nfo\0o,a\n${GOOD}`);
    expect(problemsOf(report)).toEqual([["nul_byte", 1, "row 1, line 2, column “input”, byte 14"]]);
    expect(report.valid).toBe(false);
  });

  test("faults in the header are found too", () => {
    expect(problemsOf(reportOf(`input,label,\0\n${GOOD}`)).map(([code]) => code)).toContain("nul_byte");
  });
});

describe("files that are no CSV in UTF-8", () => {
  const littleEndian = (text: string) => Array.from(Buffer.from(text, "utf16le"));
  const bigEndian = (text: string) => Array.from(Buffer.from(text, "utf16le").swap16());
  const text = PLAIN.replace("one", "één 🎬");

  test.each([
    ["little-endian with a mark", bytesOf([0xff, 0xfe], littleEndian(text)), "utf-16le", true],
    ["little-endian without", bytesOf(littleEndian(text)), "utf-16le", false],
    ["big-endian with a mark", bytesOf([0xfe, 0xff], bigEndian(text)), "utf-16be", true],
    ["big-endian without", bytesOf(bigEndian(text)), "utf-16be", false],
  ])("UTF-16 %s is read", (_, content, encoding, bom) => {
    const report = reportOf(content);
    expect(report).toMatchObject({ problems: [], valid: true, format: { encoding, bom, layout: "csv" } });
    expect(inputsOf(content)[0]).toEqual(["a", "één 🎬", "three"]);
  });

  test("half of a surrogate pair in UTF-16 is found at its place", () => {
    const broken = bytesOf([0xff, 0xfe], littleEndian("input,label\none"), [0x3d, 0xd8], littleEndian(`,a\n${GOOD}`));
    expect(problemsOf(reportOf(broken))).toEqual([["unpaired_surrogate", 1, "row 1, line 2, column “input”"]]);
  });

  test.each([
    ["zip", [0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]],
    ["pdf", "%PDF-1.7\n"],
    ["parquet", "PAR1"],
    ["unknown", Array.from({ length: 4096 }, (_, index) => (index * 97) % 256)],
    ["unknown", Array.from({ length: 4096 }, () => 0)],
  ])("a binary file is not text: %s", (found, content) => {
    const report = reportOf(bytesOf(content));
    expect(problemsOf(report)).toEqual([["not_text", 1]]);
    expect(detailsOf(report, "not_text")).toEqual({ found });
  });

  test.each([
    ["no bytes", ""],
    ["a byte-order mark only", bytesOf([0xef, 0xbb, 0xbf])],
    ["blank lines only", "\n\r\n  \n"],
  ])("an empty file: %s", (_, content) => {
    expect(problemsOf(reportOf(content))).toEqual([["empty_file", 1]]);
  });
});

describe("the header", () => {
  test("alone is not a dataset", () => {
    expect(problemsOf(reportOf("input,label\n"))).toEqual([["header_only", 1]]);
    expect(problemsOf(reportOf("input,label"))).toEqual([["header_only", 1]]);
  });

  test("must have both columns; what was found and what was probably meant is said", () => {
    const report = reportOf(`Text,sentiment\n${GOOD}`);
    expect(problemsOf(report)).toEqual([
      ["missing_column", 1, "line 1"],
      ["missing_column", 1, "line 1"],
    ]);
    expect(report.problems.map(({ details }) => details)).toEqual([
      { column: "input", found: ["Text", "sentiment"], nearest: "Text" },
      { column: "label", found: ["Text", "sentiment"], nearest: "sentiment" },
    ]);
    expect(report).toMatchObject({
      valid: false,
      complete: true,
      rows: { total: 4, kept: 0, dropped: { missingColumn: 4 } },
    });
  });

  test.each([
    ["Input", "Input"],
    ["INPUTS", "INPUTS"],
    ["imput", "imput"],
    ["review_text", undefined],
    ["", undefined],
  ])("a column %j for input: the nearest is %j", (name, nearest) => {
    const details = detailsOf(reportOf(`${name},label\n${GOOD}`), "missing_column");
    expect(details).toEqual({ column: "input", found: [name, "label"], ...(nearest !== undefined && { nearest }) });
  });

  test("must not have a needed column twice", () => {
    const report = reportOf("input,label,label\none,a,b\ntwo,b,a\nthree,a,b\nfour,b,a\n");
    expect(problemsOf(report)).toEqual([["duplicate_column", 1, "line 1"]]);
  });

  test("may have other columns, which is a warning", () => {
    const report = reportOf("id,input,label\n1,one,a\n2,two,b\n3,three,a\n4,four,b\n");
    expect(report.valid).toBe(true);
    expect(detailsOf(report, "extra_columns")).toEqual({ columns: ["id"] });
  });

  test("of more columns than anybody has is refused in bounded memory", () => {
    const header = `input,label${",x".repeat(100_000)}`;
    const report = reportOf(`${header}\none,a\n`);
    expect(report.problems.map(({ code }) => code)).toContain("too_many_columns");
    expect(report.format.columns).toHaveLength(100);
  });
});
