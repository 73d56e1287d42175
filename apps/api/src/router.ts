import { datasets } from "./datasets/datasets.ts";
import { jobs } from "./jobs/jobs.ts";
import { models } from "./models/models.ts";
import { servers } from "./servers/servers.ts";
import { status } from "./status/status.ts";
import { taskTypes } from "./task-types/task-types.ts";
import { train } from "./train/train.ts";
import { createCallerFactory, router } from "./trpc.ts";

/** Everything that Flash does for a frontend. */
export const appRouter = router({ status, train, datasets, jobs, models, servers, taskTypes });
export type AppRouter = typeof appRouter;

/** The procedures as functions, without HTTP in between. */
export const createCaller = createCallerFactory(appRouter);
