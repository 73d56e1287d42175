import { Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import * as z from "zod";
import { CommandFault } from "../config/load-config.ts";
import { resourceOf } from "./functions.ts";

/**
 * All variables of a function together, measured as JSON.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_BYTES = 4_096;

/** All that CloudFormation fills in: the id of a machine that the stack makes. */
const INSTANCE_ID = "i-0123456789abcdef0";

/** How each setting that grows with the configuration becomes smaller. */
const REMEDIES: Readonly<Record<string, string>> = {
  FLASH_FLEET: "deploy some of the servers as a stage of their own",
  FLASH_QUOTAS: "name fewer owners in quotas.owners",
  FLASH_LIMITS: "change fewer limits",
  FLASH_OIDC: "name fewer issuers in signIn",
};

const Environment = z.object({ variables: z.record(z.string(), z.unknown()) });
const Join = z.object({ "Fn::Join": z.tuple([z.string(), z.array(z.unknown())]) });

/**
 * CloudFormation would find it after minutes, and undo the whole deployment.
 *
 * @throws CommandFault for settings that Lambda would refuse, with the largest and its remedy.
 */
export function checkEnvironment(fn: LambdaFunction): void {
  const { variables } = Environment.parse(Stack.of(fn).resolve(resourceOf(fn).environment));
  const settings = Object.entries(variables).map(([name, value]) => [name, asDeployed(value)] as const);
  const total = bytesOf(Object.fromEntries(settings));
  if (total <= MAX_BYTES) return;
  const grown = settings
    .map(([name, value]) => ({ name, bytes: bytesOf(value) }))
    .filter(({ name }) => Object.hasOwn(REMEDIES, name))
    .sort((one, other) => other.bytes - one.bytes);
  const [largest] = grown;
  throw new CommandFault(
    `the settings of function ${fn.node.id} are ${total} bytes, and Lambda takes ${MAX_BYTES}: ${largest === undefined ? "make them shorter" : `${largest.name} has ${largest.bytes} of them: ${REMEDIES[largest.name]}`}`,
  );
}

const bytesOf = (value: unknown): number => Buffer.byteLength(JSON.stringify(value));

function asDeployed(value: unknown): string {
  if (typeof value === "string") return value;
  const joined = Join.safeParse(value);
  if (!joined.success) return INSTANCE_ID;
  const [separator, parts] = joined.data["Fn::Join"];
  return parts.map(asDeployed).join(separator);
}
