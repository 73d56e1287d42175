import type { DatasetFix, TableRules, TextRules } from "@flash/schemas";
import { blobSource } from "../src/bytes/byte-source.ts";
import { applyFixes } from "../src/fixes/apply-fixes.ts";
import { validateDataset } from "../src/validate-dataset.ts";
import { parquet } from "./parquet.ts";

const QUOTES: ReadonlySet<string> = new Set(["text_after_quote", "unclosed_quote", "stray_quote"]);

/** The problems that carry a fix and are still there when the fixes were applied. */
export async function unmended(bytes: Uint8Array<ArrayBuffer>, rules: TextRules | TableRules): Promise<string[]> {
  const source = blobSource(new Blob([bytes]));
  const { problems } = await validateDataset(source, rules, { parquet });
  // With broken quotes in the header it is anybody's guess where the first line ends, and what the delimiter is.
  if (problems.some(({ code, places }) => QUOTES.has(code) && places.some(({ row }) => row === undefined))) return [];
  const fixes = new Map<string, DatasetFix>();
  for (const { code, fix } of problems) if (fix !== undefined) fixes.set(`${code} ${JSON.stringify(fix)}`, fix);
  if (fixes.size === 0) return [];
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of applyFixes(source, rules, { fixes: [...fixes.values()], parquet }))
    chunks.push(new Uint8Array(chunk));
  const after = await validateDataset(blobSource(new Blob(chunks)), rules, { parquet });
  const fixed = new Set([...fixes.keys()].map((key) => key.split(" ")[0]));
  return after.problems.filter(({ code, fix }) => fix !== undefined && fixed.has(code)).map(({ code }) => code);
}
