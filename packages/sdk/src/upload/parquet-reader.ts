import type { LoadParquet } from "@flash/validation";

/**
 * What reads Parquet, handed from one entry of this package to another: what it takes and gives is of no use to anybody else.
 *
 * @example
 * ```ts
 * const loaded: ParquetReader = (await import("@flash/sdk/parquet")).openParquet;
 * ```
 */
export type ParquetReader = (...given: never[]) => object;

/**
 * How it is loaded, when there is such a file: `() => import("@flash/sdk/parquet")`.
 *
 * @example
 * ```ts
 * const parquet: LoadParquetReader = () => import("@flash/sdk/parquet");
 * const client = createFlash({ url: "https://flash.example.com", apiKey, parquet });
 * ```
 */
export type LoadParquetReader = () => Promise<{ readonly openParquet: ParquetReader }>;

/** The only one that there is: see `parquet.ts`. */
export const readerOf = (load: LoadParquetReader | undefined): LoadParquet | undefined =>
  load as LoadParquet | undefined;
