import { describe, expect, test } from "vitest";
import { addressOf, s3AccessIn } from "./access.ts";

/** As Lambda sets it. */
const LAMBDA = {
  AWS_REGION: "eu-central-1",
  AWS_ACCESS_KEY_ID: "id",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "token",
};

describe("a function's environment", () => {
  test("names region and credentials", () => {
    expect(s3AccessIn(LAMBDA)).toEqual({
      region: "eu-central-1",
      accessKeyId: "id",
      secretAccessKey: "secret",
      sessionToken: "token",
      endpoint: null,
    });
  });

  test("may name an S3 elsewhere, by its address", () => {
    const elsewhere = { ...LAMBDA, AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000" };
    expect(s3AccessIn(elsewhere)?.endpoint?.host).toBe("127.0.0.1:9000");
  });

  test.each([
    ["credentials elsewhere", { AWS_ACCESS_KEY_ID: undefined }],
    ["no region", { AWS_REGION: undefined }],
    ["a region of another partition", { AWS_REGION: "cn-north-1" }],
    ["a region of another partition", { AWS_REGION: "us-iso-east-1" }],
    ["an endpoint by name", { AWS_ENDPOINT_URL_S3: "http://s3.example.org" }],
    ["an endpoint below a path", { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:9000/s3" }],
    ["an endpoint that is no URL", { AWS_ENDPOINT_URL_S3: "127.0.0.1:9000" }],
    ["one endpoint for all services", { AWS_ENDPOINT_URL: "http://127.0.0.1:9000" }],
    ["FIPS endpoints", { AWS_USE_FIPS_ENDPOINT: "true" }],
  ])("is left to the AWS SDK with %s", (_, change) => {
    expect(s3AccessIn({ ...LAMBDA, ...change })).toBeNull();
  });
});

test("a bucket is a host of its own, unless its name has dots, which no certificate covers", () => {
  const access = {
    region: "eu-central-1",
    accessKeyId: "id",
    secretAccessKey: "s",
    sessionToken: null,
    endpoint: null,
  };
  expect(addressOf(access, "flash", "a/b c").origin).toBe("https://flash.s3.eu-central-1.amazonaws.com");
  expect(addressOf(access, "flash", "a/b c").path).toBe("/a/b%20c");
  expect(addressOf(access, "my.flash", "a").origin).toBe("https://s3.eu-central-1.amazonaws.com");
  expect(addressOf(access, "my.flash", "a").path).toBe("/my.flash/a");
});
