import { DEFAULT_TEXT_RULES } from "@flash/schemas";
import { expect, test } from "vitest";
import { validateDataset } from "../validate-dataset.ts";
import { describeFix } from "./describe-fix.ts";

const changesTo = async (csv: string | Uint8Array<ArrayBuffer>): Promise<readonly string[]> => {
  const { problems } = await validateDataset(new Blob([csv]).stream(), DEFAULT_TEXT_RULES);
  return problems.flatMap((problem) => describeFix(problem) ?? []);
};

test("a fix says what it changes: which rows go, and what stays", async () => {
  expect(await changesTo("input,label\nx,y,z\n,y\na,y\na,y\na,z\nb,z\n")).toEqual([
    "Leaves out 1 row.",
    "Leaves out 1 row.",
    "Leaves out the repeated rows; the first of each stays.",
    "Leaves out these rows; the earlier ones stay, with their labels.",
  ]);
});

test("a fix of the whole file says what it becomes", async () => {
  expect(await changesTo("inputs,label\na,y\nb,z\n")).toEqual(["Renames the column “inputs” to “input”."]);
  const latin = Uint8Array.from([...Buffer.from("input,label\ncaf"), 0xe9, ...Buffer.from(",y\nb,z\n")]);
  expect(await changesTo(latin)).toEqual(["Reads the file as Windows-1252 (Latin-1) and writes it in UTF-8."]);
  expect(await changesTo("input,label\na,y\n\uFEFFb,z\n")).toEqual(["Removes the byte-order marks; every row stays."]);
});

test("bytes are not counted as rows", async () => {
  expect(await changesTo("input,label\na\0\0\0,y\nb,z\nc,z\n")).toEqual(["Leaves out the rows where this was found."]);
});

test("files go out of an archive; a problem without a fix changes nothing", () => {
  expect(describeFix({ count: 1_200, fix: { type: "drop_entries", problem: "junk_files" } })).toBe(
    "Leaves 1,200 files out of the archive; the others stay as they are packed.",
  );
  expect(describeFix({ count: 1 })).toBeNull();
});
