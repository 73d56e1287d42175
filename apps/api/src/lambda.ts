import { assemble } from "./lambda/assemble.ts";
import { bufferedHandler } from "./lambda/buffered.ts";
import { loadConfig } from "./lambda/config.ts";
import { toStderr } from "./lambda/log.ts";

// Not awaited here: what the configuration loads later shares files with this module, and would wait for it.
const assembled = loadConfig(process.env).then((config) => bufferedHandler(assemble(config, toStderr)));

/** Queries and mutations. */
export const handler: Awaited<typeof assembled> = async (event) => (await assembled)(event);
