import { type FunctionName, functionStatements, type Place, TRACING } from "@flash/aws/permissions";
import { Duration, RemovalPolicy } from "aws-cdk-lib";
import {
  Architecture,
  CfnFunction,
  Code,
  Function as LambdaFunction,
  FunctionUrlAuthType,
  HttpMethod,
  type IFunctionUrl,
  type InvokeMode,
  RecursiveLoop,
  Runtime,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import { TRIGGER_TIMEOUT_S, type StageSettings } from "../config/flash-config.ts";
import { roleFor } from "./roles.ts";

export interface FunctionSurroundings {
  readonly stackName: string;
  readonly place: Place;
  readonly settings: StageSettings;
  readonly deadLetters: Queue;
  /** The settings that every function has. */
  readonly environment: Readonly<Record<string, string>>;
  /** Where a function's bundle lies. */
  readonly bundleOf: (name: FunctionName) => string;
}

interface Shape {
  readonly timeoutS: number;
  /** Lambda gives CPU by memory; 1,769 MB are one core. */
  readonly memoryMb: number;
}

const SHAPES: Readonly<Record<FunctionName, Shape>> = {
  api: { timeoutS: 30, memoryMb: 1_024 },
  // A validation goes on when its reader has left: the longest that Lambda allows, and a whole core.
  "api-stream": { timeoutS: 900, memoryMb: 1_769 },
  start: { timeoutS: TRIGGER_TIMEOUT_S, memoryMb: 512 },
  stop: { timeoutS: TRIGGER_TIMEOUT_S, memoryMb: 512 },
  sweep: { timeoutS: TRIGGER_TIMEOUT_S, memoryMb: 512 },
};

const TRIGGERS: readonly FunctionName[] = ["start", "stop", "sweep"];
/** A queue whose jobs all fail at once is a chain of stop → put → start → delete → stop, which Lambda would cut at 16. */
const RECURSIVE: readonly FunctionName[] = ["start", "stop"];

const RETENTION = {
  7: RetentionDays.ONE_WEEK,
  14: RetentionDays.TWO_WEEKS,
  30: RetentionDays.ONE_MONTH,
  90: RetentionDays.THREE_MONTHS,
  365: RetentionDays.ONE_YEAR,
} as const satisfies Record<StageSettings["logRetentionDays"], RetentionDays>;

/** A function with its own role, log group and bundle. */
export function flashFunction(scope: Construct, name: FunctionName, around: FunctionSurroundings): LambdaFunction {
  const { place, settings, deadLetters, environment, stackName } = around;
  const { timeoutS, memoryMb } = SHAPES[name];
  const isTrigger = TRIGGERS.includes(name);
  const logGroup = new LogGroup(scope, `${name}-log`, {
    logGroupName: `/${stackName}/${name}`,
    retention: RETENTION[settings.logRetentionDays],
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const role = roleFor(scope, `${name}-role`, "lambda", [
    ...functionStatements(name, place),
    { actions: ["logs:CreateLogStream", "logs:PutLogEvents"], resources: [logGroup.logGroupArn] },
    ...(settings.traces ? [TRACING] : []),
  ]);
  const reserved = settings.reservedConcurrency[name];
  const fn = new LambdaFunction(scope, name, {
    functionName: `${stackName}-${name}`,
    runtime: Runtime.NODEJS_24_X,
    architecture: Architecture.ARM_64,
    handler: "index.handler",
    code: Code.fromAsset(around.bundleOf(name)),
    role,
    logGroup,
    environment: { ...environment },
    timeout: Duration.seconds(timeoutS),
    memorySize: memoryMb,
    // Only triggers are invoked asynchronously. The next sweep does again what a failed one left.
    ...(isTrigger ? { deadLetterQueue: deadLetters, retryAttempts: name === "sweep" ? 0 : 2 } : {}),
    ...(RECURSIVE.includes(name) ? { recursiveLoop: RecursiveLoop.ALLOW } : {}),
    ...(reserved === undefined ? {} : { reservedConcurrentExecutions: reserved }),
  });
  if (settings.traces) trace(fn);
  return fn;
}

/** CDK's own switch would add a second policy to the role, with permissions that stand in no list of ours. */
function trace(fn: LambdaFunction): void {
  resourceOf(fn).tracingConfig = { mode: "Active" };
}

/** What the template has of a function. */
export function resourceOf({ node: { defaultChild } }: LambdaFunction): CfnFunction {
  if (!(defaultChild instanceof CfnFunction)) throw new Error("the function is no CfnFunction");
  return defaultChild;
}

/**
 * The function's own address. No IAM in front of it: callers have API keys, which the function checks itself.
 *
 * CORS is answered by Lambda without invoking the function, which sets no such header.
 */
export function publicUrl(fn: LambdaFunction, invokeMode: InvokeMode, origins: readonly string[]): IFunctionUrl {
  return fn.addFunctionUrl({
    authType: FunctionUrlAuthType.NONE,
    invokeMode,
    ...(origins.length === 0
      ? {}
      : {
          cors: {
            allowedOrigins: [...origins],
            allowedMethods: [HttpMethod.GET, HttpMethod.POST],
            allowedHeaders: ["authorization", "content-type", "last-event-id"],
            exposedHeaders: ["x-amzn-requestid", "x-request-id", "retry-after"],
            maxAge: Duration.minutes(10),
          },
        }),
  });
}
