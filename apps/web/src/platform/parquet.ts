import type { LoadParquetReader } from "@flash/sdk";

/** What reads Parquet on this device: loaded with the first such file. */
export const parquet: LoadParquetReader = () => import("@flash/sdk/parquet");
