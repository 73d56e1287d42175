import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { ListedObject, ObjectStore } from "@flash/control-plane";
import type { StoreAct } from "./missing-permission.ts";
import { decodedKey, objectStoreOn, present } from "./object-store-on.ts";
import { taggingOf } from "./request-tag.ts";
import { s3Failure, s3Refusal } from "./s3-refusals.ts";
import { StoreClock, wholeSeconds } from "./store-clock.ts";
import type { Answer, Condition, StoreCalls } from "./store-calls.ts";

/**
 * {@link ObjectStore} on S3 or anything that speaks its protocol with conditional writes and deletes, by the AWS SDK.
 *
 * @throws MissingPermission from any call that S3 answers with `AccessDenied`; the SDK's error for outages.
 */
export const s3ObjectStore = (client: S3Client, bucket: string): ObjectStore => objectStoreOn(sdkCalls(client, bucket));

function sdkCalls(client: S3Client, bucket: string): StoreCalls {
  async function asked<T>(act: StoreAct, key: string, ask: () => Promise<T>): Promise<Answer<T>> {
    try {
      return { ok: true, output: await ask() };
    } catch (error) {
      const refusal = s3Refusal(error);
      if (refusal === null) throw s3Failure(error, act, { bucket, key });
      return { ok: false, refusal };
    }
  }

  return {
    async get(key) {
      const clock = new StoreClock();
      const command = new GetObjectCommand({ Bucket: bucket, Key: key });
      command.middlewareStack.add(clock.watch, StoreClock.PLACE);
      const answer = await asked("read", key, () => client.send(command));
      if (!answer.ok) return { ...answer, at: clock.at() };
      const { Body, ETag: etag, LastModified } = answer.output;
      const body = (await Body?.transformToString("utf-8")) ?? "";
      const lastModified = wholeSeconds(LastModified, "Last-Modified header");
      return { ok: true, output: { body, etag: present(etag, key), lastModified }, at: clock.at() };
    },

    async put(key, body, condition) {
      const command = new PutObjectCommand({
        Bucket: bucket,
        Key: key,
        // As bytes: the SDK takes an empty string for a stream of unknown length.
        Body: Buffer.from(body),
        ContentType: "application/json",
        Tagging: taggingOf(key),
        ...conditionInput(condition),
      });
      const act = condition !== null && "ifMatch" in condition ? "write over a version" : "write";
      const answer = await asked(act, key, () => client.send(command));
      return answer.ok ? { ok: true, output: present(answer.output.ETag, key) } : answer;
    },

    async remove(key, condition) {
      const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, ...conditionInput(condition) });
      const answer = await asked(condition === null ? "delete" : "delete a version", key, () => client.send(command));
      return answer.ok ? { ok: true, output: undefined } : answer;
    },

    async list({ prefix, startAfter, token, limit }) {
      const clock = new StoreClock();
      const command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        // XML cannot carry every character that a key can.
        EncodingType: "url",
        ...(token === undefined ? { StartAfter: startAfter } : { ContinuationToken: token }),
        ...(limit === undefined ? {} : { MaxKeys: limit }),
      });
      command.middlewareStack.add(clock.watch, StoreClock.PLACE);
      const answer = await asked("list", prefix, () => client.send(command));
      if (!answer.ok) return { ...answer, at: clock.at() };
      const { IsTruncated, NextContinuationToken } = answer.output;
      const next = IsTruncated === true ? NextContinuationToken : undefined;
      return { ok: true, output: { objects: entriesOf(answer.output), token: next }, at: clock.at() };
    },
  };
}

function conditionInput(condition: Condition): { readonly IfMatch?: string; readonly IfNoneMatch?: string } {
  if (condition === null) return {};
  return "ifMatch" in condition ? { IfMatch: condition.ifMatch } : { IfNoneMatch: condition.ifNoneMatch };
}

function entriesOf({ Contents = [], EncodingType }: ListObjectsV2CommandOutput): readonly ListedObject[] {
  return Contents.map(({ Key = "", LastModified, Size = 0 }) => ({
    key: decodedKey(Key, EncodingType),
    lastModified: wholeSeconds(LastModified, `time of ${Key}`),
    sizeBytes: Size,
  }));
}
