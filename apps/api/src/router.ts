import { lazy } from "@trpc/server";
import { status } from "./status/status.ts";
import { train } from "./train/train.ts";
import { createCallerFactory, router } from "./trpc.ts";

/**
 * Everything that Flash does for a frontend. The nouns are chunks of their own, each loaded by the first call of one of
 * its procedures: a cold function does not read what its first caller does not ask for.
 */
export const appRouter = router({
  status,
  train,
  datasets: lazy(() => import("./datasets/datasets.ts")),
  jobs: lazy(() => import("./jobs/jobs.ts")),
  models: lazy(() => import("./models/models.ts")),
  servers: lazy(() => import("./servers/servers.ts")),
  taskTypes: lazy(() => import("./task-types/task-types.ts")),
});
export type AppRouter = typeof appRouter;

/** The procedures as functions, without HTTP in between. */
export const createCaller = createCallerFactory(appRouter);
