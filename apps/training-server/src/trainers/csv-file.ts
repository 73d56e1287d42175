import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { CsvError, csvReader } from "./csv-records.ts";
import type { CsvRecord } from "./csv-records.ts";
import { TrainerFailure } from "./failure.ts";

/**
 * Streams data.csv: only one record is held at a time, the header first.
 *
 * @returns the SHA-256 of the file's bytes, in hexadecimal.
 * @throws TrainerFailure `bad_input`
 */
export async function readCsvFile(path: string, onRecord: (record: CsvRecord) => void): Promise<string> {
  let isEmpty = true;
  const reader = csvReader((record) => {
    isEmpty = false;
    onRecord(record);
  });
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    for await (const chunk of chunksOf(path)) {
      hash.update(chunk);
      reader.push(decoder.decode(chunk, { stream: true }));
    }
    reader.push(decoder.decode());
    reader.end();
  } catch (error) {
    throw asFailure(error);
  }
  if (isEmpty) throw new TrainerFailure("bad_input", "data.csv is empty: it needs a header line and rows");
  return hash.digest("hex");
}

/** Node types the chunks of a stream as any: without an encoding they are bytes. */
const chunksOf = (path: string): AsyncIterable<Uint8Array> => createReadStream(path);

function asFailure(error: unknown): unknown {
  if (error instanceof CsvError) return new TrainerFailure("bad_input", error.message, { cause: error });
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  switch (code) {
    case "ENOENT":
      return new TrainerFailure("bad_input", "data.csv is missing from the data folder", { cause: error });
    case "ERR_ENCODING_INVALID_ENCODED_DATA":
      return new TrainerFailure("bad_input", "data.csv is not valid UTF-8: save it as UTF-8", { cause: error });
    default:
      return error;
  }
}
