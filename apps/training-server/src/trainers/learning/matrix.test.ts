import { expect, test } from "vitest";
import { addProduct, matrix, transposed } from "./matrix.ts";
import type { Matrix } from "./matrix.ts";
import { seededRandom } from "./random.ts";

const at = (m: Matrix, row: number, column: number) =>
  m.data[m.offset + row * m.rowStride + column * m.columnStride] ?? NaN;

function naive(left: Matrix, right: Matrix): number[] {
  return Array.from({ length: left.rows * right.columns }, (_, index) => {
    const [row, column] = [Math.floor(index / right.columns), index % right.columns];
    return Array.from({ length: left.columns }, (_, inner) => at(left, row, inner) * at(right, inner, column)).reduce(
      (a, b) => a + b,
      0,
    );
  });
}

const random = seededRandom(9);
const filled = (rows: number, columns: number, firstRow = 0) =>
  matrix(
    Float64Array.from({ length: (rows + firstRow) * columns }, () => random.next()),
    rows,
    columns,
    firstRow,
  );

// Every remainder of the blocks of four rows and two columns.
test.each([
  [8, 4, 5],
  [7, 3, 4],
  [5, 1, 1],
  [1, 5, 3],
  [2, 2, 0],
  [4, 2, 7],
])("a product of %d × %d rows and columns over %d is added to what was there", (rows, columns, inner) => {
  for (const [left, right] of [
    [filled(rows, inner), filled(inner, columns)],
    [transposed(filled(inner, rows)), transposed(filled(columns, inner))],
    [filled(rows, inner, 2), filled(inner, columns, 1)],
  ] as const) {
    const target = matrix(new Float64Array(rows * columns).fill(1), rows, columns);
    addProduct(target, left, right);
    const expected = naive(left, right);
    for (const [index, value] of target.data.entries()) expect(value).toBeCloseTo(1 + (expected[index] ?? NaN), 12);
  }
});
