import type { LoadParquet } from "../src/open-rows.ts";

export const parquet: LoadParquet = () => import("../src/parquet/open-parquet.ts");
