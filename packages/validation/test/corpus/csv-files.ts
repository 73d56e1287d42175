import { type CorpusFile, GOOD, PLAIN, textFile, utf16be, utf16le } from "./corpus-file.ts";

const BOM = [0xef, 0xbb, 0xbf];
const file = (...rows: string[]): string => `input,label\n${rows.map((row) => `${row}\n`).join("")}`;
const FOUR = ["one,a", "two,b", "three,a", "four,b"];

/** Dialects: nothing is wrong with any of them. */
const DIALECTS: readonly CorpusFile[] = [
  textFile("plain.csv", PLAIN),
  textFile("no-final-newline.csv", PLAIN.slice(0, -1)),
  textFile("crlf.csv", PLAIN.replaceAll("\n", "\r\n")),
  textFile("cr-of-an-old-mac.csv", PLAIN.replaceAll("\n", "\r")),
  textFile("mixed-line-ends.csv", PLAIN.replace("one,a\n", "one,a\r\n").replace("two,b\n", "two,b\r")),
  textFile("semicolons-of-a-german-excel.csv", [BOM, PLAIN.replaceAll(",", ";").replaceAll("\n", "\r\n")]),
  textFile("tabs.tsv", PLAIN.replaceAll(",", "\t")),
  textFile("bars.psv", PLAIN.replaceAll(",", "|")),
  textFile("single-quotes.csv", "'input','label'\n'it''s, one','a'\n'two','b'\n'three\nlines','a'\n'four','b'\n"),
  textFile("everything-quoted.csv", PLAIN.replaceAll(/(\w+)/g, '"$1"')),
  textFile("spaces-in-the-header.csv", PLAIN.replace("input,label", " input , label ")),
  textFile("label-first.csv", PLAIN.replaceAll(/(\w+),(\w+)/g, "$2,$1")),
  textFile("utf-8-with-mark-of-excel.csv", [BOM, PLAIN.replaceAll("\n", "\r\n")]),
  textFile("mark-before-a-quoted-header.csv", [BOM, PLAIN.replace("input", '"input"')]),
  textFile("utf-16-little-endian-of-excel.txt", [[0xff, 0xfe], utf16le(PLAIN.replaceAll(",", "\t"))]),
  textFile("utf-16-big-endian.csv", [[0xfe, 0xff], utf16be(PLAIN)]),
  textFile("utf-16-little-endian-without-mark.csv", [utf16le(PLAIN)]),
  textFile("utf-16-big-endian-without-mark.csv", [utf16be(PLAIN)]),
  textFile("utf-16-with-pairs.csv", [[0xff, 0xfe], utf16le(file("🎬 film,a", "日本,b", ...FOUR))]),
  textFile("blank-lines.csv", `\n \n${PLAIN.replaceAll("\n", "\n\n  \n\r\n")}\n`),
];

/** Cells as csv-spectrum has them: nothing is wrong with them either. */
const CELLS: readonly CorpusFile[] = [
  textFile("comma-in-quotes.csv", file('"one, two",a', ...FOUR)),
  textFile("escaped-quotes.csv", file('"say ""hi""",a', '"""",b', ...FOUR)),
  textFile("newlines-in-quotes.csv", file('"a\nb\r\nc\rd",a', ...FOUR)),
  textFile("whatsapp-export.csv", file('"[25.11.26, 16:30:01] Ann: ok\n\n[25.11.26, 16:31:10] Bo: 👍🏽\n",a', ...FOUR)),
  textFile("json-in-a-cell.csv", file('"{""type"": ""Point"", ""at"": [1, 2]}",a', ...FOUR)),
  textFile("utf-8-of-every-length.csv", file("aé€🎬,a", ...FOUR)),
  textFile("combining-characters.csv", file("e\u0301 👩‍👩‍👧,a", ...FOUR)),
  textFile("right-to-left.csv", file("שלום עולם,a", "\u202eevil,b", ...FOUR)),
  textFile("words-that-pandas-takes-for-missing.csv", file("NA,a", "null,b", "NaN,a", "None,b", ...FOUR)),
  textFile("spaces-behind-a-closing-quote.csv", file('"five"  ,"a" ', ...FOUR)),
  textFile("mark-inside-a-text.csv", file("x\uFEFFy,a", ...FOUR)),
  textFile("formula-of-a-spreadsheet.csv", file("=1+1 is two,a", "@SUM(A1),b", ...FOUR)),
  textFile("apostrophes.csv", file("it's,a", "'quoted',b", ...FOUR)),
  textFile("backslashes.csv", file("C:\\temp\\new,a", ...FOUR)),
];

