/**
 * Every noun of the API, in one chunk: a chunk for each would be smaller, and each would cut what they share into pieces,
 * which a cold function has to find and open one by one.
 */
export { datasets } from "./datasets/datasets.ts";
export { jobs } from "./jobs/jobs.ts";
export { models } from "./models/models.ts";
export { servers } from "./servers/servers.ts";
export { taskTypes } from "./task-types/task-types.ts";
