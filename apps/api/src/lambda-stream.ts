import { assemble } from "./lambda/assemble.ts";
import { loadConfig } from "./lambda/config.ts";
import { toStderr } from "./lambda/log.ts";
import { streamingHandler } from "./lambda/streaming.ts";

// Not awaited here: what the configuration loads later shares files with this module, and would wait for it.
const assembled = loadConfig(process.env).then((config) => streamingHandler(assemble(config, toStderr)));

/** Subscriptions: a function of its own, so that watchers never take the place of those who train. */
export const handler = awslambda.streamifyResponse(async (...invocation: Parameters<Awaited<typeof assembled>>) =>
  (await assembled)(...invocation),
);
