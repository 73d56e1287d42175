import { gzipSync } from "node:zlib";
import { type CorpusFile, tableFile } from "./corpus-file.ts";

const csv = (header: string, ...rows: string[]): string => `${header}\n${rows.map((row) => `${row}\n`).join("")}`;
const FOUR = ["1,red,yes", "2,blue,no", "3,red,yes", "4,green,no"];
const PLAIN = csv("size,colour,target", ...FOUR);
const NUMBERS = { target: "number" } as const;
const HOUSES = csv("rooms,area,target", "1,30.5,100", "2,45,150.5", "3,70,-2e3", "4,88,+310");

export const TABLE_FILES: readonly CorpusFile[] = [
  tableFile("classes.csv", PLAIN),
  tableFile("numbers.csv", HOUSES, [], NUMBERS),
  tableFile("semicolons.csv", PLAIN.replaceAll(",", ";")),
  tableFile("packed.csv.gz", [[...gzipSync(PLAIN)]]),
  tableFile("target-first.csv", csv("target,x", "a,1", "b,2", "a,3", "b,4")),
  tableFile("another-target.csv", PLAIN.replace("target", "sold"), [], { targetColumn: "sold" }),
  tableFile("quoted-numbers.csv", csv("x,target", '"1","10.5"', '"2","-3"', '"3","4e2"', '"4","+7"'), [], NUMBERS),
  tableFile("spaces-around-numbers.csv", csv("x,target", "1, 10", "2, 20 ", " 3,30", "4 ,40"), [], NUMBERS),
  tableFile("dates.csv", csv("day,target", "2026-11-25,a", "2026-11-26,b", "2026-11-27T08:00:00Z,a", "2024-02-29,b")),
  tableFile("booleans.csv", csv("paid,target", "true,a", "false,b", "TRUE,a", "False,b")),
  tableFile("missing-values.csv", csv("x,y,target", "1,,a", "NA,2,b", "3,4,a", "5,n/a,b", "6,7,a"), []),
  tableFile("long-numbers.csv", csv("id,target", "12345678901234567890,a", "98765432109876543210,b", "1,a", "2,b")),
  tableFile(
    "objects.jsonl",
    [1, 2, 3, 4].map((x) => `${JSON.stringify({ x, ok: x > 2, target: x % 2 === 0 ? "a" : "b" })}\n`).join(""),
  ),
  tableFile(
    "objects-without-some.jsonl",
    '{"x":1,"target":"a"}\n{"y":2,"target":"b"}\n{"x":3,"y":4,"target":"a"}\n{"x":5,"y":6,"target":"b"}\n',
  ),
  tableFile(
    "list-in-a-cell.jsonl",
    '{"x":[1],"target":"a"}\n{"x":2,"target":"b"}\n{"x":3,"target":"a"}\n{"x":4,"target":"b"}\n{"x":5,"target":"a"}\n',
    [["nested_value", 1, "row 1, line 1"]],
  ),
  tableFile("target-misspelt.csv", PLAIN.replace("target", "Targte"), [["missing_column", 1, "line 1"]]),
  tableFile("no-target.csv", csv("a,b", "1,2", "3,4"), [["missing_column", 1, "line 1"]]),
  tableFile("nothing-but-the-target.csv", csv("target", "a", "b", "a", "b"), [
    ["no_feature_columns", 1, "line 1"],
    ["duplicate_rows", 2, "row 3, line 4", "row 4, line 5"],
    ["leaked_rows", 2],
  ]),
  tableFile("column-twice.csv", csv("x,x,target", "1,2,a", "3,4,b", "5,6,a", "7,8,b"), [
    ["duplicate_column", 1, "line 1"],
  ]),
  tableFile("blank-targets.csv", csv("x,target", "1,", "2,NA", "3,a", "4,b", "5,a", "6,b"), [
    ["empty_target", 2, "row 1, line 2, column “target”", "row 2, line 3, column “target”"],
  ]),
  tableFile(
    "words-for-numbers.csv",
    csv("x,target", "1,10", "2,twenty", "3,30 €", "4,1e999", "5,40"),
    [
      [
        "target_not_number",
        3,
        "row 2, line 3, column “target”",
        "row 3, line 4, column “target”",
        "row 4, line 5, column “target”",
      ],
    ],
    NUMBERS,
  ),
  tableFile("one-number.csv", csv("x,target", "1,5", "2,5.0", "3,5", "4,5"), ["constant_target"], NUMBERS),
  tableFile("one-class.csv", csv("x,target", "1,a", "2,a", "3,a"), ["one_class"]),
  tableFile("short-and-long-rows.csv", csv("x,y,target", "1,2", "1,2,a,4", "3,4,b,,", "5,6,a", "7,8,b", "9,9,a"), [
    ["too_few_cells", 1, "row 1, line 2"],
    ["too_many_cells", 1, "row 2, line 3"],
    ["trailing_delimiters", 1, "row 3, line 4"],
  ]),
  tableFile("decimal-commas.csv", csv("x,target", "1,5,a", "2,b", "3,a", "4,b", "5,a"), [
    ["too_many_cells", 1, "row 1, line 2"],
  ]),
  tableFile("empty-column.csv", csv("x,,target", "1,,a", "2,,b", "3,,a", "4,,b"), [["empty_columns", 1]]),
  tableFile("constant-column.csv", csv("x,unit,target", "1,kg,a", "2,kg,b", "3,kg,a", "4,kg,b"), [
    ["constant_columns", 1],
  ]),
  tableFile("sparse-column.csv", csv("x,note,target", "1,,a", "2,,b", "3,seen,a", "4,,b"), [["sparse_columns", 1]]),
  tableFile(
    "numbers-and-a-word.csv",
    csv("x,target", ...Array.from({ length: 19 }, (_, at) => `${at},${"ab"[at % 2]}`), "unknown,a"),
    [["mixed_columns", 1]],
  ),
  tableFile("rows-twice.csv", csv("x,y,target", "1,2,a", "3,4,b", "1,2,a", "1,2,b"), [
    ["duplicate_rows", 1, "row 3, line 4"],
    ["leaked_rows", 1],
  ]),
  // Two classes of ten rows, told apart by nothing.
  tableFile(
    "features-on-both-sides.csv",
    csv(
      "x,target,y",
      ...Array.from({ length: 20 }, (_, at) => `${at >> 1},${at % 2 === 0 ? "a" : '"b"'},"y, ${at >> 1}"`),
    ),
    [["leaked_rows", 4]],
  ),
  tableFile(
    "features-on-both-sides-of-numbers.csv",
    csv("x,y,target", ...["1", "2", "3", "4", "5"].map((number) => `1,2,${number}`)),
    [
      ["leaked_rows", 1],
      ["constant_columns", 2],
    ],
    NUMBERS,
  ),
  tableFile("header-again.csv", PLAIN + PLAIN.replaceAll(/(\d),/g, "1$1,"), [["repeated_header", 1, "row 5, line 6"]]),
  tableFile(
    "latin-1.csv",
    ["x,target\n", [0xe9], ",a\ntwo,b\nthree,a\nfour,b\n"],
    [["invalid_utf8", 1, "row 1, line 2, column “x”, byte 9"]],
  ),
  tableFile("nul.csv", csv("x,target", "\0,a", "2,b", "3,a", "4,b"), [
    ["nul_byte", 1, "row 1, line 2, column “x”, byte 9"],
  ]),
  tableFile("quote-never-closed.csv", `${PLAIN}5,"red,yes\n6,blue,no\n`, [["unclosed_quote", 1, "row 5, line 6"]]),
  tableFile(
    "too-wide.csv",
    csv("a,b,c,target", "1,2,3,x", "4,5,6,y", "7,8,9,x", "10,11,12,y"),
    [["too_many_columns", 1, "line 1"]],
    { maxColumns: 3 },
  ),
  tableFile(
    "too-many-classes.csv",
    csv("x,target", "1,a", "2,b", "3,c", "4,a", "5,b"),
    [["too_many_classes", 1, "row 3, line 4, column “target”"]],
    { maxClasses: 2 },
  ),
  tableFile(
    "label-too-long.csv",
    csv("x,target", "1,a", "2,b", "3,a far too long name", "4,a", "5,b"),
    [["label_too_long", 1, "row 3, line 4, column “target”"]],
    { maxLabelCharacters: 10 },
  ),
  tableFile(
    "bad-numbers-are-tolerated.csv",
    csv("x,target", "1,10", "2,twenty", ...Array.from({ length: 18 }, (_, at) => `${at + 3},${at}`)),
    [["target_not_number", 1, "row 2, line 3, column “target”"]],
    { ...NUMBERS, badRowShare: 0.05 },
  ),
  tableFile("empty.csv", "", ["empty_file"]),
  tableFile("header-only.csv", "x,target\n", ["header_only"]),
  tableFile("all-targets-missing.csv", csv("x,target", "1,", "2,?"), [
    "no_usable_rows",
    ["empty_target", 2, "row 1, line 2, column “target”", "row 2, line 3, column “target”"],
  ]),
  tableFile("spaces-around-classes.csv", csv("x,target", "1, a", "2,b", "3,a", "4,b"), [
    ["label_trimmed", 1, "row 1, line 2, column “target”"],
  ]),
];
