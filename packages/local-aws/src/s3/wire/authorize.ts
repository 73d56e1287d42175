import { type ConditionContext, isAllowed } from "../../identity.ts";
import { S3Error } from "./errors.ts";
import type { S3Request } from "./request.ts";

export const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;

export const objectArn = (bucket: string, key: string): string => `arn:aws:s3:::${bucket}/${key}`;

/** @throws S3Error `AccessDenied`, naming who, what and on which resource, as S3 does. */
export function authorize(request: S3Request, action: string, resource: string): void {
  if (mayDo(request, action, resource)) return;
  throw new S3Error("AccessDenied", {
    message: `User: ${request.caller.name} is not authorized to perform: ${action} on resource: "${resource}"`,
  });
}

export function mayDo(request: S3Request, action: string, resource: string): boolean {
  return isAllowed(request.caller, { action, resource, context: conditionContext(request) });
}

/** S3 admits that a key is missing only to who may list the bucket; to anyone else it looks forbidden. */
export function missingOrDenied(request: S3Request & { readonly bucket: string }, missing: S3Error): S3Error {
  return mayDo(request, "s3:ListBucket", bucketArn(request.bucket)) ? missing : new S3Error("AccessDenied");
}

/** `s3:prefix` and its kin exist only on listings: a policy that needs them is never met by GET or HEAD. */
function conditionContext({ query, headers, key }: S3Request): ConditionContext {
  const context = { "s3:if-match": headers.get("if-match"), "s3:if-none-match": headers.get("if-none-match") };
  if (key !== undefined) return { ...context, "s3:VersionId": query.get("versionId") };
  return {
    ...context,
    "s3:prefix": query.get("prefix"),
    "s3:delimiter": query.get("delimiter"),
    "s3:max-keys": query.get("max-keys"),
  };
}
