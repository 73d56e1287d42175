/** Mends a file before it is sent: beside the client, for whoever offers the fixes that a report carries. */
export { fixFile } from "./upload/fix-file.ts";
export type { FixFileOptions } from "./upload/fix-file.ts";
