import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { loadStage } from "../config/load-config.ts";
import { summaryOf } from "./summary.ts";

const EXAMPLE = fileURLToPath(new URL("../../example.flash.config.ts", import.meta.url));
const outputs = {
  apiUrl: "https://a.example",
  streamUrl: "https://s.example",
  bucket: "flash-bucket",
  pageUrl: "https://train.example.org",
  pageHost: "d111111abcdef8.cloudfront.net",
  alarmTopic: "arn:aws:sns:eu-central-1:123456789012:flash-dev-alarms",
  profileOf: (server: string) => `profile-of-${server}`,
};

test("who deploys without an address for alarms is told that nobody may hear them, and how somebody will", async () => {
  const text = summaryOf(outputs, await loadStage(EXAMPLE, "dev"));
  expect(text).toMatch(
    /^ {8}Nobody may be hearing them: set alarms\.email .* aws sns subscribe .*:flash-dev-alarms /mu,
  );
  expect(text).not.toContain("machine ");
  expect(summaryOf(outputs, await loadStage(EXAMPLE, "prod"))).not.toContain("Nobody");
});

test("whoever brings a domain is told the record that makes it lead to the page", async () => {
  const prod = await loadStage(EXAMPLE, "prod");
  expect(summaryOf(outputs, prod)).toContain("DNS record: train.example.org CNAME d111111abcdef8.cloudfront.net\n");
  expect(summaryOf(outputs, await loadStage(EXAMPLE, "dev"))).not.toContain("CNAME");
});

test("each machine that was there before is named with the profile that it must carry and the script that sets it up", async () => {
  const machines = summaryOf(outputs, await loadStage(EXAMPLE, "prod"))
    .split("\n")
    .filter((line) => line.startsWith("machine "));
  expect(machines).toHaveLength(3);
  expect(machines[2]).toBe(
    "machine i-0123456789abcdef2 carries the instance profile profile-of-original; npm run machine-script -- --stage prod --server original makes it a training server",
  );
});
