import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CommandFault } from "../config/load-config.ts";

const INFRA = fileURLToPath(new URL("../..", import.meta.url));
const CDK = fileURLToPath(import.meta.resolve("aws-cdk/bin/cdk"));
const APP = fileURLToPath(new URL("../app.ts", import.meta.url));

/** Which app the CDK command line is to run. */
export interface CdkApp {
  readonly stage: string;
  readonly configFile: string;
  readonly region: string;
}

/** A shell line. The stage stands last and bare, since the CDK command line takes quotes away that enclose all of it. */
export const appCommand = ({ stage, configFile }: Omit<CdkApp, "region">): string =>
  `${JSON.stringify(process.execPath)} --conditions=@flash/source ${JSON.stringify(APP)} --config ${JSON.stringify(configFile)} --stage ${stage}`;

/**
 * Runs the CDK command line on the stage's stack, with this terminal.
 *
 * @param args - what to do, and its options.
 * @throws CommandFault when it fails; it has said why.
 */
export async function cdk(app: CdkApp, verb: string, ...args: readonly string[]): Promise<void> {
  const options = ["--app", appCommand(app), "--output", "dist/cdk.out", ...args];
  const child = spawn(process.execPath, [CDK, verb, `flash-${app.stage}`, ...options], {
    cwd: INFRA,
    stdio: "inherit",
    env: { ...process.env, AWS_REGION: app.region },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new CommandFault(`cdk ${verb} failed (${String(code)}); what it wrote above says why.`);
}
