import { CSV_FILES } from "./csv-files.ts";
import type { CorpusFile } from "./corpus-file.ts";
import { GZIP_FILES } from "./gzip-files.ts";
import { IMAGE_FILES } from "./image-files.ts";
import { JSON_FILES } from "./json-files.ts";
import { PARQUET_FILES } from "./parquet-files.ts";
import { TABLE_FILES } from "./table-files.ts";

/** Every file of the corpus, with the exact problems that it has. */
export const CORPUS: readonly CorpusFile[] = [
  ...named("text", CSV_FILES),
  ...named("text", JSON_FILES),
  ...named("text", GZIP_FILES),
  ...named("text", PARQUET_FILES),
  ...named("table", TABLE_FILES),
  ...named("images", IMAGE_FILES),
];

function named(folder: string, files: readonly CorpusFile[]): CorpusFile[] {
  return files.map((file) => ({ ...file, name: `${folder}/${file.name}` }));
}
