import { describe, expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { startPlatform } from "../../test/platform.ts";
import { csv, GOOD_CSV, TASK_TYPE_LIST } from "../../test/samples.ts";

describe("the task types of a platform", () => {
  test("are asked for once, however often and however much at once they are wanted", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    expect(await Promise.all([flash.taskTypes(), flash.taskTypes()])).toEqual([TASK_TYPE_LIST, TASK_TYPE_LIST]);
    expect(await flash.taskTypes()).toEqual(TASK_TYPE_LIST);
    expect(platform.arrived.map(({ url }) => url)).toEqual(["/taskTypes.list"]);
  });

  test("are asked for again after a failure", async () => {
    await using platform = await startPlatform({
      intercept: (_, response, count) => {
        if (count === 1) response.writeHead(503).end();
        return count === 1;
      },
    });
    const { flash } = testFlash({ url: platform.url, retries: 0 });
    expect((await errorOf(flash.taskTypes())).code).toBe("server_fault");
    expect(await flash.taskTypes()).toEqual(TASK_TYPE_LIST);
  });

  test("that one caller does not wait for any more still come for the others", async () => {
    await using platform = await startPlatform();
    const { flash } = testFlash({ url: platform.url });
    const leave = new AbortController();
    const [left, stayed] = [flash.taskTypes({ signal: leave.signal }), flash.taskTypes()];
    leave.abort();
    expect((await errorOf(left)).code).toBe("aborted");
    expect(await stayed).toEqual(TASK_TYPE_LIST);
    expect((await errorOf(flash.taskTypes({ signal: leave.signal }))).code).toBe("aborted");
  });
});

test("a file for a task type that the platform does not know is refused before it is read", async () => {
  await using platform = await startPlatform();
  const upload = testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), {
    // As plain JavaScript, or a page that is newer than its platform, may ask.
    taskType: "telepathy" as "text-classification",
  });
  expect(await errorOf(upload)).toMatchObject({
    code: "bad_request",
    problem: { faults: [{ path: "taskType", message: "this platform trains text-classification" }] },
  });
});
