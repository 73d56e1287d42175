/** A Function URL's events. */
const event = (method: "GET" | "POST", path: string, body?: object) => ({
  version: "2.0",
  routeKey: "$default",
  rawPath: `/${path}`,
  rawQueryString: "",
  headers: {
    host: "api.bench",
    authorization: `Bearer ${process.env["BENCH_KEY"]}`,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  },
  requestContext: {
    accountId: "anonymous",
    apiId: "api",
    domainName: "api.bench",
    domainPrefix: "api",
    http: { method, path: `/${path}`, protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "bench" },
    requestId: "request-1",
    routeKey: "$default",
    stage: "$default",
    time: "01/Jan/2026:12:00:00 +0000",
    timeEpoch: 1_767_268_800_000,
  },
  isBase64Encoded: false,
  ...(body === undefined ? {} : { body: JSON.stringify(body) }),
});

export const REQUESTS = {
  /** Reads S3. */
  status: event("GET", "status"),
  /** Writes to S3, and signs a URL. */
  presign: event("POST", "datasets.createUpload", {
    taskType: "text-classification",
    name: "a.csv",
    sizeBytes: 7,
    contentType: "text/csv",
    sha256: "a".repeat(64),
  }),
  /** Asks nobody. */
  warm: event("GET", "taskTypes.list"),
} as const;
export type RequestName = keyof typeof REQUESTS;

/** @throws Error for a handler that is none, and for an answer that is a refusal. */
export async function ask(handler: unknown, name: RequestName): Promise<void> {
  if (typeof handler !== "function") throw new Error("the bundle exports no handler");
  const answer: unknown = await handler(REQUESTS[name], {});
  if (typeof answer !== "object" || answer === null || !("statusCode" in answer) || answer.statusCode !== 200) {
    throw new Error(`${name} was answered ${JSON.stringify(answer)}`);
  }
}
