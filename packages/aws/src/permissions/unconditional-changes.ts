import { KEY_PATTERNS, type KeyFamily } from "./keys.ts";
import type { Place } from "./statement.ts";

/** One statement that denies something to everybody, whatever else allows it. */
export interface Denial {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions: { readonly Null: Readonly<Record<string, "true">> };
}

/**
 * The control documents' contract by S3 itself: who did not look may neither overwrite nor delete.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes-enforce.html
 */
export function unconditionalChanges({ bucketArn }: Pick<Place, "bucketArn">): readonly Denial[] {
  const objects = (families: readonly KeyFamily[]): readonly string[] =>
    families.flatMap((family) => KEY_PATTERNS[family].map((pattern) => `${bucketArn}/${pattern}`));
  return [
    {
      sid: "DeleteOnlyWhatWasRead",
      actions: ["s3:DeleteObject"],
      resources: objects(["trainingConfig"]),
      conditions: { Null: { "s3:if-match": "true" } },
    },
    {
      sid: "WriteOnlyOverWhatWasRead",
      actions: ["s3:PutObject"],
      resources: objects(["trainingConfig", "status", "job"]),
      conditions: { Null: { "s3:if-match": "true", "s3:if-none-match": "true" } },
    },
  ];
}
