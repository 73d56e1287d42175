import type { ObjectVersion } from "../store/records.ts";
import { S3Error } from "../wire/errors.ts";

/** On which current object a write or delete may happen. */
export type WriteCondition =
  | { readonly kind: "always" }
  /** `If-None-Match: *` */
  | { readonly kind: "absent" }
  /** `If-Match: "etag"` */
  | { readonly kind: "etag"; readonly etag: string }
  /** `If-Match: *`, for deletes only. */
  | { readonly kind: "present" };

/** @throws S3Error `NotImplemented` for forms that S3 itself does not take. */
export function parseWriteCondition(headers: ReadonlyMap<string, string>, method: "write" | "delete"): WriteCondition {
  const ifMatch = headers.get("if-match");
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== undefined && (ifMatch !== undefined || ifNoneMatch !== "*" || method === "delete"))
    throw notImplemented("If-None-Match");
  if (ifNoneMatch !== undefined) return { kind: "absent" };
  if (ifMatch === undefined) return { kind: "always" };
  if (ifMatch !== "*") return { kind: "etag", etag: unquote(ifMatch) };
  if (method === "write") throw notImplemented("If-Match");
  return { kind: "present" };
}

/**
 * @param current - `undefined` where the key is free or its newest version is a delete marker.
 * @throws S3Error `PreconditionFailed`, or `NoSuchKey` for an `If-Match` on a key that is free.
 */
export function assertWriteCondition(condition: WriteCondition, current: ObjectVersion | undefined): void {
  switch (condition.kind) {
    case "always":
      return;
    case "absent":
      if (current !== undefined) throw preconditionFailed("If-None-Match");
      return;
    case "present":
    case "etag":
      if (current === undefined) throw new S3Error("NoSuchKey");
      if (condition.kind === "etag" && condition.etag !== current.etag) throw preconditionFailed("If-Match");
  }
}

/** Clients send entity tags with and without quotes. */
export const unquote = (etag: string): string => etag.trim().replace(/^(?:W\/)?"(.*)"$/, "$1");

export const preconditionFailed = (condition: string): S3Error =>
  new S3Error("PreconditionFailed", { details: { Condition: condition } });

const notImplemented = (header: string): S3Error =>
  new S3Error("NotImplemented", {
    message: `This form of ${header} is not implemented: writes take If-None-Match: * or If-Match: "etag".`,
    details: { Header: header },
  });
