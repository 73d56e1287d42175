import { expect, test } from "vitest";
import { collect, errorOf, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import { BAD_CSV, csv } from "../../test/samples.ts";
import { isErrorOf, isRefused } from "./error-of.ts";

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

test("an error is of the procedure that it came from, and of no other", async () => {
  await using platform = await startPlatform({ cancel: () => refuse({ code: "job_already_ended", jobId: "job_1" }) });
  const { flash } = testFlash({ url: platform.url, retries: 0 });
  const refused = await errorOf(flash.job("job_1").cancel());
  expect(isErrorOf("jobs.cancel", refused)).toBe(true);
  expect(isErrorOf("jobs.get", refused)).toBe(false);
  const ended = await errorOf(
    collect(flash.trpc.jobs.watch.subscribe({ jobId: "job_1" }, { signal: AbortSignal.abort() })),
  );
  expect([ended.code, isErrorOf("jobs.watch", ended)]).toEqual(["aborted", true]);
  const ofThisComputer = await errorOf(flash.uploadDataset(csv(BAD_CSV), { taskType: "text-classification" }));
  expect([ofThisComputer.code, ofThisComputer.procedure]).toEqual(["file_invalid", null]);
  expect(isErrorOf("datasets.createUpload", ofThisComputer)).toBe(false);
});
