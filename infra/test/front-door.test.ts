import { runInNewContext } from "node:vm";
import { CreateBucketCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { ORIGIN_SECRET_HEADER } from "@flash/api/settings";
import { Match } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import * as z from "zod";
import { addressesOf } from "../src/account/addresses.ts";
import { stageOf } from "../src/config/load-config.ts";
import { localAccount } from "./local-account.ts";
import { BEHIND_DOOR, EXISTING, templateOf } from "./synthesised.ts";

const template = templateOf(BEHIND_DOOR);
const SECRET = {
  "Fn::Join": [
    "",
    ["{{resolve:secretsmanager:", { Ref: Match.stringLikeRegexp("^OriginSecret") }, ":SecretString:::}}"],
  ],
};

test("what the page's address passes on carries the secret that both functions ask for, and no other function knows", () => {
  const origin = {
    CustomOriginConfig: { OriginProtocolPolicy: "https-only", OriginReadTimeout: 60 },
    OriginCustomHeaders: [{ HeaderName: ORIGIN_SECRET_HEADER, HeaderValue: SECRET }],
  };
  template.hasResourceProperties("AWS::CloudFront::Distribution", {
    DistributionConfig: { Origins: Match.arrayWith([Match.objectLike(origin), Match.objectLike(origin)]) },
  });
  const told = { Properties: { Environment: { Variables: { FLASH_ORIGIN_SECRET: SECRET } } } };
  const names = Object.values(template.findResources("AWS::Lambda::Function", told)).map(
    ({ Properties }) => Properties.FunctionName,
  );
  expect(new Set(names)).toEqual(new Set(["flash-dev-api", "flash-dev-api-stream"]));
});

test("nothing of an answer is kept, and every header of the caller's arrives, but for the host's", () => {
  const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
  const ALL_VIEWER_EXCEPT_HOST_HEADER = "b689b0a8-53d0-40ab-baf2-68738e2966ac";
  const behavior = (PathPattern: string) =>
    Match.objectLike({
      PathPattern,
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_EXCEPT_HOST_HEADER,
      ViewerProtocolPolicy: "https-only",
    });
  template.hasResourceProperties("AWS::CloudFront::Distribution", {
    DistributionConfig: {
      Aliases: ["train.example.org"],
      WebACLId: Match.stringLikeRegexp("^arn:aws:wafv2:"),
      CacheBehaviors: [behavior("/api/*"), behavior("/streams/*")],
    },
  });
});

test("the page speaks to its own address and the bucket alone", () => {
  const policies = JSON.stringify(template.findResources("AWS::CloudFront::ResponseHeadersPolicy"));
  expect(policies).toContain("connect-src 'self' https://flash-dev-123456789012-eu-central-1.s3");
  expect(policies).not.toContain("lambda-url");
  template.hasOutput("ApiUrl", { Value: "https://train.example.org/api" });
  template.hasOutput("StreamUrl", { Value: "https://train.example.org/streams" });
});

test.each([
  ["/api/status", "/status"],
  ["/streams/jobs.watch", "/jobs.watch"],
  ["/api/datasets.get,jobs.get", "/datasets.get,jobs.get"],
])("a function is asked for %s as for %s", (from, to) => {
  const [code] = Object.values(template.findResources("AWS::CloudFront::Function")).flatMap(({ Properties }) =>
    Properties.Name === "flash-dev-eu-central-1-without-prefix" ? [Properties.FunctionCode] : [],
  );
  const request = runInNewContext(`${z.string().parse(code)}; handler(event)`, { event: { request: { uri: from } } });
  expect(request).toEqual({ uri: to });
});

test("a front door without a page is refused: it is the page's address", () => {
  expect(() => templateOf({ ...EXISTING, page: false, frontDoor: {} })).toThrow(/frontDoor.*needs page: true/u);
});

test("commands find the API where the page was told that it is", async () => {
  const { account, close } = await localAccount();
  try {
    const stage = stageOf({ stages: { dev: BEHIND_DOOR } }, "dev");
    await expect(addressesOf(account, stage)).rejects.toThrow("run npm run deploy first");
    const Bucket = "flash-dev-page-000000000000-eu-central-1";
    await account.s3.send(new CreateBucketCommand({ Bucket }));
    const config = { apiUrl: "https://train.example.org/api", streamUrl: "https://train.example.org/streams" };
    await account.s3.send(new PutObjectCommand({ Bucket, Key: "flash-config.json", Body: JSON.stringify(config) }));
    expect(await addressesOf(account, stage)).toEqual({ url: config.apiUrl, streamUrl: config.streamUrl });
  } finally {
    await close();
  }
});
