import {
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
  PutBucketNotificationConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { s3ObjectStore } from "@flash/aws";
import { createFirstStatus, Documents, type Fleet } from "@flash/control-plane";
import type { Identity, LocalS3 } from "@flash/local-aws";
import { BUCKET, REGION } from "./local-setup.ts";

export interface TriggerArns {
  readonly start: string;
  readonly stop: string;
}

export const ownerClient = ({ url }: LocalS3, { accessKeyId, secretAccessKey }: Identity): S3Client =>
  new S3Client({ endpoint: url, region: REGION, credentials: { accessKeyId, secretAccessKey } });

/**
 * Makes the bucket at the first start, with a status for each server, and sets what may change between starts: which
 * pages may upload, and which functions hear of a training config.
 */
export async function prepareBucket(
  client: S3Client,
  fleet: Fleet,
  triggers: TriggerArns,
  newWriteId: () => string,
): Promise<void> {
  if (!(await bucketExists(client))) await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const documents = new Documents(s3ObjectStore(client, BUCKET), newWriteId);
  const { objects } = await documents.store.list("", { limit: 1 });
  // A status that is missing in a bucket with content was removed by somebody: the rule rebuilds it with care.
  if (objects.length === 0) for (const server of fleet) await createFirstStatus({ documents, server });
  await client.send(
    new PutBucketCorsCommand({
      Bucket: BUCKET,
      CORSConfiguration: {
        CORSRules: [
          {
            AllowedOrigins: ["http://localhost:*", "http://127.0.0.1:*"],
            AllowedMethods: ["GET", "PUT", "HEAD"],
            AllowedHeaders: ["content-type", "x-amz-*", "if-none-match", "range"],
            ExposeHeaders: ["ETag", "x-amz-checksum-sha256", "x-amz-version-id", "x-amz-request-id"],
            MaxAgeSeconds: 600,
          },
        ],
      },
    }),
  );
  await client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket: BUCKET,
      NotificationConfiguration: {
        LambdaFunctionConfigurations: [
          ...notify("start", triggers.start, "s3:ObjectCreated:*"),
          ...notify("stop", triggers.stop, "s3:ObjectRemoved:*"),
        ],
      },
    }),
  );
}

/** The server `default` has the bare key, every other one the same key below `servers/<name>/`. */
const notify = (id: string, arn: string, event: "s3:ObjectCreated:*" | "s3:ObjectRemoved:*") =>
  [
    ["training/", "training.json"],
    ["servers/", "/training/training.json"],
  ].map(([prefix, suffix], index) => ({
    Id: `${id}-${index}`,
    LambdaFunctionArn: arn,
    Events: [event],
    Filter: {
      Key: {
        FilterRules: [
          { Name: "prefix" as const, Value: prefix },
          { Name: "suffix" as const, Value: suffix },
        ],
      },
    },
  }));

async function bucketExists(client: S3Client): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: BUCKET }));
    return true;
  } catch (error) {
    if (error instanceof Error && error.name === "NotFound") return false;
    throw error;
  }
}
