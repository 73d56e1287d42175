import * as z from "zod";
import { DatasetRules } from "../dataset-rules.ts";
import { ScoreName } from "../task-types/score.ts";
import { TaskType } from "../task-types/task-type.ts";

/**
 * JSON Schema (draft 2020-12), as much of it as hyperparameters use: what a form has to know of a field, or of all of them.
 * `unit` is not of the standard: what a number counts.
 */
export interface FieldSchema {
  $schema?: string | undefined;
  title?: string | undefined;
  description?: string | undefined;
  unit?: string | undefined;
  type?: "object" | "string" | "integer" | "number" | "boolean" | "null" | undefined;
  /** What is taken when the field is left out; no default: it may be left out if it is not `required`. */
  default?: z.core.util.JSONType | undefined;
  enum?: string[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  exclusiveMinimum?: number | undefined;
  exclusiveMaximum?: number | undefined;
  /** By name, in the order in which a form shows them. */
  properties?: Record<string, FieldSchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: boolean | undefined;
  /** An object that may be left out is one of its schema and of `null`. */
  anyOf?: FieldSchema[] | undefined;
}

/** Strict: a keyword that this does not know would be lost on its way to the form. */
export const FieldSchema: z.ZodType<FieldSchema> = z.lazy(() =>
  z.strictObject({
    $schema: z.string().optional(),
    title: z.string().optional(),
    description: z.string().optional(),
    unit: z.string().optional(),
    type: z.enum(["object", "string", "integer", "number", "boolean", "null"]).optional(),
    default: z.json().optional(),
    enum: z.array(z.string()).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
    properties: z.record(z.string(), FieldSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.boolean().optional(),
    anyOf: z.array(FieldSchema).optional(),
  }),
);

/** One kind of training that the platform offers, as data: what may be chosen, and what a dataset must look like. */
export const WireTaskType = z.object({
  name: TaskType,
  /** For people. */
  title: z.string(),
  /** Of an object whose fields are the hyperparameters. */
  hyperparameters: FieldSchema,
  dataset: DatasetRules,
  /** Largest dataset that may be uploaded. */
  maxDatasetBytes: z.int().positive(),
  /** What its models are judged by. */
  score: ScoreName,
});
export type WireTaskType = z.infer<typeof WireTaskType>;