/** Quotes and rows that are not as they should be. */
const BROKEN_ROWS: readonly CorpusFile[] = [
  textFile("inch-sign.csv", file('5" disk,a', ...FOUR), [["stray_quote", 1, "row 1, line 2, column “input”"]]),
  textFile("space-before-a-quote.csv", file('one, "a"', "two,b", "three,b"), [
    ["stray_quote", 1, "row 1, line 2, column “label”"],
    ["label_trimmed", 1, "row 1, line 2, column “label”"],
    "single_row_class",
  ]),
  textFile("text-behind-a-quote.csv", file('"foo"bar,a', ...FOUR), [
    ["text_after_quote", 1, "row 1, line 2, column “input”"],
  ]),
  textFile("backslash-escapes.csv", file('"say \\"hi\\"",a', ...FOUR), [
    ["text_after_quote", 1, "row 1, line 2, column “input”"],
  ]),
  textFile("quote-never-closed.csv", `${PLAIN}"five\n5",a\n\nsix,"b\nseven,a\n`, [
    ["unclosed_quote", 1, "row 6, line 9"],
  ]),
  textFile("comma-without-quotes.csv", file("one, two,a", ...FOUR), [["too_many_cells", 1, "row 1, line 2"]]),
  textFile("row-without-label.csv", file("five", ...FOUR), [["too_few_cells", 1, "row 1, line 2"]]),
  textFile("newline-without-quotes.csv", file("first line\nsecond line,a", ...FOUR), [
    ["too_few_cells", 1, "row 1, line 2"],
  ]),
  textFile("rows-that-end-in-commas.csv", file("five,a,,", ...FOUR), [["trailing_delimiters", 1, "row 1, line 2"]]),
  textFile("short-row.csv", "input,label,note\nfive,a\none,a,x\ntwo,b,x\nthree,b,x\n", [
    ["short_row", 1, "row 1, line 2"],
    ["extra_columns", 1, "line 1"],
  ]),
  textFile(
    "joined-files.csv",
    [BOM, PLAIN, BOM, PLAIN.replaceAll(/(one|two|three|four)/g, "$1 more")],
    [
      ["stray_bom", 1, "row 5, line 6"],
      ["repeated_header", 1, "row 5, line 6"],
    ],
  ),
  textFile("mark-twice.csv", [BOM, BOM, PLAIN], [["stray_bom", 1, "line 1"]]),
  textFile("mark-in-front-of-a-row.csv", ["input,label\n", BOM, "five,a\n", GOOD], [["stray_bom", 1, "row 1, line 2"]]),
  textFile("header-again.csv", file(...FOUR, "input,label", "five,a"), [["repeated_header", 1, "row 5, line 6"]]),
  textFile("row-too-long.csv", file(...FOUR, `${"x".repeat(2_000)},a`), [["row_too_long", 1, "row 5, line 6"]], {
    maxRowBytes: 1_024,
  }),
  textFile(
    "quote-that-swallows.csv",
    file(...FOUR, `one,"a\n${"x,b\n".repeat(600)}`),
    [["row_too_long", 1, "row 5, line 6"]],
    { maxRowBytes: 1_024 },
  ),
];

