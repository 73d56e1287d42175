import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { IncomingHttpHeaders } from "node:http";
import type { Identity } from "../identity.ts";

/** What an instance can ask about itself, and whose credentials it is given: temporary ones, as those of every role. */
export interface MetadataFacts {
  readonly instanceId: string;
  /** Asked with each request, since credentials are followed by others before they end. */
  readonly role: () => Identity;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

export interface MetadataService {
  /** What is `http://169.254.169.254` on an instance. */
  readonly url: string;
  close(): Promise<void>;
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
}

interface MetadataAnswer {
  readonly status: number;
  readonly body: string;
}

const MAX_TOKEN_SECONDS = 21_600;
/** Of credentials that do not say when they end. */
const CREDENTIALS_MS = 6 * 60 * 60_000;

/**
 * Serves one instance's metadata on loopback, by version 2 alone: who asks must have got a token by PUT, without a proxy between.
 * As on an instance, every process of the computer may ask.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instance-metadata-v2-how-it-works.html
 */
export async function startMetadataService(facts: MetadataFacts): Promise<MetadataService> {
  const tokens = new Map<string, number>();
  const server = createServer((request, response) => {
    const { method = "GET", url = "/", headers } = request;
    const { status, body } = answerTo({ method, path: url, headers }, facts, tokens);
    request.resume();
    response.writeHead(status, { "content-type": "text/plain" }).end(body);
  });
  server.listen(0, "127.0.0.1");
  // EC2's own port is what a process lives for; where that is taken, this one must not keep it alive.
  server.unref();
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The metadata service has no port.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function answerTo(
  { method, path, headers }: Question,
  facts: MetadataFacts,
  tokens: Map<string, number>,
): MetadataAnswer {
  if (method === "PUT" && path === "/latest/api/token") return newToken(headers, facts, tokens);
  if (method !== "GET") return { status: 405, body: "" };
  const token = headers["x-aws-ec2-metadata-token"];
  if (!((tokens.get(String(token)) ?? 0) > facts.now())) return { status: 401, body: "" };
  const body = factAt(path, facts);
  return body === undefined ? { status: 404, body: "" } : { status: 200, body };
}

function newToken(headers: IncomingHttpHeaders, { now }: MetadataFacts, tokens: Map<string, number>): MetadataAnswer {
  if (headers["x-forwarded-for"] !== undefined) return { status: 403, body: "" };
  const seconds = Number(headers["x-aws-ec2-metadata-token-ttl-seconds"]);
  if (!(Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_TOKEN_SECONDS)) return { status: 400, body: "" };
  const token = randomBytes(42).toString("base64");
  tokens.set(token, now() + seconds * 1_000);
  return { status: 200, body: token };
}

const CREDENTIALS_PATH = "/latest/meta-data/iam/security-credentials/";

function factAt(path: string, { instanceId, role, now }: MetadataFacts): string | undefined {
  if (path === "/latest/meta-data/instance-id") return instanceId;
  const identity = role();
  if (path === CREDENTIALS_PATH) return identity.name;
  if (path !== `${CREDENTIALS_PATH}${identity.name}`) return undefined;
  const { accessKeyId, secretAccessKey, sessionToken = "", expiresAt = now() + CREDENTIALS_MS } = identity;
  const credentials = {
    Code: "Success",
    LastUpdated: inWholeSeconds(now()),
    Type: "AWS-HMAC",
    AccessKeyId: accessKeyId,
    SecretAccessKey: secretAccessKey,
    Token: sessionToken,
    Expiration: inWholeSeconds(expiresAt),
  };
  return JSON.stringify(credentials, undefined, 2);
}

const inWholeSeconds = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;
