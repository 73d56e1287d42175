import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { HeadObjectCommand } from "@aws-sdk/client-s3";
import { Match } from "aws-cdk-lib/assertions";
import { afterAll, expect, test } from "vitest";
import { uploadPage } from "../src/deployment/upload-page.ts";
import { localAccount } from "./local-account.ts";
import { EXISTING, templateOf } from "./synthesised.ts";

const template = templateOf(EXISTING);
const folder = mkdtempSync(join(tmpdir(), "flash-page-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the page's files are private: only this distribution reads them, over TLS", () => {
  template.hasResourceProperties("AWS::S3::Bucket", {
    BucketName: "flash-dev-page-123456789012-eu-central-1",
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, RestrictPublicBuckets: true },
  });
  template.hasResourceProperties("AWS::CloudFront::OriginAccessControl", {
    OriginAccessControlConfig: { SigningBehavior: "always", SigningProtocol: "sigv4" },
  });
});

test("the page may speak to this region's functions and to the platform's bucket, and runs nothing inline", () => {
  const policy = Match.stringLikeRegexp(
    "connect-src 'self' https://\\*\\.lambda-url\\.eu-central-1\\.on\\.aws https://flash-dev-123456789012-eu-central-1\\.s3",
  );
  template.hasResourceProperties("AWS::CloudFront::ResponseHeadersPolicy", {
    ResponseHeadersPolicyConfig: {
      SecurityHeadersConfig: {
        ContentSecurityPolicy: { ContentSecurityPolicy: policy, Override: true },
        StrictTransportSecurity: { Override: true },
      },
    },
  });
  expect(JSON.stringify(template.findResources("AWS::CloudFront::ResponseHeadersPolicy"))).not.toContain(
    "unsafe-inline",
  );
});

test("a stage without a page has no distribution, and lets no origin in but those that it names", () => {
  const without = templateOf({ ...EXISTING, page: false });
  without.resourceCountIs("AWS::CloudFront::Distribution", 0);
  without.allResourcesProperties("AWS::Lambda::Url", { Cors: { AllowOrigins: ["https://train.example.org"] } });
  without.allResourcesProperties("AWS::S3::Bucket", {
    CorsConfiguration: { CorsRules: [{ AllowedOrigins: ["https://train.example.org"] }] },
  });
});

test("what is built is uploaded as the page is served on this machine: digests for ever, the rest asked for again", async () => {
  const { account, close } = await localAccount();
  try {
    mkdirSync(join(folder, "assets"));
    for (const name of ["index.html", "assets/a-1234.js", ".sources"]) writeFileSync(join(folder, name), name);
    const config = { apiUrl: "https://a.example", streamUrl: "https://s.example", localKey: null };
    const pageBucket = account.bucket;
    const page = { folder, isCurrent: () => Promise.resolve(true) };
    expect(await uploadPage(account, { pageBucket, config }, page)).toEqual(
      expect.arrayContaining(["index.html", "assets/a-1234.js"]),
    );
    const head = async (Key: string) => {
      const { ContentType, CacheControl } = await account.s3.send(new HeadObjectCommand({ Bucket: pageBucket, Key }));
      return [ContentType, CacheControl];
    };
    expect(await head("assets/a-1234.js")).toEqual([
      "text/javascript; charset=utf-8",
      "public, max-age=31536000, immutable",
    ]);
    expect(await head("index.html")).toEqual(["text/html; charset=utf-8", "no-cache"]);
    const { found } = await account.documents.store.get("flash-config.json");
    expect(JSON.parse(found?.body ?? "")).toEqual(config);
    expect((await account.documents.store.get(".sources")).found).toBeNull();
    writeFileSync(join(folder, "what.xyz"), "");
    await expect(uploadPage(account, { pageBucket, config }, page)).rejects.toThrow("what.xyz is of an unknown kind");
  } finally {
    await close();
  }
});

test("a page that was built of other sources is not uploaded", async () => {
  const { account, close } = await localAccount();
  try {
    const config = { apiUrl: "https://a.example", streamUrl: "https://s.example", localKey: null };
    const older = { folder, isCurrent: () => Promise.resolve(false) };
    await expect(uploadPage(account, { pageBucket: account.bucket, config }, older)).rejects.toThrow(
      `what lies in ${folder} is not the page of these sources: run npm run build first`,
    );
    expect((await account.documents.store.list("", { limit: 1 })).objects).toEqual([]);
  } finally {
    await close();
  }
});
