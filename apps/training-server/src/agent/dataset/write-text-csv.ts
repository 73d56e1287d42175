import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { TextRules } from "@flash/schemas";
import { readTextExamples } from "@flash/validation";

/** Written at once, in characters: a write for each row would take longer than reading it. */
const PIECE_CHARACTERS = 65_536;

/**
 * Writes the rows that validation kept as RFC 4180 with a comma and the columns input and label, every cell in quotes.
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
  async function* pieces(): AsyncGenerator<string> {
    let piece = "input,label\n";
    for await (const { input, label } of readTextExamples(createReadStream(from), rules)) {
      labels.push(shared(known, label));
      piece += `${quoted(input)},${quoted(label)}\n`;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = "";
    }
    yield piece;
  }
  await pipeline(pieces, createWriteStream(to, { flush: true }), { signal });
  return labels;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

/** One string for each class instead of one for each row. */
function shared(known: Map<string, string>, label: string): string {
  const first = known.get(label);
  if (first !== undefined) return first;
  known.set(label, label);
  return label;
}
