/**
 * The tag of every note by which a repeated call is known, `owners/…/requests/…`, and of nothing else: by it the bucket lets them go. They
 * matter for as long as somebody may send a call again, and each call that changes something leaves one. As with checkpoints, no prefix
 * names them.
 */
export const REQUEST_TAG = { "flash:kind": "request" } as const;

const REQUEST_KEY = /^owners\/[^/]+\/requests\//u;

/** As `x-amz-tagging` has the tags of an object; undefined: it has none. Every write takes the place of the tags that there were. */
export const taggingOf = (key: string): string | undefined =>
  REQUEST_KEY.test(key) ? new URLSearchParams(REQUEST_TAG).toString() : undefined;
