import { TASK_TYPES } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import type * as z from "zod";
import { jobParams } from "../job-params.ts";

const { hyperparameters } = TASK_TYPES["tabular-classification"];
export type TableParams = z.infer<typeof hyperparameters>;

export const tableParams = (job: TrainerJob): TableParams => jobParams(hyperparameters, job);
