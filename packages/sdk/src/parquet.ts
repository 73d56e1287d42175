import { openParquet as reader } from "@flash/validation/parquet";
import type { ParquetReader } from "./upload/parquet-reader.ts";

/**
 * Reads Parquet files where they are checked. Beside the client, because its decompressors weigh more than all the rest.
 *
 * @example
 * ```ts
 * const flash = createFlash({ url: "https://flash.example.com", apiKey, parquet: () => import("@flash/sdk/parquet") });
 * const report = await flash.checkDataset(file, { taskType: "text-classification" });
 * ```
 */
export const openParquet: ParquetReader = reader;
