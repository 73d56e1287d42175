import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from "@aws-sdk/client-s3";
import type { ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3";
import type { Dated, ETag, ListedObject, ObjectStore, StoredObject } from "@flash/control-plane";
import type { StoreAct } from "./missing-permission.ts";
import { s3Failure, s3Refusal } from "./s3-refusals.ts";
import type { S3Refusal } from "./s3-refusals.ts";
import { StoreClock, wholeSeconds } from "./store-clock.ts";

/** Waits before the same write again after a 409, in ms at most. About 6 s in all, then S3 counts as out of order. */
const CONFLICT_WAITS_MS = [50, 100, 200, 400, 800, 1_600, 3_200];
const MAX_LIMIT = 1000;

type Answer<T> = { readonly ok: true; readonly output: T } | { readonly ok: false; readonly refusal: S3Refusal };

/**
 * {@link ObjectStore} on S3 or anything that speaks its protocol with conditional writes and deletes.
 *
 * @throws MissingPermission from any call that S3 answers with `AccessDenied`; the SDK's error for outages.
 */
export function s3ObjectStore(client: S3Client, bucket: string): ObjectStore {
  async function asked<T>(act: StoreAct, key: string, ask: () => Promise<T>): Promise<Answer<T>> {
    try {
      return { ok: true, output: await ask() };
    } catch (error) {
      const refusal = s3Refusal(error);
      if (refusal === null) throw s3Failure(error, act, { bucket, key });
      return { ok: false, refusal };
    }
  }

  async function get(key: string): Promise<Dated & { readonly found: StoredObject | null }> {
    const clock = new StoreClock();
    const command = new GetObjectCommand({ Bucket: bucket, Key: key });
    command.middlewareStack.add(clock.watch, StoreClock.PLACE);
    const answer = await asked("read", key, () => client.send(command));
    if (!answer.ok) {
      if (answer.refusal === "missing") return { found: null, at: clock.at() };
      throw new Error(`S3 answered a plain read of ${key} with ${answer.refusal}`);
    }
    const { Body, ETag: etag, LastModified } = answer.output;
    const body = (await Body?.transformToString("utf-8")) ?? "";
    const lastModified = wholeSeconds(LastModified, "Last-Modified header");
    return { found: { body, etag: present(etag, key), lastModified }, at: clock.at() };
  }

  async function create(key: string, body: string): Promise<ETag | null> {
    const write = { ...document(bucket, key, body), IfNoneMatch: "*" };
    for (const waitMs of [...CONFLICT_WAITS_MS, null]) {
      const answer = await asked("write", key, () => client.send(new PutObjectCommand(write)));
      if (answer.ok) return present(answer.output.ETag, key);
      if (answer.refusal === "changed") return null;
      if (answer.refusal === "missing") throw new Error(`S3 answered a creation of ${key} with 404`);
      // Racing creators that all waited as long would collide again, hence the jitter.
      if (waitMs !== null) await sleep(Math.random() * waitMs);
    }
    throw new Error(`S3 answered every creation of ${key} with a conflict (409)`);
  }

  async function replace(key: string, body: string, etag: ETag): Promise<ETag | null> {
    const write = { ...document(bucket, key, body), IfMatch: etag };
    const answer = await asked("write over a version", key, () => client.send(new PutObjectCommand(write)));
    return answer.ok ? present(answer.output.ETag, key) : null;
  }

  async function put(key: string, body: string): Promise<void> {
    const answer = await asked("write", key, () => client.send(new PutObjectCommand(document(bucket, key, body))));
    if (!answer.ok) throw new Error(`S3 answered a plain write of ${key} with ${answer.refusal}`);
  }

  async function removeVersion(key: string, etag: ETag): Promise<boolean> {
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag });
    const answer = await asked("delete a version", key, () => client.send(command));
    return answer.ok;
  }

  async function remove(key: string): Promise<void> {
    const command = new DeleteObjectCommand({ Bucket: bucket, Key: key });
    const answer = await asked("delete", key, () => client.send(command));
    if (!answer.ok && answer.refusal !== "missing")
      throw new Error(`S3 answered a plain deletion of ${key} with ${answer.refusal}`);
  }

  async function list(
    prefix: string,
    { startAfter, limit }: { readonly startAfter?: string; readonly limit?: number } = {},
  ): Promise<Dated & { readonly objects: readonly ListedObject[] }> {
    refuseBadLimit(limit);
    const clock = new StoreClock();
    const objects: ListedObject[] = [];
    let token: string | undefined;
    do {
      const command: ListObjectsV2Command = new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        // XML cannot carry every character that a key can.
        EncodingType: "url",
        ...(token === undefined ? { StartAfter: startAfter } : { ContinuationToken: token }),
        ...(limit === undefined ? {} : { MaxKeys: limit - objects.length }),
      });
      command.middlewareStack.add(clock.watch, StoreClock.PLACE);
      const answer: Answer<ListObjectsV2CommandOutput> = await asked("list", prefix, () => client.send(command));
      if (!answer.ok) throw new Error(`S3 answered a listing of ${prefix} with ${answer.refusal}`);
      objects.push(...entriesOf(answer.output));
      token = answer.output.IsTruncated === true ? answer.output.NextContinuationToken : undefined;
    } while (token !== undefined && objects.length < (limit ?? Infinity));
    return { objects, at: clock.at() };
  }

  return { get, create, replace, put, removeVersion, remove, list };
}

const document = (bucket: string, key: string, body: string) => ({
  Bucket: bucket,
  Key: key,
  // As bytes: the SDK takes an empty string for a stream of unknown length.
  Body: Buffer.from(body),
  ContentType: "application/json",
});

function present(etag: ETag | undefined, key: string): ETag {
  if (etag === undefined) throw new Error(`S3's answer about ${key} has no ETag`);
  return etag;
}

function refuseBadLimit(limit: number | undefined): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT)) return;
  throw new RangeError(`a listing's limit is 1 to ${MAX_LIMIT}, not ${limit}`);
}

function entriesOf({ Contents = [], EncodingType }: ListObjectsV2CommandOutput): readonly ListedObject[] {
  // Stores that do not know the encoding answer without it.
  const decoded = (key: string): string =>
    EncodingType === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
  return Contents.map(({ Key = "", LastModified, Size = 0 }) => ({
    key: decoded(Key),
    lastModified: wholeSeconds(LastModified, `time of ${Key}`),
    sizeBytes: Size,
  }));
}
