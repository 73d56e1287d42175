import type { Mutation } from "./mutations/mutation.ts";
import { OF_ATTEMPTS } from "./mutations/of-attempts.ts";
import { OF_RETRIES } from "./mutations/of-retries.ts";
import { OF_SERVERS } from "./mutations/of-servers.ts";
import { OURS } from "./mutations/ours.ts";

export const MUTATIONS: readonly Mutation[] = [...OF_ATTEMPTS, ...OF_RETRIES, ...OF_SERVERS, ...OURS];
