import type { FunctionName, Place } from "@flash/aws/permissions";
import { CfnOutput, Duration, Stack, type StackProps } from "aws-cdk-lib";
import { type Function as LambdaFunction, InvokeMode } from "aws-cdk-lib/aws-lambda";
import { Queue } from "aws-cdk-lib/aws-sqs";
import type { Construct } from "constructs";
import type { StageSettings } from "../config/flash-config.ts";
import { bucketName, type ChosenStage, pageBucketName, stackName } from "../config/load-config.ts";
import { alarms } from "./alarms.ts";
import { asItIs, notify, platformBucket } from "./bucket.ts";
import { dashboard } from "./dashboard.ts";
import { checkEnvironment } from "./environment.ts";
import { DOOR_PATHS, originSecret } from "./front-door.ts";
import { flashFunction, publicUrl } from "./functions.ts";
import { machinesOf } from "./machines.ts";
import { nudges } from "./nudges.ts";
import { page } from "./page.ts";

export interface FlashStackProps extends StackProps {
  readonly stage: ChosenStage;
  /** Where a function's bundle lies. */
  readonly bundleOf: (name: FunctionName) => string;
  /** The bucket is named and nothing more is said of it: CloudFormation takes it as it is. */
  readonly takesBack: boolean;
}

/** The names of the stack's outputs, which the commands read. */
export const OUTPUTS = {
  apiUrl: "ApiUrl",
  streamUrl: "StreamUrl",
  bucket: "BucketName",
  alarmTopic: "AlarmTopic",
  pageUrl: "PageUrl",
  pageHost: "PageHost",
} as const;

/** The output that names what the machines of a server carry. CloudFormation takes letters and digits alone. */
export const profileOutput = (server: string): string => `InstanceProfile-${server}`.replaceAll("-", "");

/** A platform: everything that one stage is. */
export class FlashStack extends Stack {
  constructor(scope: Construct, { stage, bundleOf, takesBack, ...props }: FlashStackProps) {
    const name = stackName(stage.name);
    super(scope, name, {
      ...props,
      stackName: name,
      description: "Flash: trains models on machines that are on only then",
    });
    const { settings } = stage;
    const bucket = bucketName(stage.name, this.account, this.region);
    const place: Place = {
      bucketArn: `arn:aws:s3:::${bucket}`,
      instancesArn: `arn:aws:ec2:${this.region}:${this.account}:instance/*`,
      stack: name,
      volumeKeyArns: settings.volumeKeyArns,
    };
    const deadLetters = new Queue(this, "dead-letters", { enforceSSL: true, retentionPeriod: Duration.days(14) });
    const fleet = machinesOf(this, { stackName: name, bucketName: bucket, place, settings });
    const environment = {
      FLASH_STACK: name,
      FLASH_BUCKET: bucket,
      FLASH_FLEET: this.toJsonString(fleet.entries),
      FLASH_CLOCKS: JSON.stringify(settings.clocks),
    };
    const around = { stackName: name, place, settings, deadLetters, environment, bundleOf };
    const { frontDoor } = settings;
    const secret = frontDoor === undefined ? null : originSecret(this);
    const apiSettings = { ...this.#apiSettings(settings), ...(secret === null ? {} : { FLASH_ORIGIN_SECRET: secret }) };
    const api = { ...around, environment: { ...environment, ...apiSettings } };
    const functions: Record<FunctionName, LambdaFunction> = {
      api: flashFunction(this, "api", api),
      "api-stream": flashFunction(this, "api-stream", api),
      start: flashFunction(this, "start", around),
      stop: flashFunction(this, "stop", around),
      sweep: flashFunction(this, "sweep", around),
    };
    for (const fn of Object.values(functions)) checkEnvironment(fn);
    const globalName = `${name}-${this.region}`;
    const pageBucket = pageBucketName(stage.name, this.account, this.region);
    const urlsFor = (pages: readonly string[]) => ({
      api: publicUrl(functions.api, InvokeMode.BUFFERED, pages),
      streams: publicUrl(functions["api-stream"], InvokeMode.RESPONSE_STREAM, pages),
    });
    const door = secret === null ? null : { ...frontDoor, secret, urls: urlsFor(settings.allowedOrigins) };
    const served = settings.page ? page(this, { stackName: name, globalName, pageBucket, bucket, door }) : null;
    const pageUrl = served?.url ?? null;
    const origins = [...new Set([...settings.allowedOrigins, ...(pageUrl === null ? [] : [pageUrl])])];
    const urls = door?.urls ?? urlsFor(origins);
    const kept = platformBucket(this, bucket, { ...settings, allowedOrigins: origins });
    notify(kept, bucket, functions);
    if (takesBack) asItIs(kept);
    nudges(this, { sweep: functions.sweep, instanceIds: fleet.instanceIds, deadLetters, bucket: kept });
    const watched = { stackName: name, globalName, settings, functions, deadLetters, instanceIds: fleet.instanceIds };
    const topic = alarms(this, watched);
    dashboard(this, watched);
    const isBehindDoor = door !== null && pageUrl !== null;
    this.#output(OUTPUTS.apiUrl, isBehindDoor ? `${pageUrl}${DOOR_PATHS.api}` : urls.api.url);
    this.#output(OUTPUTS.streamUrl, isBehindDoor ? `${pageUrl}${DOOR_PATHS.streams}` : urls.streams.url);
    this.#output(OUTPUTS.bucket, bucket);
    if (served !== null) {
      this.#output(OUTPUTS.pageUrl, served.url);
      this.#output(OUTPUTS.pageHost, served.host);
    }
    this.#output(OUTPUTS.alarmTopic, topic.topicArn);
    for (const { server, profile } of fleet.profiles) this.#output(profileOutput(server), profile.ref);
  }

  #output(name: string, value: string): CfnOutput {
    return new CfnOutput(this, name, { value });
  }

  #apiSettings({ quotas, limits, rateLimit, signIn }: StageSettings): Readonly<Record<string, string>> {
    return {
      FLASH_QUOTAS: JSON.stringify(quotas),
      FLASH_RATE_LIMIT: JSON.stringify(rateLimit),
      ...(Object.keys(limits).length === 0 ? {} : { FLASH_LIMITS: JSON.stringify(limits) }),
      ...(signIn.length === 0 ? {} : { FLASH_OIDC: JSON.stringify(signIn) }),
    };
  }
}
