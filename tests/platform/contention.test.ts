import { expect, test } from "vitest";
import { DEFAULT_SERVER } from "@flash/schemas";
import { isSleeping, platformScene, QUICK, until, uploadTiny } from "./scene.ts";

const scene = platformScene();

test("two train calls at the same moment: exactly one wins the server, 50 times", { timeout: 300_000 }, async () => {
  const { flash } = scene();
  // In dev mode nothing has to boot and to be switched off between two rounds.
  await flash.trpc.servers.setDevMode.mutate({ server: DEFAULT_SERVER, devMode: true });
  const dataset = await uploadTiny(flash);
  for (let round = 0; round < 50; round++) {
    const both = await Promise.allSettled([
      flash.train({ dataset, ...QUICK, onBusy: "reject" }),
      flash.train({ dataset, ...QUICK, onBusy: "reject" }),
    ]);
    const won = both.filter((answer) => answer.status === "fulfilled");
    const lost = both.filter((answer) => answer.status === "rejected");
    expect([won.length, lost.length], `round ${round}`).toEqual([1, 1]);
    expect(lost[0]?.reason).toMatchObject({ code: "server_busy" });
    await won[0]?.value.cancel();
    await until("the server sleeps", () => isSleeping(scene()));
  }
});

test("a train call that is repeated with its idempotency key answers with the first job", async () => {
  const { flash } = scene();
  const dataset = await uploadTiny(flash);
  const idempotencyKey = "the-same-request-0001";
  const jobs = await Promise.all([1, 2, 3].map(() => flash.train({ dataset, ...QUICK, idempotencyKey })));
  expect(new Set(jobs.map(({ id }) => id)).size).toBe(1);
  await expect(
    flash.train({ dataset, taskType: "text-classification", hyperparameters: { epochs: 7 }, idempotencyKey }),
  ).rejects.toMatchObject({ code: "idempotency_key_reused" });
});
