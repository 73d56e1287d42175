import { gzipSync } from "node:zlib";
import { DEFAULT_TABLE_RULES } from "@flash/schemas";
import { codesOf, type CorpusFile } from "./corpus-file.ts";

/** For each code that `others` do not have, the first file that has it. */
export function firstWithEach(files: readonly CorpusFile[], others: readonly CorpusFile[]): CorpusFile[] {
  const known = new Set(others.flatMap(codesOf));
  const found: CorpusFile[] = [];
  for (const file of files) {
    if (codesOf(file).every((code) => known.has(code))) continue;
    found.push(file);
    for (const code of codesOf(file)) known.add(code);
  }
  return found;
}

/** What is wrong with a file is wrong with it when it is packed, at the same places. */
export const packedFiles = (files: readonly CorpusFile[], others: readonly CorpusFile[]): CorpusFile[] =>
  firstWithEach(files, others).map((file) => ({
    ...file,
    name: `packed-${file.name}.gz`,
    bytes: new Uint8Array(gzipSync(file.bytes)),
  }));

/** A file of texts as a table whose target is the label: for codes that are of bytes, quotes and lines, and not of what they say. */
export const asTables = (files: readonly CorpusFile[], codes: readonly string[]): CorpusFile[] =>
  codes.flatMap((code) => {
    const found = files.find(
      (file) => codesOf(file).includes(code) && codesOf(file).every((one) => codes.includes(one)),
    );
    if (found === undefined || found.rules.kind !== "text") throw new Error(`no file has ${code} and nothing else`);
    const { maxRowBytes, maxUnpackedBytes } = found.rules;
    const rules = { ...DEFAULT_TABLE_RULES, targetColumn: "label", recommendedRows: 0, maxRowBytes, maxUnpackedBytes };
    return [{ ...found, name: `of-texts-${code}-${found.name}`, rules }];
  });
