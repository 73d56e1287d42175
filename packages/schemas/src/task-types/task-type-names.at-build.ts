import { TASK_TYPES } from "./registry.ts";

/** The keys of the registry, which no one adds to: Object.keys only cannot say so. */
export const TASK_TYPE_NAMES = Object.keys(TASK_TYPES) as (keyof typeof TASK_TYPES)[];
