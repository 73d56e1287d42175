import { Duration, RemovalPolicy } from "aws-cdk-lib";
import { AnyPrincipal, Effect, PolicyStatement } from "aws-cdk-lib/aws-iam";
import { CfnPermission, type IFunction } from "aws-cdk-lib/aws-lambda";
import {
  BlockPublicAccess,
  Bucket,
  BucketEncryption,
  CfnBucket,
  HttpMethods,
  ObjectOwnership,
} from "aws-cdk-lib/aws-s3";
import { Stack } from "aws-cdk-lib";
import { CHECKPOINT_TAG, REQUEST_TAG } from "@flash/aws";
import { unconditionalChanges } from "@flash/aws/permissions";
import type { Construct } from "constructs";
import type { StageSettings } from "../config/flash-config.ts";
import { acknowledge } from "./acknowledgements.ts";

/** Everything that the platform keeps. It outlives the stack. */
export function platformBucket(scope: Construct, name: string, settings: StageSettings): Bucket {
  const bucket = new Bucket(scope, "Bucket", {
    bucketName: name,
    blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
    objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
    encryption: BucketEncryption.S3_MANAGED,
    enforceSSL: true,
    minimumTLSVersion: 1.2,
    versioned: settings.versioning,
    removalPolicy: RemovalPolicy.RETAIN,
    lifecycleRules: [
      { id: "unfinished-uploads", abortIncompleteMultipartUploadAfter: Duration.days(2) },
      // By the tag that nothing else has. A file that did not change stays where an earlier attempt has put it.
      {
        id: "checkpoints",
        tagFilters: { ...CHECKPOINT_TAG },
        expiration: Duration.days(checkpointDays(settings.clocks)),
      },
      { id: "requests", tagFilters: { ...REQUEST_TAG }, expiration: Duration.days(REQUEST_DAYS) },
      // Only what was overwritten or deleted already. Nothing else ever expires: an object that vanished by itself would
      // be a training config that nobody deleted.
      ...(settings.versioning
        ? // A deletion leaves a marker, which S3 would keep, and every listing of `open/` and `queue/` step over, for ever.
          [{ id: "old-versions", noncurrentVersionExpiration: Duration.days(30), expiredObjectDeleteMarker: true }]
        : []),
    ],
    cors: settings.allowedOrigins.length === 0 ? [] : [uploadsFrom(settings.allowedOrigins)],
  });
  acknowledge(bucket, "AwsSolutions-S1");
  if (settings.enforceConditionalWrites) refuseUnconditional(bucket);
  return bucket;
}

/** So long a call that is sent again with its key is known: longer than anybody sends one again. */
const REQUEST_DAYS = 30;
const DAY_MS = 24 * 60 * 60_000;
const GRACE_DAYS = 7;

/** A week longer than a job with all its attempts may take. */
export const checkpointDays = (clocks: StageSettings["clocks"]): number =>
  Math.ceil((clocks.maxQueueMs + (clocks.maxBootMs + clocks.maxRunMs) * clocks.maxAttempts) / DAY_MS) + GRACE_DAYS;

const uploadsFrom = (allowedOrigins: readonly string[]) => ({
  allowedOrigins: [...allowedOrigins],
  allowedMethods: [HttpMethods.GET, HttpMethods.PUT, HttpMethods.HEAD],
  allowedHeaders: ["content-type", "x-amz-*", "if-none-match", "range"],
  // A browser shows a page no other headers than these.
  exposedHeaders: ["ETag", "x-amz-checksum-sha256", "x-amz-version-id", "x-amz-request-id"],
  maxAge: 600,
});

function refuseUnconditional(bucket: Bucket): void {
  for (const { sid, actions, resources, conditions } of unconditionalChanges(bucket))
    bucket.addToResourcePolicy(
      new PolicyStatement({
        sid,
        effect: Effect.DENY,
        principals: [new AnyPrincipal()],
        actions: [...actions],
        resources: [...resources],
        conditions,
      }),
    );
}

/** The server `default` has the bare key, every other one the same key below `servers/<name>/`. */
const CONFIG_FILTERS = [
  { prefix: "training/", suffix: "training.json" },
  { prefix: "servers/", suffix: "/training/training.json" },
] as const;

/**
 * Who hears of a training config that came or went.
 *
 * CDK's own notifications bring a custom resource: one more function, in Python, whose role may change any bucket's.
 * The bucket has a fixed name, so plain CloudFormation does. `ObjectRemoved:*`, since a delete in a versioned bucket is no
 * `ObjectRemoved:Delete` but a `DeleteMarkerCreated`.
 */
export function notify(bucket: Bucket, name: string, { start, stop }: { start: IFunction; stop: IFunction }): void {
  const resource = resourceOf(bucket);
  for (const [id, fn] of Object.entries({ start, stop })) {
    const permission = new CfnPermission(bucket, `Invoke-${id}`, {
      action: "lambda:InvokeFunction",
      functionName: fn.functionArn,
      principal: "s3.amazonaws.com",
      // Bucket names are anybody's once they are free: only this account's bucket of that name is meant.
      sourceAccount: Stack.of(bucket).account,
      sourceArn: `arn:aws:s3:::${name}`,
    });
    resource.addResourceDependency(permission);
  }
  const to = (fn: IFunction, event: string) =>
    CONFIG_FILTERS.map(({ prefix, suffix }) => ({
      event,
      function: fn.functionArn,
      filter: {
        s3Key: {
          rules: [
            { name: "prefix", value: prefix },
            { name: "suffix", value: suffix },
          ],
        },
      },
    }));
  resource.notificationConfiguration = {
    lambdaConfigurations: [...to(start, "s3:ObjectCreated:*"), ...to(stop, "s3:ObjectRemoved:*")],
  };
}

/** All that the template says of the bucket, but for its name. */
const SAID = [
  "BucketEncryption",
  "CorsConfiguration",
  "LifecycleConfiguration",
  "NotificationConfiguration",
  "OwnershipControls",
  "PublicAccessBlockConfiguration",
  "VersioningConfiguration",
];

/** Leaves nothing but the name in the template: what CloudFormation takes back it does not change. */
export function asItIs(bucket: Bucket): void {
  for (const property of SAID) resourceOf(bucket).addPropertyDeletionOverride(property);
}

function resourceOf({ node: { defaultChild } }: Bucket): CfnBucket {
  if (!(defaultChild instanceof CfnBucket)) throw new Error("the bucket is no CfnBucket");
  return defaultChild;
}
