import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FunctionName } from "@flash/aws/permissions";
import { CommandFault } from "./config/load-config.ts";

const APP_OF: Readonly<Record<FunctionName, string>> = {
  api: "api",
  "api-stream": "api",
  start: "s3-triggers",
  stop: "s3-triggers",
  sweep: "s3-triggers",
};

/**
 * Where `npm run build` puts a function's bundle.
 *
 * @throws CommandFault when it is not there.
 */
export function bundleFolder(name: FunctionName): string {
  const folder = fileURLToPath(new URL(`../../apps/${APP_OF[name]}/dist/${name}`, import.meta.url));
  if (!existsSync(folder)) throw new CommandFault(`there is no bundle at ${folder}: run npm run build first`);
  return folder;
}
