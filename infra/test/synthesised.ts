import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Template } from "aws-cdk-lib/assertions";
import type { FlashConfig } from "../src/config/flash-config.ts";
import { stageOf } from "../src/config/load-config.ts";
import { flashApp } from "../src/synthesise.ts";

type StageInput = FlashConfig["stages"][string];

/** One server on one machine that is there already. */
export const EXISTING: StageInput = {
  region: "eu-central-1",
  servers: [
    {
      name: "default",
      machines: { box: { instanceId: "i-0123456789abcdef0" } },
      serves: { "text-classification": ["box"] },
    },
  ],
  allowedOrigins: ["https://train.example.org"],
};

/** One server whose machine the stack makes. */
export const CREATED: StageInput = {
  ...EXISTING,
  servers: [
    {
      name: "default",
      machines: { trainer: { instanceType: "c7g.xlarge", imageId: "ami-0123456789abcdef0" } },
      serves: { "text-classification": ["trainer"] },
    },
  ],
};

/** One server, and the API behind the page's own address, which is a domain of the operator's with a firewall. */
export const BEHIND_DOOR: StageInput = {
  ...EXISTING,
  frontDoor: {
    domain: { name: "train.example.org", certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/1234abcd" },
    webAclArn: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/flash/1234abcd",
  },
};

/** The template of a stage, checked by cdk-nag and CloudFormation's own rules on the way; bundles are stood in for by empty handlers. */
export function templateOf(stage: StageInput, takesBack = false): Template {
  const folder = mkdtempSync(join(tmpdir(), "flash-synth-"));
  try {
    const bundle = join(folder, "bundle");
    mkdirSync(bundle);
    writeFileSync(join(bundle, "index.mjs"), "export const handler = () => {};\n");
    const { app, stack } = flashApp({
      stage: stageOf({ stages: { dev: stage } }, "dev"),
      account: "123456789012",
      bundleOf: () => bundle,
      outdir: join(folder, "out"),
      takesBack,
    });
    app.synth();
    return Template.fromStack(stack);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
