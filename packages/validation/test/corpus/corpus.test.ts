import { DatasetProblem, DatasetReport } from "@flash/schemas";
import { expect, test } from "vitest";
import { blobSource } from "../../src/bytes/byte-source.ts";
import { placeText } from "../../src/report/report-as-text.ts";
import { validateDataset } from "../../src/validate-dataset.ts";
import type { CorpusFile, ExpectedProblem } from "./corpus-file.ts";
import { CORPUS } from "./manifest.ts";

const reportOn = async ({ bytes, rules }: CorpusFile): Promise<DatasetReport> =>
  DatasetReport.parse(await validateDataset(blobSource(new Blob([bytes])), rules));

/** In an order that does not matter. */
const inOrder = (problems: readonly (readonly (string | number)[])[]): string[] =>
  problems.map((problem) => JSON.stringify(problem)).sort();

const expected = (problem: ExpectedProblem): readonly (string | number)[] =>
  typeof problem === "string" ? [problem, 1] : problem;

/** What is said of each problem besides its places, a line each. */
const told: string[] = [];

test.each(CORPUS)("$name has exactly the problems that the manifest says", async (file) => {
  const { problems, valid } = await reportOn(file);
  const found = problems.map(({ code, count, places }) => [code, count, ...places.map(placeText)]);
  expect(inOrder(found)).toEqual(inOrder(file.problems.map(expected)));
  expect(valid).toBe(problems.every(({ severity }) => severity === "warning"));
  const lines = problems.map(({ code, severity, details, fix }) =>
    [file.name, code, severity, JSON.stringify(details ?? {}), JSON.stringify(fix) ?? ""].join(" ").trim(),
  );
  told.push(...lines.toSorted());
});

test("severity, details and fix of each problem are those that were reviewed", async () => {
  await expect(`${told.join("\n")}\n`).toMatchFileSnapshot("problems.txt");
});

test("every file has a name of its own", () => {
  expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
});

test("there are at least 110 files of rows, and each problem that rows can have is in one of them", () => {
  const rows = CORPUS.filter(({ rules }) => rules.kind !== "images");
  expect(rows.length).toBeGreaterThanOrEqual(110);
  const found = new Set(rows.flatMap(({ problems }) => problems.map((problem) => expected(problem)[0])));
  const codes = DatasetProblem.options.map((option) => option.shape.code.value);
  const ofRows = codes.slice(0, codes.indexOf("not_zip"));
  // Seventy million bytes that come out of nearly none: made on the fly in the test for bombs.
  expect(ofRows.filter((code) => !found.has(code))).toEqual([]);
});

test("there are at least 100 archives of images, and each problem of images is in one of them, but for what only a decoder finds", () => {
  const archives = CORPUS.filter(({ rules }) => rules.kind === "images");
  expect(archives.length).toBeGreaterThanOrEqual(100);
  const found = new Set(archives.flatMap(({ problems }) => problems.map((problem) => expected(problem)[0])));
  const codes = DatasetProblem.options.map((option) => option.shape.code.value);
  const ofImages = codes.slice(codes.indexOf("not_zip"));
  expect(ofImages.filter((code) => !found.has(code))).toEqual(["undecodable_image"]);
});
