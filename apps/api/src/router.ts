import { lazy } from "@trpc/server";
import { status } from "./status/status.ts";
import { train } from "./train/train.ts";
import { createCallerFactory, router } from "./trpc.ts";

/**
 * Everything that Flash does for a frontend. The nouns are loaded by the first call of one of their procedures: a cold
 * function does not read what its first caller does not ask for.
 */
export const appRouter = router({
  status,
  train,
  datasets: lazy(async () => (await import("./nouns.ts")).datasets),
  jobs: lazy(async () => (await import("./nouns.ts")).jobs),
  models: lazy(async () => (await import("./nouns.ts")).models),
  servers: lazy(async () => (await import("./nouns.ts")).servers),
  taskTypes: lazy(async () => (await import("./nouns.ts")).taskTypes),
});
export type AppRouter = typeof appRouter;

/** The procedures as functions, without HTTP in between. */
export const createCaller = createCallerFactory(appRouter);