/** Bytes that are no text in UTF-8. */
const BROKEN_BYTES: readonly CorpusFile[] = [
  textFile(
    "latin-1.csv",
    ["input,label\ncaf", [0xe9], ",a\n", GOOD],
    [["invalid_utf8", 1, "row 1, line 2, column “input”, byte 15"]],
  ),
  textFile(
    "windows-1252-quotes.csv",
    ["input,label\n", [0x93], "hi", [0x94], ",a\n", GOOD],
    [["invalid_utf8", 2, "row 1, line 2, column “input”, byte 12", "row 1, line 2, column “input”, byte 15"]],
  ),
  textFile(
    "two-encodings.csv",
    ["input,label\né", [0xe9], ",a\n", GOOD],
    [["invalid_utf8", 1, "row 1, line 2, column “input”, byte 14"]],
  ),
  textFile(
    "over-long-forms.csv",
    ["input,label\n", [0xc0, 0xaf], ",a\n", GOOD],
    [["invalid_utf8", 2, "row 1, line 2, column “input”, byte 12", "row 1, line 2, column “input”, byte 13"]],
  ),
  textFile(
    "character-cut-in-half.csv",
    ["input,label\n", [0xf0, 0x9f, 0x8e], ",a\n", GOOD],
    [["invalid_utf8", 1, "row 1, line 2, column “input”, byte 12"]],
  ),
  textFile(
    "bad-byte-on-a-later-line.csv",
    ['input,label\n"ab\nc', [0xe9], 'd",a\n', GOOD],
    [["invalid_utf8", 1, "row 1, line 3, column “input”, byte 17"]],
  ),
  textFile("nul.csv", file("a\0b,a", ...FOUR), [["nul_byte", 1, "row 1, line 2, column “input”, byte 13"]]),
  textFile("nul-in-the-header.csv", `input,label,\0\n${FOUR.map((row) => `${row},x\n`).join("")}`, [
    ["nul_byte", 1, "line 1, byte 12"],
    ["extra_columns", 1, "line 1"],
  ]),
  textFile(
    "half-of-a-pair.csv",
    [[0xff, 0xfe], utf16le("input,label\none"), [0x3d, 0xd8], utf16le(`,a\n${GOOD}`)],
    [["unpaired_surrogate", 1, "row 1, line 2, column “input”"]],
  ),
  textFile(
    "utf-16-cut-in-the-middle.csv",
    [[0xff, 0xfe], utf16le(PLAIN.slice(0, -1)), [0x0a]],
    [
      ["unpaired_surrogate", 1, "row 4, line 5, column “label”"],
      ["single_row_class", 2],
    ],
  ),
];

/** Files that are something else. */
const OTHER_FILES: readonly CorpusFile[] = [
  textFile("empty.csv", "", ["empty_file"]),
  textFile("nothing-but-a-mark.csv", [BOM], ["empty_file"]),
  textFile("nothing-but-blank-lines.csv", "\n\r\n  \n", ["empty_file"]),
  textFile("excel.xlsx", [[0x50, 0x4b, 0x03, 0x04, 0x14, 0x00]], ["not_text"]),
  textFile("excel-97.xls", [[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]], ["not_text"]),
  textFile("paper.pdf", "%PDF-1.7\n%âãÏÓ", ["not_text"]),
  textFile("picture.png", [[0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a]], ["not_text"]),
  textFile("photo.jpg", [[0xff, 0xd8, 0xff, 0xe0]], ["not_text"]),
  textFile("database.sqlite", "SQLite format 3\0", ["not_text"]),
  textFile("packed.zst", [[0x28, 0xb5, 0x2f, 0xfd, 0x04]], ["not_text"]),
  textFile("zeros.bin", [Array.from({ length: 4_096 }, () => 0)], ["not_text"]),
  textFile("noise.bin", [Array.from({ length: 4_096 }, (_, index) => (index * 97) % 256)], ["not_text"]),
];

/** Headers that lack something. */
const HEADERS: readonly CorpusFile[] = [
  textFile("header-only.csv", "input,label\n", ["header_only"]),
  textFile("header-in-capitals.csv", PLAIN.replace("input,label", "Input,LABEL"), [
    ["missing_column", 1, "line 1"],
    ["missing_column", 1, "line 1"],
  ]),
  textFile("no-header.csv", GOOD, [
    ["missing_column", 1, "line 1"],
    ["missing_column", 1, "line 1"],
  ]),
  textFile("text-instead-of-input.csv", PLAIN.replace("input", "text"), [["missing_column", 1, "line 1"]]),
  textFile("input-twice.csv", "input,label,input\none,a,x\ntwo,b,x\nthree,a,x\nfour,b,x\n", [
    ["duplicate_column", 1, "line 1"],
  ]),
  textFile("further-columns.csv", "id,input,label\n1,one,a\n2,two,b\n3,three,a\n4,four,b\n", [
    ["extra_columns", 1, "line 1"],
  ]),
  textFile(
    "too-many-columns.csv",
    `input,label${",x".repeat(1_100)}\n${FOUR.map((row) => `${row}${",1".repeat(1_100)}\n`).join("")}`,
    [
      ["too_many_columns", 1, "line 1"],
      ["extra_columns", 1_022, "line 1"],
    ],
  ),
];

