import { describe, expect, test } from "vitest";
import { numberInCell, rowEncoder } from "./encoding.ts";
import { learnEncoding } from "./learn-encoding.ts";

const columns = new Map([
  ["size", ["1", "3", "", "2"]],
  ["price", ["10", "20", "30", "40"]],
  ["colour", ["red", "blue", " red", "NA"]],
  ["code", ["x1", "x2", "x3", "x4"]],
  ["same", ["7", "7", "7", "7"]],
  ["target", ["a", "b", "a", "b"]],
]);

test("what a column is follows from the training rows", () => {
  const { columns: learned, target } = learnEncoding(columns, "target");
  expect(target).toBe("target");
  expect(learned).toMatchObject([
    { name: "size", kind: "number", mean: 2, median: 2, mayMiss: true },
    { name: "price", kind: "number", mean: 25, median: 25, mayMiss: false },
    { name: "colour", kind: "category", categories: ["blue", "red"] },
    { name: "code", kind: "ignored" },
    { name: "same", kind: "ignored" },
  ]);
});

describe("a row becomes", () => {
  const encode = rowEncoder(learnEncoding(columns, "target"));

  test("standardised numbers and a one for its category", () => {
    const [size, missing, price, blue, red] = encode({ size: "3", price: "25", colour: "red" });
    expect(size).toBeCloseTo(Math.sqrt(1.5), 6);
    expect([missing, price, blue, red]).toEqual([0, 0, 0, 1]);
  });

  test("the median, marked as missing, where a cell is empty or no number", () => {
    for (const cell of ["", "N/A", "many"])
      expect(Array.from(encode({ size: cell, price: "25" }).slice(0, 3))).toEqual([0, 1, 0]);
    expect(Array.from(encode({ price: "25" }).slice(0, 2))).toEqual([0, 1]);
  });

  test("no category at all where it is unknown, also when it is called like a property of every object", () => {
    for (const colour of ["green", "constructor", ""]) expect(Array.from(encode({ colour }).slice(3))).toEqual([0, 0]);
  });
});

test.each([
  ["1", 1],
  [" -2.5e3 ", -2500],
  [".5", 0.5],
  ["1,5", undefined],
  ["0x10", undefined],
  ["1e999", undefined],
  ["12 kg", undefined],
])("%j as a number is %s", (cell, value) => {
  expect(numberInCell(cell)).toBe(value);
});
