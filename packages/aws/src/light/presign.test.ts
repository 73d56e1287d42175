import { S3Client } from "@aws-sdk/client-s3";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { ANY_CREDENTIALS } from "../../test/scripted-endpoint.ts";
import { presignDownload, presignPart, presignUpload } from "../presign.ts";
import type { S3Access } from "./access.ts";
import { signDownload, signPart, signUpload } from "./presign.ts";

const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 });
const token = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 60 });
const headerValue = fc.string({
  unit: fc.constantFrom("a", "/", ";", "=", " ", "\t", "-", "1", '"'),
  minLength: 1,
  maxLength: 30,
});
const key = fc.oneof(
  text,
  fc
    .array(fc.oneof(text, fc.constantFrom("", ".", "..", "a b", "%41", "+", "!'()*~")))
    .map((parts) => `k${parts.join("/")}`),
);

const access: fc.Arbitrary<S3Access> = fc.record({
  region: fc.constantFrom("us-east-1", "eu-central-1", "ap-southeast-7"),
  accessKeyId: fc.stringMatching(/^[A-Z0-9]{16,20}$/u),
  secretAccessKey: fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 }),
  sessionToken: fc.option(token),
  endpoint: fc.constantFrom(null, new URL("http://127.0.0.1:9000"), new URL("http://10.0.0.7")),
});

const terms = fc.record({
  bucket: fc.constantFrom("flash-data", "abc", "with.dots.in"),
  key,
  sizeBytes: fc.nat(),
  contentType: headerValue,
  sha256: fc.stringMatching(/^[0-9a-f]{64}$/u),
  expiresInSeconds: fc.integer({ min: 1, max: 900 }),
  uploadId: token,
  partNumber: fc.integer({ min: 1, max: 10_000 }),
  fileName: text,
});

/** When S3Presigner signed, as its URL says. */
const signedAt = (url: string): Date => {
  const [, day, time] = /X-Amz-Date=(\d{8})T(\d{6})Z/u.exec(url) ?? [];
  const parts = (digits = ""): string[] => digits.match(/\d\d/gu) ?? [];
  const [century, year, month, date] = parts(day);
  return new Date(`${century}${year}-${month}-${date}T${parts(time).join(":")}Z`);
};

const sdkClient = ({ endpoint, sessionToken, ...rest }: S3Access): S3Client =>
  new S3Client({
    region: rest.region,
    credentials: { ...rest, ...(sessionToken !== null && { sessionToken }) },
    ...(endpoint !== null && { endpoint: endpoint.href }),
  });

test("every URL is the one that the AWS SDK's presigner makes, to the byte", async () => {
  await fc.assert(
    fc.asyncProperty(access, terms, async (who, what) => {
      const client = sdkClient(who);
      const upload = await presignUpload(client, what);
      expect(signUpload(who, what, signedAt(upload.url))).toEqual(upload);
      const part = await presignPart(client, what);
      expect(signPart(who, what, signedAt(part.url))).toEqual(part);
      const download = await presignDownload(client, what);
      expect(signDownload(who, what, signedAt(download))).toBe(download);
    }),
    { numRuns: 60 },
  );
});

test.each([0, 901, 1.5, Number.NaN])("a URL that should live %d seconds is refused", (expiresInSeconds) => {
  const who = { region: "us-east-1", ...ANY_CREDENTIALS, sessionToken: null, endpoint: null };
  const download = { bucket: "flash-data", key: "a", fileName: "a", expiresInSeconds };
  expect(() => signDownload(who, download, new Date(0))).toThrow(RangeError);
});
