/** The parts of the API function, with those that it loads on demand: for whoever bundles them in another way to compare. */
export { describedTaskTypes } from "../task-types/described.at-build.ts";
export { assemble } from "./assemble.ts";
export { loadConfig } from "./config.ts";
export { jobDesk } from "./job-desk.ts";
export { toStderr } from "./log.ts";
export { s3Files } from "./s3-files.ts";
export { s3Store } from "./s3-store.ts";
