import { describe, expect, test } from "vitest";
import { collect, errorOf, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import type { Script } from "../../test/platform.ts";
import { jobIn } from "../../test/samples.ts";

const untilFailed: NonNullable<Script["watch"]> = async function* () {
  yield ["1", jobIn("queued", 0)];
  yield ["2", jobIn("training", 1)];
  yield ["3", jobIn("failed", 1)];
};

describe("waiting for a job", () => {
  test("tells each update and answers with the ended job, however it ended", async () => {
    await using platform = await startPlatform({ watch: untilFailed });
    const job = testFlash({ url: platform.url }).flash.job("job_1");
    const states: string[] = [];
    const ended = await job.wait({ onUpdate: ({ state }) => states.push(state) });
    expect(states).toEqual(["queued", "training", "failed"]);
    expect(ended.outcome.sentence).toBe("It is done.");
  });

  test("is answered at once when the job is over already", async () => {
    await using platform = await startPlatform({
      watch: async function* () {
        yield ["9", jobIn("succeeded")];
      },
    });
    const ended = await testFlash({ url: platform.url }).flash.job("job_1").wait();
    expect(ended.state).toBe("succeeded");
  });

  test("ends as aborted with its signal", async () => {
    await using platform = await startPlatform({ watch: untilFailed });
    const signal = AbortSignal.abort();
    const job = testFlash({ url: platform.url }).flash.job("job_1");
    expect((await errorOf(job.wait({ signal }))).code).toBe("aborted");
    expect(platform.arrived).toHaveLength(0);
  });

  test("of a stream that the platform completes too early is no success", async () => {
    await using platform = await startPlatform({
      watch: async function* () {
        yield ["1", jobIn("training")];
      },
    });
    const error = await errorOf(testFlash({ url: platform.url }).flash.job("job_1").wait());
    expect(error.code).toBe("unexpected_answer");
  });
});

test("cancelling a job that is over is refused", async () => {
  await using platform = await startPlatform({ cancel: () => refuse({ code: "job_already_ended", jobId: "job_1" }) });
  const error = await errorOf(testFlash({ url: platform.url }).flash.job("job_1").cancel());
  expect(error).toMatchObject({ code: "job_already_ended", message: "Job job_1 is over." });
});

describe("a list", () => {
  test("goes through its pages as they are needed", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    expect((await collect(flash.jobs.list({ pageSize: 1 }))).map(({ state }) => state)).toEqual(["queued", "failed"]);
    expect(platform.arrived.map(({ input }) => input)).toEqual([
      { limit: 1, cursor: null },
      { limit: 1, cursor: "second" },
    ]);
  });

  test("gives one page at a time too", async () => {
    await using platform = await startPlatform();
    const list = testFlash({ url: platform.url }).flash.jobs.list();
    const first = await list.page();
    expect(first).toMatchObject({ items: [{ state: "queued" }], next: "second" });
    expect(await list.page(first.next)).toMatchObject({ items: [{ state: "failed" }], next: null });
  });
});
