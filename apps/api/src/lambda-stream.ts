import { assemble } from "./lambda/assemble.ts";
import { loadConfig } from "./lambda/config.ts";
import { toStderr } from "./lambda/log.ts";
import { streamingHandler } from "./lambda/streaming.ts";

/** Subscriptions: a function of its own, so that watchers never take the place of those who train. */
export const handler = awslambda.streamifyResponse(streamingHandler(assemble(await loadConfig(process.env), toStderr)));
