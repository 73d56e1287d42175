import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Template } from "aws-cdk-lib/assertions";
import { expect, test } from "vitest";
import { sectionOf, unaligned } from "../../build/page-section.ts";
import { added, permissionsOf, permissionsTable, SECTIONS, WIDENING } from "../src/permissions-table.ts";
import { CREATED, templateOf } from "./synthesised.ts";

const SECURITY = fileURLToPath(new URL("../../docs/security.md", import.meta.url));
const plain = templateOf(CREATED);
const permissions = permissionsOf(plain.toJSON(), "flash-dev");
const widened = templateOf({ ...CREATED, ...WIDENING, volumeKeyArns: [...WIDENING.volumeKeyArns] });
const bySetting = added(permissionsOf(widened.toJSON(), "flash-dev"), permissions);
const reviewed = (section: string): string => sectionOf(readFileSync(SECURITY, "utf8"), section);
const of = (role: string) => permissions.filter((line) => line.role === role);

test("what the roles may do is what docs/security.md was reviewed for, line by line", () => {
  // After a change on purpose: npm run permissions -w infra writes the tables, and their diff is what is to be reviewed.
  expect(unaligned(permissionsTable(permissions))).toEqual(unaligned(reviewed(SECTIONS.always)));
  expect(unaligned(permissionsTable(bySetting))).toEqual(unaligned(reviewed(SECTIONS.bySetting)));
});

test("only the triggers switch machines, only those with this platform's tag, and nobody may tag or make any", () => {
  const switching = permissions.filter(({ action }) => /^ec2:(?!Describe)/u.test(action));
  expect(new Set(switching.map(({ role }) => role))).toEqual(new Set(["start", "stop", "sweep"]));
  expect(new Set(switching.map(({ action }) => action))).toEqual(new Set(["ec2:StartInstances", "ec2:StopInstances"]));
  expect(new Set(switching.map(({ condition }) => condition))).toEqual(
    new Set(['{"StringEquals":{"aws:ResourceTag/flash:stack":"STACK"}}']),
  );
});

test("a training server writes into attempts and deletes its own training config, nothing else", () => {
  const [role] = new Set(permissions.map((line) => line.role).filter((name) => name.startsWith("training")));
  const changing = of(role ?? "").filter(({ action }) => /Put|Delete/u.test(action));
  expect(changing.map(({ action, resource }) => `${action} ${resource.replace("arn:aws:s3:::BUCKET/", "")}`)).toEqual([
    "s3:DeleteObject training/training.json",
    "s3:PutObject jobs/*/attempts/*/checkpoint/*",
    "s3:PutObject jobs/*/attempts/*/claim.json",
    "s3:PutObject jobs/*/attempts/*/model/*",
    "s3:PutObject jobs/*/attempts/*/progress.json",
    "s3:PutObject jobs/*/attempts/*/result.json",
    "s3:PutObjectTagging jobs/*/attempts/*/checkpoint/*",
  ]);
});

test("nobody of the platform writes API keys or the programs that machines run", () => {
  const writing = permissions.filter(({ action }) => /Put|Delete|\*/u.test(action));
  expect(writing.filter(({ resource }) => /\/(?:keys|agent)\//u.test(resource))).toEqual([]);
  expect(permissions.filter(({ action }) => action.includes("*"))).toEqual([]);
});

test("a key that encrypts volumes may be granted to EC2 by the triggers, for AWS's own use alone", () => {
  const granted = bySetting.filter(({ action }) => action.startsWith("kms:"));
  expect(granted).toEqual(
    ["start", "stop", "sweep"].map((role) => ({
      role,
      action: "kms:CreateGrant",
      resource: "arn:aws:kms:REGION:ACCOUNT:key/1234abcd-12ab-34cd-56ef-1234567890ab",
      condition: '{"Bool":{"kms:GrantIsForAWSResource":"true"}}',
    })),
  );
  expect(permissions.filter(({ action }) => action.startsWith("kms:"))).toEqual([]);
});

test("traces are sent where they are switched on, by every function and nobody else", () => {
  const { functions, tracing } = tracingOf(widened);
  expect(tracing).toEqual(Array.from({ length: functions }, () => "Active"));
  expect(tracingOf(plain)).toEqual({ functions, tracing: [] });
  const rows = bySetting.filter(({ action }) => action.startsWith("xray:"));
  const actions = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"];
  const all = ["api", "apistream", "start", "stop", "sweep"];
  expect(rows).toEqual(
    all.flatMap((role) => actions.map((action) => ({ role, action, resource: "*", condition: "" }))),
  );
  expect(permissions.filter(({ action }) => action.startsWith("xray:"))).toEqual([]);
});

function tracingOf(of: Template): { readonly functions: number; readonly tracing: readonly string[] } {
  const functions = Object.values(of.findResources("AWS::Lambda::Function"));
  const tracing = functions.flatMap(
    ({ Properties }) => (Properties.TracingConfig as { Mode: string } | undefined)?.Mode ?? [],
  );
  return { functions: functions.length, tracing };
}
