import { expect, test } from "vitest";
import { reportOf } from "../../test/report-of.ts";
import { columnFacts } from "./column-facts.ts";

test("of texts there are the facts of both columns that count, as of a table's", () => {
  const report = reportOf("id,input,label\n1,one,a\n2,two,b\n3,,a\n4,three,\n5,one,b\n6,one,b\n");
  expect(columnFacts(report)).toEqual([
    {
      name: "input",
      type: "text",
      missing: 1,
      distinct: { count: 2, atLeast: false },
      numbers: null,
      length: report.inputLength,
      samples: ["two", "one", "one"],
    },
    {
      name: "label",
      type: "category",
      missing: 1,
      distinct: { count: 2, atLeast: false },
      numbers: null,
      length: null,
      samples: ["b", "a"],
    },
  ]);
});

test("inputs that are all numbers are a column of numbers, and no rows are no columns", () => {
  expect(columnFacts(reportOf("input,label\n1,a\n2,b\n")).map(({ type }) => type)).toEqual(["number", "category"]);
  expect(columnFacts(reportOf("input,label\n,a\n"))).toEqual([]);
});

test("beyond the inputs that are remembered their number is the least there is", () => {
  const report = reportOf("input,label\nx,a\ny,b\n");
  const rows = { ...report.rows, kept: 700_000 };
  expect(columnFacts({ ...report, rows })[0]?.distinct).toEqual({ count: 629_145, atLeast: true });
});
