import { type CorpusFile, textFile } from "./corpus-file.ts";

const lines = (...objects: readonly (object | string)[]): string =>
  objects.map((object) => `${typeof object === "string" ? object : JSON.stringify(object)}\n`).join("");
const FOUR = [
  { input: "one", label: "a" },
  { input: "two", label: "b" },
  { input: "three", label: "a" },
  { input: "four", label: "b" },
];
const GOOD = lines(...FOUR);

export const JSON_FILES: readonly CorpusFile[] = [
  textFile("plain.jsonl", GOOD),
  textFile("no-final-newline.jsonl", GOOD.slice(0, -1)),
  textFile("crlf.jsonl", GOOD.replaceAll("\n", "\r\n")),
  textFile("blank-lines.jsonl", `\n${GOOD.replaceAll("\n", "\n\n  \n")}`),
  textFile("mark.jsonl", [[0xef, 0xbb, 0xbf], GOOD]),
  textFile("utf-16.jsonl", [[0xff, 0xfe], Array.from(Buffer.from(GOOD, "utf16le"))]),
  textFile("labels-as-numbers.jsonl", lines(...FOUR.map((row, at) => ({ ...row, label: at % 2 })))),
  textFile("labels-as-booleans.jsonl", lines(...FOUR.map((row, at) => ({ ...row, label: at % 2 === 0 })))),
  textFile("escapes.jsonl", lines('{"input":"a\\nb\\t\\"c\\" \\u00e9 \\ud83c\\udfac","label":"a"}', ...FOUR)),
  textFile("keys-in-any-order.jsonl", lines('{"label":"a","input":"five"}', ...FOUR)),
  textFile("label-missing-in-the-first.jsonl", lines({ input: "five" }, ...FOUR), [
    ["empty_label", 1, "row 1, line 1, column “label”"],
  ]),
  textFile("null-and-blank.jsonl", lines(...FOUR, { input: null, label: "a" }, { input: "six", label: "  " }), [
    ["empty_input", 1, "row 5, line 5, column “input”"],
    ["empty_label", 1, "row 6, line 6, column “label”"],
  ]),
  textFile("broken-line.jsonl", lines(...FOUR, '{"input":"five","label":', { input: "six", label: "a" }), [
    ["invalid_json", 1, "row 5, line 5"],
  ]),
  textFile("text-among-objects.jsonl", lines(...FOUR, "hello", "[1,2]", "null", '"five"'), [
    ["invalid_json", 4, ...[5, 6, 7, 8].map((row) => `row ${row}, line ${row}`)],
  ]),
  textFile("single-quotes.jsonl", lines(...FOUR, "{'input':'five','label':'a'}"), [
    ["invalid_json", 1, "row 5, line 5"],
  ]),
  textFile("trailing-comma.jsonl", lines(...FOUR, '{"input":"five","label":"a",}'), [
    ["invalid_json", 1, "row 5, line 5"],
  ]),
  textFile("not-a-number.jsonl", lines(...FOUR, '{"input":NaN,"label":"a"}'), [["invalid_json", 1, "row 5, line 5"]]),
  textFile("list-for-an-input.jsonl", lines(...FOUR, { input: ["five"], label: "a" }), [
    ["nested_value", 1, "row 5, line 5"],
  ]),
  textFile("object-for-a-label.jsonl", lines(...FOUR, { input: "five", label: { name: "a" } }), [
    ["nested_value", 1, "row 5, line 5"],
  ]),
  textFile("nested-where-nobody-looks.jsonl", lines(...FOUR.map((row) => ({ ...row, meta: { id: [1] } }))), [
    ["extra_columns", 1, "line 1"],
  ]),
  textFile(
    "key-that-comes-late.jsonl",
    lines(...Array.from({ length: 100 }, (_, at) => ({ input: `text ${at}`, label: "ab"[at % 2] })), {
      input: "last",
      label: "a",
      note: "new",
    }),
    [["unknown_keys", 1, "row 101, line 101"]],
  ),
  textFile("other-keys.jsonl", lines(...FOUR.map(({ input, label }) => ({ text: input, category: label }))), [
    ["missing_column", 1, "line 1"],
    ["missing_column", 1, "line 1"],
  ]),
  textFile("nul-in-a-text.jsonl", lines('{"input":"a\\u0000b","label":"a"}', ...FOUR), [
    ["nul_byte", 1, "row 1, line 1, column “input”"],
  ]),
  textFile("half-of-a-pair.jsonl", lines('{"input":"a\\ud83c","label":"a"}', ...FOUR), [
    ["unpaired_surrogate", 1, "row 1, line 1, column “input”"],
  ]),
  textFile(
    "latin-1.jsonl",
    ['{"input":"caf', [0xe9], '","label":"a"}\n', GOOD],
    [["invalid_utf8", 1, "row 1, line 1, byte 13"]],
  ),
  textFile("nothing-but-noise.jsonl", "{broken\n{more\n", [
    ["invalid_json", 2, "row 1, line 1", "row 2, line 2"],
    "no_usable_rows",
  ]),
  textFile(
    "more-columns-than-anybody-looks-at.jsonl",
    lines(
      ...FOUR.map((row) => ({
        ...row,
        ...Object.fromEntries(Array.from({ length: 1_030 }, (_, at) => [`c${at}`, 1])),
      })),
    ),
    [
      ["too_many_columns", 1, "line 1"],
      ["extra_columns", 1_022, "line 1"],
    ],
  ),
  textFile(
    "mark-in-front-of-a-line.jsonl",
    [GOOD, [0xef, 0xbb, 0xbf], '{"input":"five","label":"a"}\n'],
    [["stray_bom", 1, "row 5, line 5"]],
  ),
  textFile("one-list.json", JSON.stringify(FOUR, null, 2), ["json_array"]),
  textFile("one-object-over-lines.json", JSON.stringify(FOUR[0], null, 2), [
    ["invalid_json", 4, ...[1, 2, 3, 4].map((row) => `row ${row}, line ${row}`)],
    "no_usable_rows",
  ]),
  textFile(
    "line-too-long.jsonl",
    lines(...FOUR, { input: "x".repeat(2_000), label: "a" }),
    [["row_too_long", 1, "row 5, line 5"]],
    { maxRowBytes: 1_024 },
  ),
  textFile("proto.jsonl", lines('{"__proto__":"x","input":"five","label":"a"}', ...FOUR), [
    ["extra_columns", 1, "line 1"],
  ]),
];
