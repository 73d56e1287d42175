import type { Tolerance } from "@flash/schemas";

/** Whether so many bad rows of all are more than the rules allow. */
export const toleranceOf = (
  { badRowShare }: { readonly badRowShare: number },
  badRows: number,
  rows: number,
): Tolerance => ({ badRowShare, badRows, exceeded: badRows > rows * badRowShare });
