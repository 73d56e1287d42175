import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketNotificationConfigurationCommand,
  type LambdaFunctionConfiguration,
  PutBucketNotificationConfigurationCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  UploadPartCommand,
} from "@aws-sdk/client-s3";
import { beforeEach, describe, expect, test } from "vitest";
import type { S3Event, S3EventRecord } from "./events/s3-event.ts";
import { BUCKET, refusalOf, startTestS3 } from "./testing/test-s3.ts";

const START = "arn:aws:lambda:us-east-1:000000000000:function:start";
const STOP = "arn:aws:lambda:us-east-1:000000000000:function:stop";
const received: [functionArn: string, event: S3Event][] = [];
const { client, faults } = await startTestS3({ onEvent: (functionArn, event) => received.push([functionArn, event]) });

const configure = (LambdaFunctionConfigurations: LambdaFunctionConfiguration[], Bucket = BUCKET) =>
  client.send(
    new PutBucketNotificationConfigurationCommand({
      Bucket,
      NotificationConfiguration: { LambdaFunctionConfigurations },
    }),
  );
const put = (Key: string, Body = "x", Bucket = BUCKET) => client.send(new PutObjectCommand({ Bucket, Key, Body }));
const remove = (Key: string, Bucket = BUCKET) => client.send(new DeleteObjectCommand({ Bucket, Key }));
/** Longer than it ever takes, as the machine may be busy. */
const PATIENCE = { timeout: 15_000 };
const records = (): S3EventRecord[] => received.flatMap(([, event]) => event.Records);
const seen = (): string[] => records().map(({ eventName, s3 }) => `${eventName} ${s3.object.key}`);
/** Events come after the answer, in order: once this one is here, no other is missing. */
async function settled(): Promise<void> {
  await put("training/settled.json");
  await expect.poll(seen, PATIENCE).toContain("ObjectCreated:Put training/settled.json");
  received.splice(
    received.findIndex(([, event]) => event.Records[0]?.s3.object.key === "training/settled.json"),
    1,
  );
}

const created: LambdaFunctionConfiguration = {
  Id: "start",
  LambdaFunctionArn: START,
  Events: ["s3:ObjectCreated:*"],
  Filter: {
    Key: {
      FilterRules: [
        { Name: "prefix", Value: "training/" },
        { Name: "suffix", Value: ".json" },
      ],
    },
  },
};
const removed: LambdaFunctionConfiguration = {
  ...created,
  Id: "stop",
  LambdaFunctionArn: STOP,
  Events: ["s3:ObjectRemoved:*"],
};

beforeEach(async () => {
  await configure([created, removed]);
  faults.clear();
  received.length = 0;
});

describe("a notification", () => {
  test("reaches the function that asked for this event, prefix and suffix, and nobody else", async () => {
    await put("training/training.json");
    await put("other/training.json");
    await put("training/training.txt");
    await remove("training/training.json");
    await settled();
    expect(received.map(([functionArn, { Records }]) => [functionArn, Records[0]?.eventName])).toEqual([
      [START, "ObjectCreated:Put"],
      [STOP, "ObjectRemoved:Delete"],
    ]);
  });

  test("has the shape that AWS documents", async () => {
    await put("training/a b+ü.json", "twelve bytes");
    await settled();
    expect(received[0]?.[1]).toEqual({
      Records: [
        {
          eventVersion: "2.1",
          eventSource: "aws:s3",
          awsRegion: "us-east-1",
          eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
          eventName: "ObjectCreated:Put",
          userIdentity: { principalId: "AWS:root" },
          requestParameters: { sourceIPAddress: "127.0.0.1" },
          responseElements: {
            "x-amz-request-id": expect.stringMatching(/^[0-9A-F]{16}$/),
            "x-amz-id-2": expect.any(String),
          },
          s3: {
            s3SchemaVersion: "1.0",
            configurationId: "start",
            bucket: { name: BUCKET, ownerIdentity: { principalId: expect.any(String) }, arn: `arn:aws:s3:::${BUCKET}` },
            object: {
              key: "training/a+b%2B%C3%BC.json",
              size: 12,
              eTag: "c91fa94e14cf2fa5474beceff788c0dc",
              sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
            },
          },
        },
      ],
    });
  });

  test("of a later change has the greater sequencer", async () => {
    await put("training/1.json");
    await put("training/1.json");
    await remove("training/1.json");
    await settled();
    const sequencers = records().map(({ s3 }) => s3.object.sequencer);
    expect(sequencers).toEqual(sequencers.toSorted());
    expect(new Set(sequencers).size).toBe(3);
  });

  test("names how the object was made", async () => {
    await put("source");
    await client.send(
      new CopyObjectCommand({ Bucket: BUCKET, Key: "training/copy.json", CopySource: `${BUCKET}/source` }),
    );
    const upload = { Bucket: BUCKET, Key: "training/parts.json" };
    const { UploadId } = await client.send(new CreateMultipartUploadCommand(upload));
    const { ETag } = await client.send(new UploadPartCommand({ ...upload, UploadId, PartNumber: 1, Body: "x" }));
    const Parts = [{ PartNumber: 1, ETag }];
    await client.send(new CompleteMultipartUploadCommand({ ...upload, UploadId, MultipartUpload: { Parts } }));
    await settled();
    expect(seen()).toEqual([
      "ObjectCreated:Copy training/copy.json",
      "ObjectCreated:CompleteMultipartUpload training/parts.json",
    ]);
  });

  test("is not sent for a refused write nor for a delete of nothing", async () => {
    await remove("training/never-there.json");
    const stale = client.send(new PutObjectCommand({ Bucket: BUCKET, Key: "training/a.json", IfMatch: '"stale"' }));
    await refusalOf(stale);
    await settled();
    expect(seen()).toEqual([]);
  });

  test("of a delete in a bucket with versions is DeleteMarkerCreated", async () => {
    const Bucket = "with-versions";
    await client.send(new CreateBucketCommand({ Bucket }));
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
    await configure([removed], Bucket);
    const { VersionId } = await put("training/v.json", "x", Bucket);
    await remove("training/v.json", Bucket);
    await client.send(new DeleteObjectCommand({ Bucket, Key: "training/v.json", VersionId }));
    await expect
      .poll(seen, PATIENCE)
      .toEqual(["ObjectRemoved:DeleteMarkerCreated training/v.json", "ObjectRemoved:Delete training/v.json"]);
    expect(records()[1]?.s3.object.versionId).toBe(VersionId);
  });
});

