import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from "@aws-sdk/client-s3";
import type { Account } from "../account/open-account.ts";
import { hasOwnBucket } from "../account/own-bucket.ts";

/** Deletes every object in every version, then the bucket. There is no way back. */
export async function deleteBucket({ s3, bucket: Bucket }: Pick<Account, "s3" | "bucket">): Promise<void> {
  await emptyBucket({ s3, bucket: Bucket });
  await s3.send(new DeleteBucketCommand({ Bucket }));
}

/**
 * Before a stage's page goes: CloudFormation deletes only empty buckets, and one that it leaves behind keeps its name from the next page. Any
 * deployment builds what is in it anew.
 *
 * @throws CommandFault for somebody else's.
 */
export async function emptyPageBucket(account: Pick<Account, "id" | "s3">, pageBucket: string): Promise<void> {
  if (await hasOwnBucket(account, pageBucket)) await emptyBucket({ s3: account.s3, bucket: pageBucket });
}

/** Deletes every object in every version. */
async function emptyBucket({ s3, bucket: Bucket }: Pick<Account, "s3" | "bucket">): Promise<void> {
  for (;;) {
    // From the start each time: what was listed before is gone.
    const page: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket }));
    const versions = [...(page.Versions ?? []), ...(page.DeleteMarkers ?? [])];
    const Objects = versions.flatMap(({ Key, VersionId }) =>
      Key === undefined ? [] : [{ Key, ...(VersionId === undefined ? {} : { VersionId }) }],
    );
    if (Objects.length === 0) break;
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [error] = Errors;
    if (error !== undefined) throw new Error(`S3 does not delete ${error.Key}: ${error.Code} ${error.Message}`);
  }
}
