import { fileURLToPath } from "node:url";
import { digestOfFiles } from "../../../build/digest-of-files.ts";

/** Where the built page lies. */
export const DIST = fileURLToPath(new URL("../dist/", import.meta.url));

/** In {@link DIST}: names the sources that it was built from. */
export const STAMP = ".sources";

/** Of every file that goes into the page. */
export const digestOfSources = (): Promise<string> =>
  digestOfFiles([
    "apps/web/{src,public}/**/*",
    "apps/web/{index.html,package.json,vite.config.ts}",
    "packages/{sdk,schemas,validation}/{src/**/*,package.json}",
    "package-lock.json",
    "samples/*",
  ]);
