import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { CommandFault } from "../config/load-config.ts";

const INFRA = fileURLToPath(new URL("../..", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const CDK = fileURLToPath(import.meta.resolve("aws-cdk/bin/cdk"));
const APP = fileURLToPath(new URL("../app.ts", import.meta.url));

/** Which app the CDK command line is to run. */
export interface CdkApp {
  readonly stage: string;
  readonly configFile: string;
  readonly region: string;
  /** Only with the name of the bucket; see {@link deployStack}. */
  readonly takesBack?: boolean;
}

/** A shell line. The stage stands last and bare, since the CDK command line takes quotes away that enclose all of it. */
export const appCommand = ({ stage, configFile, takesBack = false }: Omit<CdkApp, "region">): string =>
  `${JSON.stringify(process.execPath)} --conditions=@flash/source ${JSON.stringify(APP)} --prepared${takesBack ? " --takes-back" : ""} --config ${JSON.stringify(configFile)} --stage ${stage}`;

/**
 * Runs the CDK command line on the stage's stack, with this terminal.
 *
 * @param args - what to do, and its options.
 * @throws CommandFault when it fails; it has said why.
 */
export async function cdk(app: CdkApp, verb: string, ...args: readonly string[]): Promise<void> {
  const options = ["--app", appCommand(app), "--output", "dist/cdk.out", ...args];
  await commandLine([verb, `flash-${app.stage}`, ...options], { folder: INFRA, region: app.region });
}

/**
 * Makes room for bundles and roles for deployments in an account's region, as every use of CDK needs it once.
 *
 * @param environment - such as `aws://123456789012/eu-central-1`.
 * @throws CommandFault when it fails; it has said why.
 */
export async function cdkBootstrap(environment: string, region: string, profile: string | undefined): Promise<void> {
  const options = profile === undefined ? [] : ["--profile", profile];
  // Not in `infra/`, whose cdk.json names an app: that would be synthesised first, to look for more environments.
  await commandLine(["bootstrap", environment, ...options], { folder: ROOT, region });
}

async function commandLine(
  args: readonly string[],
  { folder, region }: { readonly folder: string; readonly region: string },
): Promise<void> {
  const child = spawn(process.execPath, [CDK, ...args], {
    cwd: folder,
    stdio: "inherit",
    env: { ...process.env, AWS_REGION: region },
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new CommandFault(`cdk ${args[0]} failed (${String(code)}); what it wrote above says why.`);
}
