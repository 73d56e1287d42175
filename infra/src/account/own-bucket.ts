import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import { CommandFault } from "../config/load-config.ts";
import type { Account } from "./open-account.ts";

/**
 * Names of buckets belong to whoever takes them first, anywhere at AWS, and ours can be guessed by who knows the account's number. A stranger's
 * bucket that lets us in would be given keys' hashes, datasets, and the programs that machines run.
 *
 * @returns whether there is such a bucket of this account.
 * @throws CommandFault for one that is not, or that the credentials may not look at: S3 tells no difference.
 */
export async function hasOwnBucket({ s3, id }: Pick<Account, "s3" | "id">, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket, ExpectedBucketOwner: id }));
    return true;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    if (error.$metadata.httpStatusCode === 404) return false;
    if (error.$metadata.httpStatusCode !== 403) throw error;
    throw new CommandFault(
      `the bucket ${Bucket} is not account ${id}'s, or these credentials may not see it. Allow s3:ListBucket on it; if that does not help, somebody else has taken its name: name the stage otherwise.`,
    );
  }
}

/** @throws CommandFault as {@link hasOwnBucket}, and when there is no bucket: the stage is not deployed. */
export async function requireDeployed(account: Pick<Account, "s3" | "id" | "bucket" | "stack">): Promise<void> {
  const { bucket, stack } = account;
  if (await hasOwnBucket(account, bucket)) return;
  throw new CommandFault(`${stack} is not deployed: there is no bucket ${bucket}. Run npm run deploy first.`);
}
