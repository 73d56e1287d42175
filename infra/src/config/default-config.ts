import { fileURLToPath } from "node:url";

/** The configuration that is meant when none is named. */
export const DEFAULT_CONFIG = fileURLToPath(new URL("../../flash.config.ts", import.meta.url));
