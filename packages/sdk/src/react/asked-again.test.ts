import { expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import { jobIn } from "../../test/samples.ts";
import { askedAgain } from "./asked-again.ts";

const INPUT = { datasetId: "ds_1", taskType: "text-classification" } as const;

test("what was asked for and may have been carried out is asked for again with the same key; nothing else is", async () => {
  let isAway = true;
  let isFull = false;
  await using platform = await startPlatform({
    // It has arrived, and its answer never does.
    intercept: ({ url }, response) => isAway && url.startsWith("/train") && (response.destroy(), true),
    train: () => (isFull ? refuse({ code: "no_server_for_task", taskType: INPUT.taskType }) : jobIn("queued")),
  });
  const { flash } = testFlash({ url: platform.url, retries: 1 });
  const ask = askedAgain();
  const train = (input: Parameters<typeof flash.train>[0]) =>
    ask(input, (idempotencyKey) => flash.train({ idempotencyKey, ...input }));
  const keys = () => [...new Set(platform.arrived.map(({ input }) => input["idempotencyKey"]))];
  expect((await errorOf(train(INPUT))).code).toBe("network");
  expect(platform.arrived).toHaveLength(2);
  isAway = false;
  await train(INPUT);
  expect(keys()).toHaveLength(1);
  await train(INPUT);
  expect(keys()).toHaveLength(2);
  isFull = true;
  expect((await errorOf(train(INPUT))).code).toBe("no_server_for_task");
  expect(keys()).toHaveLength(3);
  isAway = true;
  await errorOf(train(INPUT));
  expect(keys()).toHaveLength(4);
  await errorOf(train({ ...INPUT, name: "another" }));
  expect(keys()).toHaveLength(5);
});

test("a job that is trained again takes the key that it is given", async () => {
  await using platform = await startPlatform();
  await testFlash({ url: platform.url }).flash.job("job_1").trainAgain({ idempotencyKey: "the-same-key" });
  expect(platform.arrived.at(-1)).toMatchObject({ url: "/train", input: { idempotencyKey: "the-same-key" } });
});
