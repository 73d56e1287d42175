import { createHash } from "node:crypto";
import { canonicalRequest } from "../../sigv4/canonical-request.ts";
import { canonicalHeaderValues, parseTarget } from "../../sigv4/signable-request.ts";
import { formatAmzDate, hmacHex, scopeText, signingKey, stringToSign } from "../../sigv4/signing-key.ts";
import { BUCKET, ROOT } from "./test-s3.ts";

export interface ChunkedPut {
  readonly key: string;
  readonly chunks: readonly string[];
  /** Base64, sent in a signed trailer. */
  readonly crc32?: string;
  readonly tamper?: "chunk" | "trailer" | "order" | "end";
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/**
 * Sends a body whose every chunk is signed, which the JavaScript SDK never does but others do. The signatures follow
 * AWS's documented examples, against which the verifier is tested too.
 *
 * @returns the status.
 */
export async function signedChunkedPut(url: string, put: ChunkedPut): Promise<number> {
  const { chunks, crc32 } = put;
  const amzDate = formatAmzDate(Date.now());
  const scope = { date: amzDate.slice(0, 8), region: "us-east-1", service: "s3" };
  const key = signingKey(ROOT.secretAccessKey, scope);
  const payloadHash = `STREAMING-AWS4-HMAC-SHA256-PAYLOAD${crc32 === undefined ? "" : "-TRAILER"}`;
  const path = `/${BUCKET}/${put.key}`;
  const headers: Record<string, string> = {
    host: new URL(url).host,
    "content-encoding": "aws-chunked",
    "x-amz-content-sha256": payloadHash,
    "x-amz-date": amzDate,
    "x-amz-decoded-content-length": `${chunks.join("").length}`,
    ...(crc32 !== undefined && { "x-amz-trailer": "x-amz-checksum-crc32" }),
  };
  const signedHeaders = Object.keys(headers).sort();
  const canonical = canonicalRequest({
    method: "PUT",
    target: parseTarget(path) ?? { rawPath: path, query: [] },
    headers: canonicalHeaderValues(Object.entries(headers).flat()),
    signedHeaders,
    payloadHash,
    pathEncoding: "once",
  });
  const signature = hmacHex(key, stringToSign(amzDate, scope, canonical ?? ""));
  const credential = `${ROOT.accessKeyId}/${scopeText(scope)}`;
  const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=${signedHeaders.join(";")},Signature=${signature}`;
  const sign = (algorithm: string, before: string, hashes: readonly string[]): string =>
    hmacHex(key, [algorithm, amzDate, scopeText(scope), before, ...hashes].join("\n"));
  const body = frame(put, signature, sign);
  const { host: _, ...sent } = headers;
  return (await fetch(`${url}${path}`, { method: "PUT", body, headers: { ...sent, authorization } })).status;
}

type Sign = (algorithm: string, before: string, hashes: readonly string[]) => string;

function frame({ chunks, crc32, tamper }: ChunkedPut, seed: string, sign: Sign): string {
  let previous = seed;
  const frames = [...chunks, ""].map((chunk) => {
    previous = sign("AWS4-HMAC-SHA256-PAYLOAD", previous, [sha256(""), sha256(chunk)]);
    const data = tamper === "chunk" && chunk === chunks[0] ? chunk.toUpperCase().replace(/^./, "X") : chunk;
    const end = chunk === "" ? "" : "\r\n";
    return `${chunk.length.toString(16)};chunk-signature=${previous}\r\n${data}${end}`;
  });
  if (tamper === "end") frames.pop();
  const [one = "", two = "", ...rest] = frames;
  const ordered = tamper === "order" ? [two, one, ...rest] : frames;
  if (crc32 === undefined) return `${ordered.join("")}${tamper === "end" ? "" : "\r\n"}`;
  const trailer = sign("AWS4-HMAC-SHA256-TRAILER", previous, [sha256(`x-amz-checksum-crc32:${crc32}\n`)]);
  const sent = tamper === "trailer" ? trailer.replace(/^./, (digit) => (digit === "0" ? "1" : "0")) : trailer;
  return `${ordered.join("")}x-amz-checksum-crc32:${crc32}\r\nx-amz-trailer-signature:${sent}\r\n\r\n`;
}
