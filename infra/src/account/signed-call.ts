import { createHash, createHmac } from "node:crypto";
import type { Credentials } from "./credentials.ts";

/** One request to one of AWS's APIs. Its URL has no query. */
export interface AwsCall {
  /** As signatures name it, such as `sts`. */
  readonly service: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly method: "GET" | "POST";
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface AwsAnswer {
  readonly status: number;
  /** JSON as it came; null when it is none. */
  readonly body: unknown;
  /** When AWS answered, by its own clock; null when it did not say. */
  readonly at: Date | null;
}

const TIMEOUT_MS = 10_000;

/**
 * Three questions about an account (who am I, how many functions may run, how many cores) are not worth three more AWS
 * clients to install. Everything that reads or changes the platform goes through the clients of `@flash/aws`.
 */
export async function signedCall(call: AwsCall): Promise<AwsAnswer> {
  const { method, url, body } = call;
  const headers = signedHeaders(call, new Date());
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  const answer = await fetch(url, { method, headers, signal, ...(body === undefined ? {} : { body }) });
  const date = answer.headers.get("date");
  return { status: answer.status, body: jsonOrNull(await answer.text()), at: date === null ? null : new Date(date) };
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const hmac = (key: string | Buffer, text: string): Buffer => createHmac("sha256", key).update(text).digest();

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function signedHeaders(call: AwsCall, now: Date): Record<string, string> {
  const { service, region, credentials, method, url, body = "" } = call;
  const { host, pathname } = new URL(url);
  const time = now.toISOString().replaceAll(/[-:]|\.\d{3}/gu, "");
  const day = time.slice(0, 8);
  const sent: Record<string, string> = {
    accept: "application/json",
    ...call.headers,
    "x-amz-date": time,
    ...(credentials.sessionToken === undefined ? {} : { "x-amz-security-token": credentials.sessionToken }),
  };
  const signed = Object.entries({ ...sent, host }).sort(([one], [other]) => (one < other ? -1 : 1));
  const names = signed.map(([name]) => name).join(";");
  const lines = signed.map(([name, value]) => `${name}:${value}\n`).join("");
  const request = [method, pathname, "", lines, names, sha256(body)].join("\n");
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ["AWS4-HMAC-SHA256", time, scope, sha256(request)].join("\n");
  const key = [day, region, service, "aws4_request"].reduce<string | Buffer>(
    hmac,
    `AWS4${credentials.secretAccessKey}`,
  );
  const signature = hmac(key, toSign).toString("hex");
  const credential = `${credentials.accessKeyId}/${scope}`;
  return {
    ...sent,
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
