import { camelCase } from "@flash/schemas";
import type { TrainerJob } from "@flash/schemas";
import * as z from "zod";
import { TrainerFailure } from "./failure.ts";

/**
 * The job's params by the task type's own schema.
 *
 * @throws TrainerFailure `unsupported` for a model that is not here, `bad_params` for anything else, naming the field.
 */
export function jobParams<Schema extends z.ZodType>(schema: Schema, { params }: TrainerJob): z.infer<Schema> {
  const parsed = schema.safeParse(camelCase(params));
  if (parsed.success) return parsed.data;
  const message = `job.json, params: ${z.prettifyError(parsed.error)}`;
  const isModel = parsed.error.issues.some(({ path }) => path[0] === "model");
  throw new TrainerFailure(isModel ? "unsupported" : "bad_params", message);
}
