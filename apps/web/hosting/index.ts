export type { PageConfig } from "../src/config/page-config.ts";
export { CONFIG_PATH, pageConfig } from "../src/config/page-config.ts";
export { buildPage, isPageBuilt } from "./build-page.ts";
export { DIST } from "./sources.ts";
export { pageHeaders } from "./headers.ts";
export { pageFileFor, type PageFile } from "./page-file.ts";
