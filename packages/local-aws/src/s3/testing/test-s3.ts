import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, S3Client, type S3ClientConfig, S3ServiceException } from "@aws-sdk/client-s3";
import { afterAll, expect } from "vitest";
import type { Identity } from "../../identity.ts";
import { type LocalS3, type S3Options, startS3 } from "../start-s3.ts";

/** The identity that may do everything. */
export const ROOT: Identity = { accessKeyId: "AKROOT", secretAccessKey: "root-secret", name: "root" };
export const BUCKET = "flash-test";

/** A folder that is removed when the test file ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "flash-s3-"));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export interface TestS3 extends LocalS3 {
  /** The unmodified SDK with nothing but an endpoint, a region and keys. */
  readonly client: S3Client;
  clientOf(identity: Identity, config?: S3ClientConfig): S3Client;
}

/** A running S3 with the bucket {@link BUCKET}, closed when the test file ends. */
export async function startTestS3(options: Partial<S3Options> = {}): Promise<TestS3> {
  const dataFolder = options.dataFolder ?? (await temporaryFolder());
  const s3 = await startS3({ identities: [ROOT], ...options, dataFolder });
  const clientOf = (identity: Identity, config: S3ClientConfig = {}): S3Client =>
    new S3Client({ endpoint: s3.url, region: "us-east-1", credentials: identity, maxAttempts: 1, ...config });
  // A server whose clock is moved needs clients whose clock is moved alike.
  const client = clientOf(ROOT, { systemClockOffset: (options.now?.() ?? Date.now()) - Date.now() });
  afterAll(() => s3.close());
  await client.send(new CreateBucketCommand({ Bucket: BUCKET })).catch(unlessAlreadyThere);
  return { ...s3, client, clientOf };
}

function unlessAlreadyThere(error: unknown): void {
  if (!(error instanceof S3ServiceException) || error.name !== "BucketAlreadyOwnedByYou") throw error;
}

/** Status and code of a refusal: `[412, "PreconditionFailed"]`. Fails when the call succeeds. */
export async function refusalOf(call: Promise<unknown>): Promise<readonly [status: number | undefined, code: string]> {
  const error = await call.then(
    () => expect.fail("the call succeeded"),
    (reason: unknown) => reason,
  );
  if (!(error instanceof S3ServiceException)) throw error;
  return [error.$metadata.httpStatusCode, error.name];
}
