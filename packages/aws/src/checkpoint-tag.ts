/**
 * The tag of every file of a checkpoint, and of nothing else. A rule of the bucket by which objects go after some time can name a tag, but not
 * `jobs/…/attempts/…/checkpoint/`: its prefixes have no wildcards.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/intro-lifecycle-filters.html
 */
export const CHECKPOINT_TAG = { "flash:kind": "checkpoint" } as const;
