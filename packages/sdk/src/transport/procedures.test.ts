import { expect, test } from "vitest";
import { collect, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import { jobIn, STATUS } from "../../test/samples.ts";

const jobId = jobIn("queued").id;

test("every procedure is called by its name, and refuses with the one error", async () => {
  await using platform = await startPlatform({ cancel: () => refuse({ code: "job_already_ended", jobId }) });
  const { trpc } = testFlash({ url: platform.url }).flash;
  expect(await trpc.status.query()).toEqual(STATUS);
  await expect(trpc.jobs.cancel.mutate({ jobId })).rejects.toMatchObject({ code: "job_already_ended" });
});

test("a client that is awaited is no promise", async () => {
  const { flash } = testFlash({ url: "http://127.0.0.1:9" });
  expect(await Promise.resolve(flash.trpc)).toBe(flash.trpc);
});

test("a name that is no call says so", () => {
  const { trpc } = testFlash({ url: "http://127.0.0.1:9" }).flash;
  // @ts-expect-error a query has no `fetch`
  expect(() => trpc.jobs.get.fetch({ jobId })).toThrow("jobs.get.fetch is no call");
});

const twoStates = {
  watch: async function* () {
    yield ["1", jobIn("training", 1)] as [string, ReturnType<typeof jobIn>];
    yield ["2", jobIn("succeeded", 1)] as [string, ReturnType<typeof jobIn>];
  },
};

test("a subscription is looped over, each tracked event with its id", async () => {
  await using platform = await startPlatform(twoStates);
  const events = await collect(testFlash({ url: platform.url }).flash.trpc.jobs.watch.subscribe({ jobId }));
  expect(events.map(({ id, data }) => [id, data.state])).toEqual([
    ["1", "training"],
    ["2", "succeeded"],
  ]);
});

test("a subscription that was left or aborted gives nothing more, not even what has arrived", async () => {
  await using platform = await startPlatform(twoStates);
  const { trpc } = testFlash({ url: platform.url }).flash;
  const leave = new AbortController();
  const heard: string[] = [];
  const listening = (async () => {
    for await (const { data } of trpc.jobs.watch.subscribe({ jobId }, { signal: leave.signal })) {
      heard.push(data.state);
      leave.abort();
    }
  })();
  await expect(listening).rejects.toMatchObject({ code: "aborted" });
  for await (const { data } of trpc.jobs.watch.subscribe({ jobId })) {
    heard.push(data.state);
    break;
  }
  expect(heard).toEqual(["training", "training"]);
});
