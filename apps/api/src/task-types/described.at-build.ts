import { TASK_TYPES, WireTaskType } from "@flash/schemas";
import * as z from "zod";

/** Every task type as plain data, its hyperparameters as JSON Schema of what a caller may send. */
export const describedTaskTypes: readonly WireTaskType[] = Object.values(TASK_TYPES).map((definition) =>
  WireTaskType.parse({
    ...definition,
    hyperparameters: z.toJSONSchema(definition.hyperparameters, { io: "input" }),
  }),
);
