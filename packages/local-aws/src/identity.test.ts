import { describe, expect, test } from "vitest";
import { type Conditions, type Identity, isAllowed, type Permission } from "./identity.ts";

const withAllow = (...allow: Permission[]): Identity => ({ accessKeyId: "k", secretAccessKey: "s", name: "n", allow });
const getObject = { action: "s3:GetObject", resource: "arn:aws:s3:::flash/jobs/1/job.json" };

describe("permissions", () => {
  test("an identity without a list may do everything, with an empty list nothing", () => {
    expect(isAllowed({ accessKeyId: "k", secretAccessKey: "s", name: "root" }, getObject)).toBe(true);
    expect(isAllowed(withAllow(), getObject)).toBe(false);
  });

  test.each([
    [["s3:GetObject"], ["arn:aws:s3:::flash/*"], true],
    [["S3:getobject"], ["arn:aws:s3:::flash/jobs/?/job.json"], true],
    [["s3:*Object"], ["*"], true],
    [["s3:PutObject"], ["*"], false],
    [["s3:GetObject"], ["arn:aws:s3:::flash"], false],
    [["s3:GetObject"], ["arn:aws:s3:::flash/*.jso"], false],
    [["s3:GetObject"], ["arn:aws:s3:::flash/*jobs*/*.json"], true],
  ])("actions %j on %j: %j", (actions, resources, expected) => {
    expect(isAllowed(withAllow({ actions, resources }), getObject)).toBe(expected);
  });

  test("a denied action stays denied although it is allowed too", () => {
    const all = { actions: ["*"], resources: ["*"] };
    expect(isAllowed({ ...withAllow(all), deny: [{ actions: ["s3:Get*"], resources: ["*"] }] }, getObject)).toBe(false);
  });

  test.each([
    [{ StringEquals: { "s3:prefix": "jobs/" } }, "jobs/", true],
    [{ StringEquals: { "s3:prefix": "jobs/" } }, undefined, false],
    [{ StringLike: { "s3:prefix": ["a/*", "jobs/*"] } }, "jobs/1", true],
    [{ StringNotEquals: { "s3:prefix": "jobs/" } }, undefined, true],
    [{ StringNotLike: { "s3:prefix": "jobs/*" } }, "jobs/1", false],
    [{ StringEqualsIfExists: { "s3:prefix": "jobs/" } }, undefined, true],
    [{ Null: { "s3:prefix": "true" } }, undefined, true],
    [{ Null: { "s3:prefix": "true" } }, "jobs/", false],
    [{ Bool: { "s3:prefix": "true" } }, "true", true],
    [{ Bool: { "s3:prefix": "true" } }, undefined, false],
  ])("condition %j with prefix %j: %j", (conditions, prefix, expected) => {
    const identity = withAllow({ actions: ["*"], resources: ["*"], conditions });
    expect(isAllowed(identity, { ...getObject, context: { "s3:prefix": prefix } })).toBe(expected);
  });

  test("a condition that is not known here counts neither as met nor as missed", () => {
    const conditions: Conditions = JSON.parse('{"NumericLessThan":{"s3:TlsVersion":"1.2"}}');
    const identity = withAllow({ actions: ["*"], resources: ["*"], conditions });
    expect(() => isAllowed(identity, getObject)).toThrow("NumericLessThan");
  });
});