describe("the configuration", () => {
  test("comes back as it was put", async () => {
    const stored = await client.send(new GetBucketNotificationConfigurationCommand({ Bucket: BUCKET }));
    expect(stored.LambdaFunctionConfigurations).toEqual([
      {
        ...created,
        Filter: {
          Key: {
            FilterRules: [
              { Name: "Prefix", Value: "training/" },
              { Name: "Suffix", Value: ".json" },
            ],
          },
        },
      },
      {
        ...removed,
        Filter: {
          Key: {
            FilterRules: [
              { Name: "Prefix", Value: "training/" },
              { Name: "Suffix", Value: ".json" },
            ],
          },
        },
      },
    ]);
  });

  test("is refused when two rules could take the same event, or an event is unknown", async () => {
    expect(await refusalOf(configure([created, { ...created, Id: "again" }]))).toEqual([400, "InvalidArgument"]);
    const unknown = [{ ...created, Events: ["s3:ObjectTagging:*" as const] }];
    expect(await refusalOf(configure(unknown))).toEqual([400, "InvalidArgument"]);
    const QueueConfigurations = [{ QueueArn: "arn:aws:sqs:us-east-1:0:q", Events: ["s3:ObjectCreated:*" as const] }];
    const queue = { Bucket: BUCKET, NotificationConfiguration: { QueueConfigurations } };
    expect(await refusalOf(client.send(new PutBucketNotificationConfigurationCommand(queue)))).toEqual([
      501,
      "NotImplemented",
    ]);
  });
});

describe("the event switches", () => {
  const isOne = (record: S3EventRecord): boolean => record.s3.object.key === "training/1.json";

  test("drop an event", async () => {
    faults.disturbEvents({ kind: "drop", match: isOne });
    await put("training/1.json");
    await put("training/1.json");
    await settled();
    expect(seen()).toEqual(["ObjectCreated:Put training/1.json"]);
  });

  test("double an event, sequencer and all", async () => {
    faults.disturbEvents({ kind: "double" });
    await put("training/1.json");
    await settled();
    expect(records()).toHaveLength(2);
    expect(records()[0]).toEqual(records()[1]);
  });

  test("let a later event overtake", async () => {
    faults.disturbEvents({ kind: "reorder", match: isOne, delayMs: 60_000 });
    await put("training/1.json");
    await put("training/2.json");
    await expect
      .poll(seen, PATIENCE)
      .toEqual(["ObjectCreated:Put training/2.json", "ObjectCreated:Put training/1.json"]);
  });

  test("delay an event", async () => {
    faults.disturbEvents({ kind: "delay", match: isOne, delayMs: 100 });
    const before = performance.now();
    await put("training/1.json");
    await expect.poll(seen, { ...PATIENCE, interval: 1 }).toEqual(["ObjectCreated:Put training/1.json"]);
    expect(performance.now() - before).toBeGreaterThan(80);
  });
});
