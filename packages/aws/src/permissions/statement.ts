import { KEY_PATTERNS, type KeyFamily } from "./keys.ts";

/** One statement that allows something, as an IAM policy has it. */
export interface Statement {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Readonly<Partial<Record<"StringEquals" | "Bool", Readonly<Record<string, string>>>>>;
}

/** Where the platform lies: everything that differs between two of them. */
export interface Place {
  /** `arn:aws:s3:::<bucket>` */
  readonly bucketArn: string;
  /** Of the account's instances in the platform's region: `arn:aws:ec2:<region>:<account>:instance/*` */
  readonly instancesArn: string;
  /** Value of the instances' {@link STACK_TAG}. */
  readonly stack: string;
  /** Customer keys that encrypt volumes of machines. */
  readonly volumeKeyArns?: readonly string[];
}

/** The tag that says which platform may switch an instance; its value is the name of the platform's stack. */
export const STACK_TAG = "flash:stack";

/** What a role does with the bucket. */
export interface BucketUse {
  readonly read: readonly KeyFamily[];
  readonly write: readonly KeyFamily[];
  readonly remove: readonly KeyFamily[];
  /** Objects that may be written with tags. */
  readonly tag?: readonly KeyFamily[];
  /** Uploads in parts: whether their parts can be looked at (beginning, sending and completing is `write`). */
  readonly listParts?: readonly KeyFamily[];
  /** Uploads in parts that can be given up. */
  readonly abortUploads?: readonly KeyFamily[];
  /** Sees which uploads in parts there are. */
  readonly listUploads?: boolean;
}

/**
 * Conditional writes and deletes (`If-Match`) need to read what they compare with: whatever is replaced or removed under
 * a condition is in `read` too. `ListBucket` is not limited to a prefix: S3 asks for it, and refuses with 403 instead of
 * 404 without it, when a key is not there; such a request has no prefix to compare.
 */
export function bucketStatements({ bucketArn }: Pick<Place, "bucketArn">, use: BucketUse): readonly Statement[] {
  const objects = (families: readonly KeyFamily[]): readonly string[] =>
    families.flatMap((family) => KEY_PATTERNS[family].map((pattern) => `${bucketArn}/${pattern}`));
  const statements = [
    { actions: ["s3:ListBucket"], resources: [bucketArn] },
    { actions: ["s3:GetObject"], resources: objects(use.read) },
    { actions: ["s3:PutObject"], resources: objects(use.write) },
    { actions: ["s3:PutObjectTagging"], resources: objects(use.tag ?? []) },
    { actions: ["s3:DeleteObject"], resources: objects(use.remove) },
    { actions: ["s3:ListMultipartUploadParts"], resources: objects(use.listParts ?? []) },
    { actions: ["s3:AbortMultipartUpload"], resources: objects(use.abortUploads ?? []) },
    { actions: ["s3:ListBucketMultipartUploads"], resources: use.listUploads === true ? [bucketArn] : [] },
  ];
  return statements.filter(({ resources }) => resources.length > 0);
}
