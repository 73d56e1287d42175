import type { S3Service } from "../service.ts";
import { S3Error } from "../wire/errors.ts";
import { emptyReply, type Reply } from "../wire/reply.ts";
import type { RequestHead } from "../wire/request.ts";
import { corsHeaders } from "./cors.ts";

/** Answers a browser's question before the request itself; it carries no credentials. */
export function answerPreflight(head: RequestHead, service: S3Service): Reply {
  const origin = head.headers.get("origin");
  const method = head.headers.get("access-control-request-method");
  if (origin === undefined)
    throw new S3Error("BadRequest", { message: "Insufficient information. Origin request header needed." });
  if (method === undefined) throw new S3Error("BadRequest", { message: "Invalid Access-Control-Request-Method: null" });
  const rules = head.bucket === undefined ? undefined : service.store.bucket(head.bucket)?.configuration.cors;
  if (rules === undefined)
    throw new S3Error("AccessForbidden", { message: "CORSResponse: CORS is not enabled for this bucket." });
  const requestHeaders = (head.headers.get("access-control-request-headers") ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const headers = corsHeaders(rules, { origin, method, requestHeaders });
  if (headers === undefined)
    throw new S3Error("AccessForbidden", { details: { Method: method, ResourceType: "OBJECT" } });
  return emptyReply(200, headers);
}

/** What lets the page that made this request read its answer: nothing without a matching rule. */
export function corsHeadersFor(head: RequestHead, { store }: S3Service): Readonly<Record<string, string>> {
  const origin = head.headers.get("origin");
  if (origin === undefined || head.bucket === undefined || head.method === "OPTIONS") return {};
  const rules = store.bucket(head.bucket)?.configuration.cors ?? [];
  return corsHeaders(rules, { origin, method: head.method, requestHeaders: [] }) ?? {};
}
