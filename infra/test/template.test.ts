import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { Template } from "aws-cdk-lib/assertions";
import { afterAll, expect, test } from "vitest";
import { DEFAULT_CONFIG } from "../src/config/default-config.ts";
import { loadStage } from "../src/config/load-config.ts";
import { flashApp } from "../src/synthesise.ts";
import { readableTemplate } from "./readable-template.ts";

const outdir = mkdtempSync(join(tmpdir(), "flash-template-"));
afterAll(() => rmSync(outdir, { recursive: true }));
const stage = await loadStage(DEFAULT_CONFIG, "dev");
/** As on a fresh clone without an account, where no image can be looked up; any folder stands for the bundles. */
const shipped = () => flashApp({ stage, account: null, bundleOf: () => import.meta.dirname, outdir });

test("what a fresh clone deploys passes cdk-nag and CloudFormation's own rules, and is what was reviewed", async () => {
  const { app, stack } = shipped();
  app.synth();
  // After a change on purpose: npm test -- infra/test/template.test.ts -u writes it, and its diff is what is to be reviewed.
  await expect(readableTemplate(Template.fromStack(stack).toJSON())).toMatchFileSnapshot("flash-dev.template.txt");
});

test("what cdk-nag finds and nobody has acknowledged, or CloudFormation would refuse, makes no template", () => {
  const { app, stack } = shipped();
  const faulty = new CfnQueue(stack, "faulty", { messageRetentionPeriod: 1 });
  expect(faulty.stack).toBe(stack);
  expect(() => app.synth()).toThrow(
    /AwsSolutions-SQS3[^]*ERROR MessageRetentionPeriod: 1 is less than the minimum of 60/u,
  );
});
