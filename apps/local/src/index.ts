export { BUCKET, LOCAL_CLOCKS, LOCAL_FLEET, REGION } from "./local-setup.ts";
export { ownerClient } from "./bucket.ts";
export { credentials } from "./functions/register-functions.ts";
export { builtPage } from "./page/built-page.ts";
export { type PageServer, servePage } from "./page/serve-page.ts";
export { startPlatform, type Platform, type PlatformOptions } from "./platform.ts";
