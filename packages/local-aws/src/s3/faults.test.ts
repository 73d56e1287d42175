import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { BUCKET as Bucket, refusalOf, ROOT, startTestS3 } from "./testing/test-s3.ts";

const s3 = await startTestS3();
const { client, faults } = s3;
const put = (Key: string, Body = "x", input: object = {}) =>
  client.send(new PutObjectCommand({ Bucket, Key, Body, ...input }));
const read = async (Key: string) =>
  (await client.send(new GetObjectCommand({ Bucket, Key }))).Body?.transformToString();

describe("a fault switch", () => {
  test.each([
    ["409", [409, "ConditionalRequestConflict"]],
    ["503", [503, "SlowDown"]],
    ["500", [500, "InternalError"]],
  ] as const)("%s refuses the next request and does nothing", async (kind, refusal) => {
    faults.failNext({ kind });
    expect(await refusalOf(put(`not-done-${kind}`))).toEqual(refusal);
    expect(await refusalOf(read(`not-done-${kind}`))).toEqual([404, "NoSuchKey"]);
  });

  test("strikes only the method, bucket and key it was set for, and as often as it was set for", async () => {
    faults.failNext({ kind: "503", times: 2, match: { method: "PUT", bucket: Bucket, key: /^jobs\/.*\.json$/g } });
    await put("other");
    await refusalOf(put("jobs/1.json"));
    expect(await refusalOf(read("jobs/1.json"))).toEqual([404, "NoSuchKey"]);
    await refusalOf(put("jobs/2.json"));
    await put("jobs/3.json");
  });

  test("commit_then_500 writes and denies it, so the SDK's own retry loses against itself", async () => {
    faults.failNext({ kind: "commit_then_500", match: { key: /claim/ } });
    const retrying = s3.clientOf(ROOT, { maxAttempts: 3 });
    const claim = retrying.send(new PutObjectCommand({ Bucket, Key: "claim", Body: "mine", IfNoneMatch: "*" }));
    expect(await refusalOf(claim)).toEqual([412, "PreconditionFailed"]);
    expect(await read("claim")).toBe("mine");
  });

  test("commit_then_reset writes and breaks the connection; reset breaks it before", async () => {
    faults.failNext({ kind: "commit_then_reset" });
    await expect(put("landed", "landed")).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await read("landed")).toBe("landed");
    faults.failNext({ kind: "reset" });
    await expect(put("lost")).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await refusalOf(read("lost"))).toEqual([404, "NoSuchKey"]);
  });

  test("delay keeps a request waiting, and nobody else", async () => {
    faults.failNext({ kind: "delay", delayMs: 100, match: { key: /^late$/ } });
    const before = performance.now();
    await put("late", "it came");
    expect(performance.now() - before).toBeGreaterThan(80);
    expect(await read("late")).toBe("it came");
    faults.failNext({ kind: "delay", delayMs: 600_000, match: { method: "PUT", key: /^never$/ } });
    // It waits until the server is closed.
    void put("never").catch(() => undefined);
    await put("early", "overtook");
    expect(await read("early")).toBe("overtook");
    expect(await refusalOf(read("never"))).toEqual([404, "NoSuchKey"]);
  });

  test("can be taken back, one or all", async () => {
    const undo = faults.failNext({ kind: "503", times: Infinity });
    await refusalOf(put("refused"));
    undo();
    await put("accepted");
    faults.failNext({ kind: "503" });
    faults.clear();
    await put("accepted");
  });
});
