import { expect, test } from "vitest";
import { archiveFaults, memoryFaults } from "./floors.ts";

const MB = 1_000_000;

test("an archive is read once, and its structure in a fiftieth of it", () => {
  const sizeBytes = 100 * MB;
  expect(archiveFaults({ sizeBytes, structureBytes: 2 * MB, bytesRead: 105 * MB })).toEqual([]);
  expect(archiveFaults({ sizeBytes, structureBytes: 3 * MB, bytesRead: 106 * MB })).toEqual([
    "the structure of an archive reads 3.00 %, at most 2.00 % may be",
    "the full check of an archive reads 106.00 %, at most 105.00 % may be",
  ]);
});

test("a hundred times the data takes 40 MB more at most; nothing is said where one of both was not measured", () => {
  const small = { sizeBytes: 10 * MB, peakBytes: 140 * MB };
  expect(memoryFaults([small, { sizeBytes: 1_000 * MB, peakBytes: 180 * MB }])).toEqual([]);
  expect(memoryFaults([small, { sizeBytes: 1_000 * MB, peakBytes: 181 * MB }])).toEqual([
    "1 GB takes 41 MB more than 10 MB, at most 40 may be",
  ]);
  expect(memoryFaults([small, { sizeBytes: 100 * MB, peakBytes: 900 * MB }])).toEqual([]);
});
