import type { TextRules } from "@flash/schemas";
import type { ByteSource } from "../bytes/byte-source.ts";
import { decode, type Span } from "../bytes/span.ts";
import { keptRows } from "../kept-rows.ts";
import type { LoadParquet } from "../open-rows.ts";

export interface TextExample {
  input: string;
  /** Without space around it. */
  label: string;
}

/**
 * The kept rows of a text dataset, in file order: exactly those that its report counts as kept. It never throws because of
 * the bytes.
 *
 * @param source - Parquet must be read anywhere; all else may be a stream.
 */
export function readTextExamples(
  source: ByteSource | AsyncIterable<Uint8Array>,
  rules: TextRules,
  parquet: LoadParquet,
): AsyncGenerator<TextExample> {
  const span: Span = { bytes: new Uint8Array(0), start: 0, end: 0 };
  let [input, label] = [0, 0];
  return keptRows<TextExample>(
    source,
    { rules, parquet },
    {
      header: (names) => {
        [input, label] = [names.indexOf("input"), names.indexOf("label")];
        return undefined;
      },
      row: (row) => {
        row.cell(input, span);
        const text = decode(span);
        row.cell(label, span);
        return { input: text, label: decode(span).trim() };
      },
    },
  );
}
