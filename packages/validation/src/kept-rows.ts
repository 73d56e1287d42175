import type { TableRules, TextRules } from "@flash/schemas";
import type { ByteSource } from "./bytes/byte-source.ts";
import type { Row } from "./csv/row.ts";
import { NO_DIGEST } from "./digest/no-digest.ts";
import { type LoadParquet, openRows } from "./open-rows.ts";

/** Makes something of the rows that are kept. */
export interface RowMaker<Made> {
  header(names: readonly string[]): Made | undefined;
  row(row: Row): Made;
}

/**
 * What is made of the rows that validation keeps, in file order: the same judge decides. Of a dataset that is not valid it gives
 * what could be read; it never throws because of the bytes.
 */
export async function* keptRows<Made>(
  source: ByteSource | AsyncIterable<Uint8Array>,
  { rules, parquet }: { readonly rules: TextRules | TableRules; readonly parquet: LoadParquet },
  maker: RowMaker<Made>,
): AsyncGenerator<Made> {
  let made: Made[] = [];
  const take = (): Made[] => {
    const taken = made;
    made = [];
    return taken;
  };
  const { validator, steps } = await openRows(source, rules, {
    parquet,
    hasher: NO_DIGEST,
    onHeader: (_, names) => {
      const header = maker.header(names);
      if (header !== undefined) made.push(header);
    },
    onRow: (row, { kept }) => {
      if (kept) made.push(maker.row(row));
    },
  });
  for await (const _ of steps) yield* take();
  validator.finish();
  yield* take();
}
