import { describe, expect, test } from "vitest";
import type { Identity } from "../identity.ts";
import { chunkVerifier } from "./chunk-signature.ts";
import { presign } from "./presign.ts";
import { sha256Hex } from "./signing-key.ts";
import { type Verification, type Verifier, verifySignature } from "./verify.ts";

/** The credentials, requests and signatures are the worked examples of AWS's own SigV4 documentation for S3. */
const documented: Identity = {
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
  name: "documented",
};
const NOON = Date.parse("2013-05-24T00:00:00Z");
const verifier: Verifier = { identities: [documented], service: "s3", region: "us-east-1", now: NOON };
const SCOPE = "AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request";
const EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

const rangeGet = {
  method: "GET",
  target: "/test.txt",
  rawHeaders: Object.entries({
    Host: "examplebucket.s3.amazonaws.com",
    Range: "bytes=0-9",
    "x-amz-content-sha256": EMPTY,
    "x-amz-date": "20130524T000000Z",
    Authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41`,
  }).flat(),
};
const presignedGet = {
  method: "GET",
  target: `/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(SCOPE)}&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404`,
  rawHeaders: ["Host", "examplebucket.s3.amazonaws.com"],
};
const chunkedPut = {
  method: "PUT",
  target: "/examplebucket/chunkObject.txt",
  rawHeaders: Object.entries({
    Host: "s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "Content-Encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
    "Content-Length": "66824",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    Authorization: `AWS4-HMAC-SHA256 Credential=${SCOPE},SignedHeaders=content-encoding;content-length;host;x-amz-content-sha256;x-amz-date;x-amz-decoded-content-length;x-amz-storage-class,Signature=4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9`,
  }).flat(),
};

const reasonOf = (result: Verification): string => (result.ok ? "accepted" : result.refusal.reason);

describe("AWS's documented examples", () => {
  test("a header-signed GET is accepted with its payload hash", () => {
    expect(verifySignature(rangeGet, verifier)).toMatchObject({
      ok: true,
      request: { presigned: false, payloadHash: EMPTY },
    });
  });

  test("a presigned GET is accepted and its payload is unsigned", () => {
    expect(verifySignature(presignedGet, verifier)).toMatchObject({
      ok: true,
      request: { presigned: true, payloadHash: "UNSIGNED-PAYLOAD" },
    });
  });

  test("the chunk signatures of a signed stream continue the request's signature", () => {
    const result = verifySignature(chunkedPut, verifier);
    if (!result.ok) throw new Error(result.refusal.reason);
    const chunks = chunkVerifier(result.request.seed);
    const hashOfAs = (count: number): string => sha256Hex("a".repeat(count));
    expect([
      chunks.chunk(hashOfAs(65_536), "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648"),
      chunks.chunk(hashOfAs(1024), "0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497"),
      chunks.chunk(hashOfAs(0), "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9"),
    ]).toEqual([true, true, true]);
  });

  test("a chunk whose bytes differ from the signed ones is refused", () => {
    const result = verifySignature(chunkedPut, verifier);
    if (!result.ok) throw new Error(result.refusal.reason);
    const signature = "ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648";
    expect(chunkVerifier(result.request.seed).chunk(sha256Hex("b"), signature)).toBe(false);
  });
});

test("a URL that presign makes is the documented one", () => {
  const url = presign({
    method: "GET",
    url: "https://examplebucket.s3.amazonaws.com/test.txt",
    identity: documented,
    region: "us-east-1",
    service: "s3",
    expiresSeconds: 86_400,
    now: NOON,
  });
  expect(url).toBe(`https://examplebucket.s3.amazonaws.com${presignedGet.target}`);
});

describe("what is refused", () => {
  test.each([
    ["another method", { ...rangeGet, method: "PUT" }, "mismatch"],
    ["another path", { ...presignedGet, target: presignedGet.target.replace("test", "text") }, "mismatch"],
    ["a longer life", { ...presignedGet, target: presignedGet.target.replace("86400", "86401") }, "mismatch"],
    ["no signature", { ...rangeGet, rawHeaders: ["Host", "examplebucket.s3.amazonaws.com"] }, "anonymous"],
    ["a signature in header and query", { ...rangeGet, target: presignedGet.target }, "malformed"],
    ["more than seven days", { ...presignedGet, target: presignedGet.target.replace("86400", "604801") }, "malformed"],
    ["a broken escape", { ...presignedGet, target: `${presignedGet.target}&x=%zz` }, "malformed"],
    [
      "an x-amz header that is not signed",
      { ...presignedGet, rawHeaders: [...presignedGet.rawHeaders, "x-amz-acl", "public-read"] },
      "headers_not_signed",
    ],
  ])("%s", (_, request, reason) => {
    expect(reasonOf(verifySignature(request, verifier))).toBe(reason);
  });

  test("an unknown access key", () => {
    expect(reasonOf(verifySignature(rangeGet, { ...verifier, identities: [] }))).toBe("unknown_key");
  });

  test("temporary credentials without their token", () => {
    const identities = [{ ...documented, sessionToken: "token" }];
    expect(reasonOf(verifySignature(rangeGet, { ...verifier, identities }))).toBe("wrong_token");
  });

  test("credentials that have ended, in the very moment", () => {
    const until = (expiresAt: number): string =>
      reasonOf(verifySignature(rangeGet, { ...verifier, identities: [{ ...documented, expiresAt }] }));
    expect(until(verifier.now + 1)).toBe("accepted");
    expect(until(verifier.now)).toBe("token_expired");
  });

  test("a credential of another region or service", () => {
    expect(reasonOf(verifySignature(rangeGet, { ...verifier, region: "eu-west-1" }))).toBe("wrong_region");
    expect(reasonOf(verifySignature(rangeGet, { ...verifier, service: "ec2" }))).toBe("malformed");
  });

  test("a clock that is more than fifteen minutes off, and not one that is exactly so", () => {
    const at = (now: number): string => reasonOf(verifySignature(rangeGet, { ...verifier, now }));
    expect(at(NOON + 15 * 60_000)).toBe("accepted");
    expect(at(NOON + 15 * 60_000 + 1)).toBe("skewed");
    expect(at(NOON - 15 * 60_000 - 1)).toBe("skewed");
  });

  test("a presigned URL from its last second on, and one from the future", () => {
    const at = (now: number): string => reasonOf(verifySignature(presignedGet, { ...verifier, now }));
    expect(at(NOON + 86_400_000 - 1)).toBe("accepted");
    expect(at(NOON + 86_400_000)).toBe("expired");
    expect(at(NOON - 15 * 60_000 - 1)).toBe("not_yet_valid");
  });

  test("a body whose hash is not the signed one, where the service has read it", () => {
    expect(reasonOf(verifySignature(rangeGet, verifier, EMPTY))).toBe("accepted");
    expect(reasonOf(verifySignature(rangeGet, verifier, sha256Hex("other")))).toBe("mismatch");
  });
});