/** What only the whole dataset shows. */
const WHOLE: readonly CorpusFile[] = [
  textFile("blank-cells.csv", file(",a", " \t ,b", "\u00a0\u3000,b", "five,", 'six,"  "', ",", ...FOUR), [
    ["empty_input", 4, ...[1, 2, 3, 6].map((row) => `row ${row}, line ${row + 1}, column “input”`)],
    ["empty_label", 2, "row 4, line 5, column “label”", "row 5, line 6, column “label”"],
  ]),
  textFile("nothing-usable.csv", file(",a", "one,"), [
    "no_usable_rows",
    ["empty_input", 1, "row 1, line 2, column “input”"],
    ["empty_label", 1, "row 2, line 3, column “label”"],
  ]),
  textFile("one-class.csv", file("one,a", "two,a", "three, a"), [
    "one_class",
    ["label_trimmed", 1, "row 3, line 4, column “label”"],
  ]),
  textFile("numbers-for-inputs.csv", file("1,a", "-2.5,b", "1e3,a", '"1,000 ",b'), [["input_not_text", 4]]),
  textFile("too-few-rows.csv", PLAIN, ["too_few_rows"], { minRows: 5 }),
  textFile("few-rows.csv", PLAIN, ["few_rows"], { recommendedRows: 50 }),
  textFile("too-many-rows.csv", PLAIN, ["too_many_rows"], { maxRows: 3 }),
  textFile(
    "too-many-classes.csv",
    file(...FOUR, "five,c", "six,d"),
    [["too_many_classes", 2, "row 5, line 6, column “label”", "row 6, line 7, column “label”"]],
    { maxClasses: 2 },
  ),
  textFile(
    "columns-swapped.csv",
    file(...FOUR, "spam,buy now while it lasts"),
    [["label_too_long", 1, "row 5, line 6, column “label”"]],
    { maxLabelCharacters: 10 },
  ),
  textFile(
    "long-input.csv",
    file(...FOUR, `${"é".repeat(11)},b`, `${"é".repeat(10)},a`),
    [["long_input", 1, "row 5, line 6, column “input”"]],
    { longInputCharacters: 10 },
  ),
  textFile("labels-in-two-cases.csv", file("one,Spam", "two,ham", "three,spam", "four,ham", "five,Spam", "six,spam"), [
    "labels_differ_by_case",
  ]),
  textFile("class-of-one-row.csv", file(...FOUR, "five,c"), ["single_row_class"]),
  textFile("lopsided.csv", file(...Array.from({ length: 20 }, (_, row) => `text ${row},a`), "one,b", "two,b"), [
    "class_imbalance",
  ]),
  textFile("rows-twice.csv", file(...FOUR, "one,a", '"one",a'), [
    ["duplicate_rows", 2, "row 5, line 6", "row 6, line 7"],
    ["leaked_rows", 1],
  ]),
  textFile("two-labels-for-one-input.csv", file(...FOUR, "one,b"), [["conflicting_labels", 1, "row 5, line 6"]]),
  textFile(
    "few-bad-rows-are-tolerated.csv",
    file(...FOUR, "five,a,b", "six", ...FOUR.map((row) => `more ${row}`)),
    [
      ["too_few_cells", 1, "row 6, line 7"],
      ["too_many_cells", 1, "row 5, line 6"],
    ],
    { badRowShare: 0.2 },
  ),
];

export const CSV_FILES: readonly CorpusFile[] = [
  ...DIALECTS,
  ...CELLS,
  ...BROKEN_ROWS,
  ...BROKEN_BYTES,
  ...OTHER_FILES,
  ...HEADERS,
  ...WHOLE,
];
