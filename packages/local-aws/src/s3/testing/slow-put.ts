import { once } from "node:events";
import { request } from "node:http";
import { PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { BUCKET, ROOT, type TestS3 } from "./test-s3.ts";

export interface SlowPut {
  /** Sends the rest of the body and returns the status. */
  finish(): Promise<number | undefined>;
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
    abort: () => outgoing.destroy(),
  };
}
