import * as z from "zod";
import { ImageReport } from "./image-report.ts";
import { TableReport } from "./table-report.ts";
import { TextReport } from "./text-report.ts";

/** What validation found out about a dataset, by its kind. */
export const DatasetReport = z.discriminatedUnion("kind", [TextReport, ImageReport, TableReport]);
export type DatasetReport = z.infer<typeof DatasetReport>;
