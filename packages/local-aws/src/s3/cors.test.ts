import { request } from "node:http";
import {
  DeleteBucketCorsCommand,
  GetBucketCorsCommand,
  PutBucketCorsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { GetObjectCommand } from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { BUCKET as Bucket, refusalOf, startTestS3 } from "./testing/test-s3.ts";

const { client, url } = await startTestS3();
const CORSRules = [
  {
    ID: "page",
    AllowedOrigins: ["http://localhost:*", "https://*.flash.example"],
    AllowedMethods: ["PUT", "GET"],
    AllowedHeaders: ["content-type", "x-amz-*"],
    ExposeHeaders: ["ETag", "x-amz-checksum-sha256"],
    MaxAgeSeconds: 600,
  },
  { AllowedOrigins: ["*"], AllowedMethods: ["HEAD"] },
];

/** fetch refuses to set the headers of a preflight, so this goes by hand. */
function preflight(headers: Record<string, string>, path = `/${Bucket}/key`) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown> }>((resolve, reject) => {
    const outgoing = request(`${url}${path}`, { method: "OPTIONS", headers }, (incoming) => {
      incoming.resume();
      incoming.on("end", () => resolve({ status: incoming.statusCode, headers: incoming.headers }));
    });
    outgoing.on("error", reject).end();
  });
}
const ask = (origin: string, method: string, headers = "") =>
  preflight({
    origin,
    "access-control-request-method": method,
    ...(headers !== "" && { "access-control-request-headers": headers }),
  });

beforeAll(() => client.send(new PutBucketCorsCommand({ Bucket, CORSConfiguration: { CORSRules } })));

describe("CORS", () => {
  test("rules come back as they were put", async () => {
    expect((await client.send(new GetBucketCorsCommand({ Bucket }))).CORSRules).toEqual(CORSRules);
  });

  test("a preflight from an allowed page is answered with what it may do", async () => {
    const answer = await ask("http://localhost:5173", "PUT", "content-type, x-amz-checksum-sha256");
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      "access-control-allow-origin": "http://localhost:5173",
      "access-control-allow-methods": "PUT, GET",
      "access-control-allow-headers": "content-type, x-amz-checksum-sha256",
      "access-control-max-age": "600",
      vary: expect.stringContaining("Origin"),
    });
  });

  test.each([
    ["a foreign origin", "https://evil.example", "PUT", ""],
    ["an origin that only ends alike", "https://flash.example.evil", "PUT", ""],
    ["another method", "http://localhost:5173", "DELETE", ""],
    ["another header", "http://localhost:5173", "PUT", "authorization"],
  ])("a preflight with %s is refused", async (_, origin, method, headers) => {
    const answer = await ask(origin, method, headers);
    expect(answer.status).toBe(403);
    expect(answer.headers).not.toHaveProperty("access-control-allow-origin");
  });

  test("an open rule answers with a star", async () => {
    expect((await ask("https://anyone.example", "HEAD")).headers["access-control-allow-origin"]).toBe("*");
  });

  test("an answer can be read, with its ETag, by an allowed page only", async () => {
    await client.send(new PutObjectCommand({ Bucket, Key: "read", Body: "x" }));
    const signed = await getSignedUrl(client, new GetObjectCommand({ Bucket, Key: "read" }));
    const allowed = await fetch(signed, { headers: { origin: "https://app.flash.example" } });
    expect(allowed.headers.get("access-control-allow-origin")).toBe("https://app.flash.example");
    expect(allowed.headers.get("access-control-expose-headers")).toBe("ETag, x-amz-checksum-sha256");
    const foreign = await fetch(signed, { headers: { origin: "https://evil.example" } });
    expect(foreign.headers.get("access-control-allow-origin")).toBeNull();
  });

  test("a refusal can be read by the page too, so it learns why", async () => {
    const refused = await fetch(`${url}/${Bucket}/read`, { headers: { origin: "http://localhost:5173" } });
    expect(refused.status).toBe(403);
    expect(refused.headers.get("access-control-allow-origin")).toBe("http://localhost:5173");
  });

  test("rules that S3 would not take are refused", async () => {
    const put = (rule: object) =>
      client.send(
        new PutBucketCorsCommand({
          Bucket,
          CORSConfiguration: { CORSRules: [{ AllowedOrigins: ["*"], AllowedMethods: ["GET"], ...rule }] },
        }),
      );
    expect(await refusalOf(put({ AllowedMethods: ["PATCH"] }))).toEqual([400, "InvalidRequest"]);
    expect(await refusalOf(put({ AllowedOrigins: ["http://*.*"] }))).toEqual([400, "InvalidRequest"]);
  });

  test("without rules every preflight is refused", async () => {
    await client.send(new DeleteBucketCorsCommand({ Bucket }));
    expect((await ask("http://localhost:5173", "PUT")).status).toBe(403);
    expect(await refusalOf(client.send(new GetBucketCorsCommand({ Bucket })))).toEqual([
      404,
      "NoSuchCORSConfiguration",
    ]);
  });
});
