import { HeadBucketCommand, S3ServiceException } from "@aws-sdk/client-s3";
import type { Account } from "../account/open-account.ts";

/** Where `cdk bootstrap` makes room for bundles, unless told otherwise. */
const assetsBucket = ({ id, region }: Pick<Account, "id" | "region">): string => `cdk-hnb659fds-assets-${id}-${region}`;

/** Whether CDK was ever prepared in the account's region. */
export async function isBootstrapped(account: Pick<Account, "id" | "region" | "s3">): Promise<boolean> {
  return bucketExists(account, assetsBucket(account));
}

/** A bucket that is there and may not be read counts: only its being there is asked for. */
export async function bucketExists({ s3 }: Pick<Account, "s3">, Bucket: string): Promise<boolean> {
  try {
    await s3.send(new HeadBucketCommand({ Bucket }));
    return true;
  } catch (error) {
    if (!(error instanceof S3ServiceException)) throw error;
    if (error.$metadata.httpStatusCode === 404) return false;
    if (error.$metadata.httpStatusCode === 403) return true;
    throw error;
  }
}
