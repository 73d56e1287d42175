import type { ObjectVersion } from "../store/records.ts";
import { preconditionFailed, unquote } from "./write-condition.ts";

export interface ReadConditionNames {
  readonly ifMatch: string;
  readonly ifNoneMatch: string;
  readonly ifModifiedSince: string;
  readonly ifUnmodifiedSince: string;
}

export const READ_CONDITIONS: ReadConditionNames = {
  ifMatch: "if-match",
  ifNoneMatch: "if-none-match",
  ifModifiedSince: "if-modified-since",
  ifUnmodifiedSince: "if-unmodified-since",
};

export const COPY_CONDITIONS: ReadConditionNames = {
  ifMatch: "x-amz-copy-source-if-match",
  ifNoneMatch: "x-amz-copy-source-if-none-match",
  ifModifiedSince: "x-amz-copy-source-if-modified-since",
  ifUnmodifiedSince: "x-amz-copy-source-if-unmodified-since",
};

/**
 * Whether a conditional read gives the object. An ETag condition outranks the date condition beside it (RFC 9110 §13.2.2).
 *
 * @returns the failed header: a failed `If-None-Match` or `If-Modified-Since` means "you have it already".
 */
export function checkReadCondition(
  version: ObjectVersion,
  headers: ReadonlyMap<string, string>,
  names: ReadConditionNames,
): { readonly ok: true } | { readonly ok: false; readonly header: string; readonly unchanged: boolean } {
  const ifMatch = headers.get(names.ifMatch);
  const ifNoneMatch = headers.get(names.ifNoneMatch);
  const unmodifiedSince = parseDate(headers.get(names.ifUnmodifiedSince));
  const modifiedSince = parseDate(headers.get(names.ifModifiedSince));
  if (ifMatch !== undefined && !lists(ifMatch, version.etag)) return failed(names.ifMatch, false);
  if (ifMatch === undefined && unmodifiedSince !== undefined && version.lastModified > unmodifiedSince)
    return failed(names.ifUnmodifiedSince, false);
  if (ifNoneMatch !== undefined && lists(ifNoneMatch, version.etag)) return failed(names.ifNoneMatch, true);
  if (ifNoneMatch === undefined && modifiedSince !== undefined && version.lastModified <= modifiedSince)
    return failed(names.ifModifiedSince, true);
  return { ok: true };
}

/** @throws S3Error `PreconditionFailed`: a copy has no "unchanged" to answer. */
export function assertCopyCondition(version: ObjectVersion, headers: ReadonlyMap<string, string>): void {
  const result = checkReadCondition(version, headers, COPY_CONDITIONS);
  if (!result.ok) throw preconditionFailed(result.header);
}

const failed = (header: string, unchanged: boolean) => ({ ok: false, header, unchanged }) as const;

const lists = (header: string, etag: string): boolean =>
  header.split(",").some((entry) => entry.trim() === "*" || unquote(entry) === etag);

function parseDate(text: string | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}
