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

test("a subscription tells its callbacks, and nothing once it was left", async () => {
  await using platform = await startPlatform(twoStates);
  const { trpc } = testFlash({ url: platform.url }).flash;
  const told: string[] = [];
  await new Promise<void>((onComplete, onError) =>
    trpc.jobs.watch.subscribe(
      { jobId },
      {
        onStarted: () => void told.push("started"),
        onData: ({ data }) => void told.push(data.state),
        onComplete,
        onError,
      },
    ),
  );
  expect(told).toEqual(["started", "training", "succeeded"]);

  const left = await new Promise<string[]>((resolve) => {
    const heard: string[] = [];
    const subscription = trpc.jobs.watch.subscribe(
      { jobId },
      {
        onData: ({ data }) => {
          heard.push(data.state);
          subscription.unsubscribe();
          resolve(heard);
        },
      },
    );
  });
  expect(left).toEqual(["training"]);
});
