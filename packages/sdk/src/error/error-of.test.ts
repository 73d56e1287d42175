import { expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import { isRefused } from "./error-of.ts";

test("a refusal of the platform is told from what has failed on the way", async () => {
  const platform = await startPlatform({ cancel: () => refuse({ code: "job_already_ended", jobId: "job_1" }) });
  const { flash } = testFlash({ url: platform.url, retries: 0 });
  expect(isRefused(await errorOf(flash.job("job_1").cancel()))).toBe(true);
  await platform[Symbol.asyncDispose]();
  const failed = await errorOf(flash.status());
  expect(failed.code).toBe("network");
  expect(isRefused(failed)).toBe(false);
  expect(isRefused(new Error("job_already_ended"))).toBe(false);
});
