import type { APIGatewayProxyEventV2 } from "aws-lambda";

export interface FakeRequest {
  readonly method?: string;
  /** With its leading slash, URL-encoded. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
}

/** The event that Lambda makes of an HTTP request to a Function URL. */
export function functionUrlEvent(request: FakeRequest): APIGatewayProxyEventV2 {
  const { method = "GET", path, query = {}, headers = {}, body, isBase64Encoded = false } = request;
  return {
    version: "2.0",
    routeKey: "$default",
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers: { host: "api.test", ...headers },
    requestContext: {
      accountId: "anonymous",
      apiId: "api",
      domainName: "api.test",
      domainPrefix: "api",
      http: { method, path, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "test" },
      requestId: "request-1",
      routeKey: "$default",
      stage: "$default",
      time: "01/Jan/2026:12:00:00 +0000",
      timeEpoch: 1_767_268_800_000,
    },
    isBase64Encoded,
    ...(body === undefined ? {} : { body }),
  };
}

export const query = (path: string, input?: unknown, headers: FakeRequest["headers"] = {}): FakeRequest => ({
  path: `/${path}`,
  headers,
  ...(input === undefined ? {} : { query: { input: JSON.stringify(input) } }),
});

export const mutation = (path: string, input: unknown): FakeRequest => ({
  method: "POST",
  path: `/${path}`,
  headers: { "content-type": "application/json" },
  body: JSON.stringify(input),
});
