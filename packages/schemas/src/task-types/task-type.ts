import * as z from "zod";
import { TASK_TYPE_NAMES } from "./task-type-names.at-build.ts";

/** The name of a task type. Apart from the registry: whoever only has names to check need not make every schema in it. */
export const TaskType = z.enum(TASK_TYPE_NAMES);
export type TaskType = z.infer<typeof TaskType>;
