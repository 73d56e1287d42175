import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { TextRules } from "@flash/schemas";
import { textRows } from "./text-rows.ts";

/**
 * Writes the rows that count as RFC 4180 with a comma and the columns input and label, every cell in quotes.
 *
 * @returns the label of each record, in the file's order.
 */
export async function writeTextCsv(
  from: string,
  to: string,
  rules: TextRules,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const labels: string[] = [];
  const known = new Map<string, string>();
  async function* lines(): AsyncGenerator<string> {
    yield "input,label\n";
    for await (const rows of textRows(createReadStream(from), rules)) {
      if (rows.length > 0) yield rows.map(({ input, label }) => `${quoted(input)},${quoted(label)}\n`).join("");
      for (const { label } of rows) labels.push(shared(known, label));
    }
  }
  await pipeline(lines, createWriteStream(to, { flush: true }), { signal });
  return labels;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** One string for each class: a slice of the file would keep the file's text in memory. */
function shared(known: Map<string, string>, label: string): string {
  const first = known.get(label);
  if (first !== undefined) return first;
  known.set(label, label);
  return label;
}
