import type { Mutation } from "./mutations/mutation.ts";
import { OF_THE_PROTOCOL } from "./mutations/of-the-protocol.ts";
import { OURS } from "./mutations/ours.ts";

export const MUTATIONS: readonly Mutation[] = [...OF_THE_PROTOCOL, ...OURS];
