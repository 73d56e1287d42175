import type { TRPCClient } from "@trpc/client";
import type { AppRouter } from "./app-router.ts";
import type { AskTaskTypes } from "./task-types/task-types.ts";
import type { Endpoint } from "./transport/endpoint.ts";

/** What the parts of the SDK share. */
export interface Client {
  readonly trpc: TRPCClient<AppRouter>;
  readonly endpoint: Endpoint;
  readonly taskTypes: AskTaskTypes;
}
