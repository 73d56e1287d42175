/** What S3 asks of a role for each thing that Flash does. @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html */
const PERMISSIONS_FOR = {
  /** Without ListBucket, S3 answers 403 instead of 404 for a key that is not there. */
  read: [
    "s3:GetObject on the key",
    "s3:ListBucket on the bucket, without which S3 refuses a missing key like a secret one",
  ],
  write: ["s3:PutObject on the key"],
  "write over a version": ["s3:PutObject on the key", "s3:GetObject on the key, which the condition needs"],
  delete: ["s3:DeleteObject on the key"],
  "delete a version": ["s3:DeleteObject on the key", "s3:GetObject on the key, which the condition needs"],
  list: ["s3:ListBucket on the bucket"],
  "list parts": ["s3:ListMultipartUploadParts on the key"],
  "list uploads": ["s3:ListBucketMultipartUploads on the bucket"],
  "abort an upload": ["s3:AbortMultipartUpload on the key"],
} as const satisfies Record<string, readonly string[]>;

export type StoreAct = keyof typeof PERMISSIONS_FOR;

/** S3 said `AccessDenied`. It does not say which permission is missing, so this names all that the call needs. */
export class MissingPermission extends Error {
  readonly permissions: readonly string[];

  constructor(act: StoreAct, place: { readonly bucket: string; readonly key: string }, cause: Error) {
    const permissions = PERMISSIONS_FOR[act];
    super(
      `S3 refuses to ${act}: s3://${place.bucket}/${place.key}. Its caller needs ${permissions.join(", and ")}. S3 says: ${cause.message}`,
      { cause },
    );
    this.name = "MissingPermission";
    this.permissions = permissions;
  }
}
