import { once } from "node:events";
import { request } from "node:http";
import { text } from "node:stream/consumers";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { BUCKET, ROOT, type TestS3 } from "./test-s3.ts";

export interface SlowPut {
  /** Sends the rest of the body and returns the status. */
  finish(): Promise<number | undefined>;
  /** Sends nothing more and waits for the status and what is said with it. */
  refused(): Promise<[status: number | undefined, body: string]>;
  /** Breaks the connection in the middle of the body. */
  abort(): void;
}

/** A presigned PUT whose first half has reached the server and whose second half waits. */
export async function slowPut(
  s3: TestS3,
  key: string,
  { bytes, headers = {} }: { readonly bytes: number; readonly headers?: Record<string, string> },
): Promise<SlowPut> {
  const presigner = s3.clientOf(ROOT, { requestChecksumCalculation: "WHEN_REQUIRED" });
  const url = await getSignedUrl(presigner, new PutObjectCommand({ Bucket: BUCKET, Key: key }));
  const outgoing = request(url, {
    method: "PUT",
    headers: { ...headers, "content-length": bytes, expect: "100-continue" },
  });
  outgoing.on("error", () => undefined);
  outgoing.flushHeaders();
  // The server asks to go on only once it has checked the request and begins to read its body.
  await once(outgoing, "continue");
  outgoing.write(Buffer.alloc(bytes / 2, "a"));
  return {
    finish: async () => {
      const response = once(outgoing, "response");
      outgoing.end(Buffer.alloc(bytes - bytes / 2, "b"));
      const [incoming] = await response;
      incoming.resume();
      return incoming.statusCode;
    },
    refused: async () => {
      const [incoming] = await once(outgoing, "response");
      return [incoming.statusCode, await text(incoming)];
    },
    abort: () => outgoing.destroy(),
  };
}
