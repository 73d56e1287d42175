import type { LambdaFunctionURLEvent } from "aws-lambda";

/** One HTTP request to a Function URL. */
export interface UrlRequest {
  readonly method: string;
  /** Path and query as they stood in the request line. */
  readonly target: string;
  /** e.g. `1.1` */
  readonly httpVersion: string;
  /** Name, value, name, value, … as received. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

export interface UrlRequestFacts {
  readonly requestId: string;
  /** What stands for the `<url-id>` of a real Function URL's domain. */
  readonly urlId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/**
 * The event that a Function URL makes of a request: payload format 2.0.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 */
export function functionUrlEvent(
  request: UrlRequest,
  { requestId, urlId, at }: UrlRequestFacts,
): LambdaFunctionURLEvent {
  const { cookies, headers } = splitHeaders(request);
  const mark = request.target.indexOf("?");
  const rawPath = mark < 0 ? request.target : request.target.slice(0, mark);
  const rawQueryString = mark < 0 ? "" : request.target.slice(mark + 1);
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 ? { cookies } : {}),
    headers: { ...headers, ...forwarded(request, requestId, at) },
    ...(rawQueryString === "" ? {} : { queryStringParameters: joinedParameters(rawQueryString) }),
    requestContext: {
      accountId: "anonymous",
      apiId: urlId,
      domainName: headers["host"] ?? "",
      domainPrefix: urlId,
      http: {
        method: request.method,
        path: rawPath,
        protocol: `HTTP/${request.httpVersion}`,
        sourceIp: request.sourceIp,
        userAgent: headers["user-agent"] ?? "",
      },
      requestId,
      routeKey: "$default",
      stage: "$default",
      time: requestTime(at),
      timeEpoch: at,
    },
    ...bodyOf(request.body, headers["content-type"], headers["content-encoding"]),
  };
}

/** Belong to the connection, not to the request. */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "te", "expect"]);

/** Names in lower case, repeated headers joined by commas, cookies apart. */
function splitHeaders({ rawHeaders }: UrlRequest): { headers: Record<string, string>; cookies: string[] } {
  const headers: Record<string, string> = {};
  const cookies: string[] = [];
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const name = (rawHeaders[i] ?? "").toLowerCase();
    const value = rawHeaders[i + 1] ?? "";
    if (name === "cookie") cookies.push(...value.split(";").map((cookie) => cookie.trim()));
    else if (!HOP_BY_HOP.has(name)) headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return { headers, cookies: cookies.filter((cookie) => cookie !== "") };
}

function forwarded({ sourceIp }: UrlRequest, requestId: string, at: number): Record<string, string> {
  const seconds = Math.floor(at / 1000).toString(16);
  const unique = requestId.replaceAll("-", "").slice(0, 24);
  return {
    "x-amzn-trace-id": `Root=1-${seconds}-${unique}`,
    "x-forwarded-for": sourceIp,
    "x-forwarded-proto": "http",
  };
}

/** Decoded, repeated parameters joined by commas. */
function joinedParameters(rawQueryString: string): Record<string, string> {
  const joined: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(rawQueryString))
    joined[name] = joined[name] === undefined ? value : `${joined[name]},${value}`;
  return joined;
}

/** Exactly these arrive as text, forms and requests without a type do not (measured on AWS: ministackorg/ministack #766). */
const TEXT_TYPE = /^(?:text\/[^;]*|application\/(?:json|javascript|xml))\s*(?:;|$)/i;

function bodyOf(body: Buffer, type = "", encoding = "identity"): { body?: string; isBase64Encoded: boolean } {
  if (body.length === 0) return { isBase64Encoded: false };
  const isText = TEXT_TYPE.test(type.trim()) && encoding === "identity";
  return { body: body.toString(isText ? "utf8" : "base64"), isBase64Encoded: !isText };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** `12/Mar/2020:19:03:58 +0000` */
function requestTime(at: number): string {
  const iso = new Date(at).toISOString();
  const [year, month, day] = iso.slice(0, 10).split("-");
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${iso.slice(11, 19)} +0000`;
}
