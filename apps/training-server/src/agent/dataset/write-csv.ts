import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** Written at once, in characters: a write for each row would take longer than reading it. */
const PIECE_CHARACTERS = 65_536;

/** Writes rows as RFC 4180 with a comma, every cell in quotes, the header first among them. */
export async function writeCsv(to: string, rows: AsyncIterable<readonly string[]>, signal: AbortSignal): Promise<void> {
  async function* pieces(): AsyncGenerator<string> {
    let piece = "";
    for await (const cells of rows) {
      piece += `${cells.map(quoted).join(",")}\n`;
      if (piece.length < PIECE_CHARACTERS) continue;
      yield piece;
      piece = "";
    }
    yield piece;
  }
  await pipeline(pieces, createWriteStream(to, { flush: true }), { signal });
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
