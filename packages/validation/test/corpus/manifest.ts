import { CSV_FILES } from "./csv-files.ts";
import type { CorpusFile } from "./corpus-file.ts";
import { asTables, firstWithEach, packedFiles } from "./derived-files.ts";
import { GZIP_FILES } from "./gzip-files.ts";
import { IMAGE_FILES } from "./image-files.ts";
import { JSON_FILES } from "./json-files.ts";
import { PARQUET_FILES } from "./parquet-files.ts";
import { SAME_TABLES, SAME_TABLES_IN_CSV, SAME_TEXTS } from "./same-rows-files.ts";
import { TABLE_FILES } from "./table-files.ts";

/** Every file of the corpus, with the exact problems that it has. */
export const CORPUS: readonly CorpusFile[] = [
  ...named("text", CSV_FILES),
  ...named("text", JSON_FILES),
  ...named("text", GZIP_FILES),
  ...named("text", PARQUET_FILES),
  ...named("text", SAME_TEXTS),
  ...named("text", packedFiles([...CSV_FILES, ...JSON_FILES], GZIP_FILES)),
  ...named("table", TABLE_FILES),
  ...named("table", SAME_TABLES),
  ...named("table", otherTables()),
  ...named("images", IMAGE_FILES),
];

function otherTables(): CorpusFile[] {
  const ofBytes = ["invalid_utf8", "unpaired_surrogate", "nul_byte", "stray_bom", "row_too_long"];
  const plain = [
    ...firstWithEach(SAME_TABLES_IN_CSV, TABLE_FILES),
    ...asTables(CSV_FILES, [...ofBytes, "not_text", "text_after_quote", "stray_quote"]),
    ...asTables(JSON_FILES, [...ofBytes, "invalid_json", "nested_value", "unknown_keys", "json_array"]),
  ];
  return [
    ...plain,
    ...packedFiles([...TABLE_FILES, ...plain], []),
    ...asTables(GZIP_FILES, ["damaged_gzip", "unpacks_too_large"]),
    ...asTables(PARQUET_FILES, ["invalid_utf8", "damaged_parquet", "parquet_chunk_too_large"]),
  ];
}

function named(folder: string, files: readonly CorpusFile[]): CorpusFile[] {
  return files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}
