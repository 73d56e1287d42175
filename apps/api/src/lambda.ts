import { assemble } from "./lambda/assemble.ts";
import { bufferedHandler } from "./lambda/buffered.ts";
import { loadConfig } from "./lambda/config.ts";
import { toStderr } from "./lambda/log.ts";

/** Queries and mutations. */
export const handler = bufferedHandler(assemble(await loadConfig(process.env), toStderr));
