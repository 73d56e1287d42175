import { describe, expect, test } from "vitest";
import { collect, errorOf, testFlash } from "../../test/client.ts";
import { refuse, startPlatform } from "../../test/platform.ts";
import type { Script } from "../../test/platform.ts";
import { jobIn, STATUS } from "../../test/samples.ts";

/** Refuses every key but this one, as the API does. */
const knows = (key: string): Script => ({
  intercept: ({ headers }, response) => {
    if (headers.authorization === `Bearer ${key}`) return false;
    const data = { httpStatus: 401, problem: { code: "unauthorized" }, requestId: "req-7" };
    response.writeHead(401, { "content-type": "application/json" }).end(JSON.stringify({ error: { data } }));
    return true;
  },
});

describe("a token that is asked for", () => {
  test("is asked for again when it was refused, once, and the call goes on with the new one", async () => {
    await using platform = await startPlatform({ ...knows("new"), train: () => jobIn("queued") });
    const asked: boolean[] = [];
    const getToken = ({ refused }: { refused: boolean }): string => {
      asked.push(refused);
      return refused ? "new" : "old";
    };
    const { flash } = testFlash({ url: platform.url, getToken });
    expect(await flash.status()).toEqual(STATUS);
    expect((await flash.train({ datasetId: "ds_1", taskType: "text-classification" })).id).toBe(jobIn("queued").id);
    expect(asked).toEqual([false, true, false, true]);
    expect(platform.arrived).toHaveLength(4);
  });

  test("serves streams too", async () => {
    const watch: Script["watch"] = async function* () {
      yield ["1", jobIn("succeeded")];
    };
    await using platform = await startPlatform({ ...knows("new"), watch });
    const { flash } = testFlash({ url: platform.url, getToken: async ({ refused }) => (refused ? "new" : "old") });
    expect(await collect(flash.job("job_1").watch())).toMatchObject([{ state: "succeeded" }]);
  });

  test("that is refused again ends the call as unauthorized", async () => {
    await using platform = await startPlatform(knows("new"));
    const { flash } = testFlash({ url: platform.url, getToken: () => "old" });
    expect((await errorOf(flash.status())).code).toBe("unauthorized");
    expect(platform.arrived).toHaveLength(2);
  });

  test("that cannot be had ends the call as unauthorized, with the reason", async () => {
    await using platform = await startPlatform();
    const cause = new Error("signed out");
    const asked: boolean[] = [];
    const getToken = ({ refused }: { refused: boolean }): Promise<string> => {
      asked.push(refused);
      return Promise.reject(cause);
    };
    const { flash } = testFlash({ url: platform.url, getToken });
    expect(await errorOf(flash.status())).toMatchObject({ code: "unauthorized", cause });
    // Nothing was refused: whoever signs out when it is would do so because the network was away.
    expect(asked).toEqual([false]);
    expect(platform.arrived).toHaveLength(0);
  });

  test("that cannot stand in a header ends the call as unauthorized, and is not sent", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url, getToken: () => "two words" });
    const error = await errorOf(flash.status());
    expect(error).toMatchObject({
      code: "unauthorized",
      cause: { message: expect.stringContaining("spaces") as string },
    });
    expect(platform.arrived).toHaveLength(0);
  });

  test("is not waited for after an abort or a timeout", async () => {
    await using platform = await startPlatform();
    const never = (): Promise<string> => new Promise(() => undefined);
    const { flash } = testFlash({ url: platform.url, getToken: never, timeoutMs: 10, retries: 0 });
    expect((await errorOf(flash.status())).code).toBe("timeout");
    const leave = new AbortController();
    const left = flash.status({ signal: leave.signal });
    leave.abort();
    expect((await errorOf(left)).code).toBe("aborted");
  });
});

test("an API key that is refused is not sent again", async () => {
  await using platform = await startPlatform(knows("new"));
  expect((await errorOf(testFlash({ url: platform.url }).flash.status())).code).toBe("unauthorized");
  expect(platform.arrived).toHaveLength(1);
});

test("training again repeats a job's settings as a new request", async () => {
  await using platform = await startPlatform({ train: () => jobIn("queued") });
  const { flash } = testFlash({ url: platform.url });
  await flash.job("job_1").trainAgain();
  const { name, taskType, datasetId, hyperparameters } = jobIn("training");
  expect(platform.arrived.at(-1)?.input).toMatchObject({ name, taskType, datasetId, hyperparameters });
  expect(platform.arrived.at(-1)?.input.idempotencyKey).toMatch(/^[0-9a-f]{32}$/u);
});

test("a refusal of dev mode is typed", async () => {
  await using platform = await startPlatform({ setDevMode: () => refuse({ code: "forbidden", needs: "admin" }) });
  const { flash } = testFlash({ url: platform.url });
  expect(await flash.servers.list()).toEqual(STATUS.servers);
  expect((await errorOf(flash.servers.setDevMode("default", true))).code).toBe("forbidden");
});
