import type { AppRouter, Refusals } from "@flash/api";
import type { inferRouterInputs } from "@trpc/server";

/** The router of the platform's API: its type and nothing else of it comes into the SDK. */
export type { AppRouter, Refusals };

export type Inputs = inferRouterInputs<AppRouter>;
