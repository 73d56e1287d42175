import { defineConfig } from "./src/config/flash-config.ts";

/** Two platforms: one to try things in, and one that trains on machines which were there before. */
export default defineConfig({
  stages: {
    dev: {
      region: "eu-central-1",
      servers: [
        {
          name: "default",
          machines: { trainer: { instanceType: "c7i.xlarge", volumeGb: 20 } },
          serves: {
            "text-classification": ["trainer"],
            "image-classification": ["trainer"],
            "tabular-classification": ["trainer"],
            "tabular-regression": ["trainer"],
          },
        },
      ],
      logRetentionDays: 7,
    },
    prod: {
      region: "eu-central-1",
      account: "123456789012",
      servers: [
        {
          name: "default",
          machines: {
            // Tried in this order: the second is in another zone, for days without capacity in the first.
            first: { instanceId: "i-0123456789abcdef0" },
            second: { instanceId: "i-0123456789abcdef1" },
          },
          serves: { "text-classification": ["first", "second"] },
          usdPerHour: 0.526,
        },
        {
          name: "original",
          machines: { box: { instanceId: "i-0123456789abcdef2" } },
          serves: { "text-classification": ["box"] },
          // It only reads its training config and deletes it when it is done.
          reports: false,
        },
      ],
      // Page and API under one address of one's own, behind a firewall.
      frontDoor: {
        domain: {
          name: "train.example.org",
          certificateArn: "arn:aws:acm:us-east-1:123456789012:certificate/12345678-90ab-cdef-1234-567890abcdef",
        },
        webAclArn: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/flash/12345678-90ab-cdef-1234-567890abcdef",
      },
      allowedOrigins: ["https://notebooks.example.org"],
      clocks: { maxRunMs: 12 * 60 * 60_000 },
      // What the original product allowed, on a server that is its own.
      limits: { "text-classification": { maxRows: 10_000, maxDatasetBytes: 1_000_000 } },
      quotas: { openJobs: 20, owners: { "research@example.org": { openJobs: 200, machineSecondsPerMonth: null } } },
      signIn: [
        {
          name: "cognito",
          issuer: "https://cognito-idp.eu-central-1.amazonaws.com/eu-central-1_Example",
          audience: ["1example23456789"],
          audienceClaim: "client_id",
          admin: { claim: "cognito:groups", value: "operators" },
        },
      ],
      alarms: { email: "ops@example.org", monthlyBudgetUsd: 200 },
      logRetentionDays: 90,
      versioning: true,
    },
  },
});
