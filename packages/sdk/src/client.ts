import type { AskTaskTypes } from "./task-types/task-types.ts";
import type { Endpoint } from "./transport/endpoint.ts";
import type { Procedures } from "./transport/procedures.ts";
import type { LoadParquetReader } from "./upload/parquet-reader.ts";

/** What the parts of the SDK share. */
export interface Client {
  readonly trpc: Procedures;
  readonly endpoint: Endpoint;
  readonly taskTypes: AskTaskTypes;
  readonly parquet: LoadParquetReader | undefined;
}
