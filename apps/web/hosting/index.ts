export type { PageConfig } from "../src/config/page-config.ts";
export { CONFIG_PATH } from "../src/config/page-config.ts";
export { buildPage, DIST, isPageBuilt } from "./build-page.ts";
export { pageHeaders } from "./headers.ts";
export { pageFileFor, type PageFile } from "./page-file.ts";
