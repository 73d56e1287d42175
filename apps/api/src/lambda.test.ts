import { createHash } from "node:crypto";
import { Upload, WireCancellation, WireJob, WireStatus } from "@flash/schemas";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { ORIGIN_SECRET, startLocalPlatform } from "../test/local-platform.ts";
import { CSV } from "../test/world.ts";

const STREAM_MAX_MS = 400;
let platform: Awaited<ReturnType<typeof startLocalPlatform>>;
beforeAll(async () => {
  platform = await startLocalPlatform(STREAM_MAX_MS);
  // The first call loads the AWS SDK, for longer than a connection of this test lives.
  await platform.stream("datasets.validate", { datasetId: "ds_00000000000000000000000000" });
});
afterAll(() => platform.close());

const Answer = z.union([z.object({ result: z.object({ data: z.unknown() }) }), z.object({ error: z.unknown() })]);

async function dataOf<Schema extends z.ZodType>(schema: Schema, answer: Promise<Response>): Promise<z.output<Schema>> {
  const body = Answer.parse(await (await answer).json());
  if ("error" in body) throw new Error(JSON.stringify(body.error));
  return schema.parse(body.result.data);
}

const messages = (events: readonly { event: string; data: string }[]) =>
  events.filter(({ event }) => event === "message").map(({ data }) => JSON.parse(data));

const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

async function upload(csv: string) {
  const sha256 = sha256Of(csv);
  const declared = { taskType: "text-classification", name: "mails.csv", contentType: "text/csv", sha256 };
  const call = platform.mutate("datasets.createUpload", { ...declared, sizeBytes: Buffer.byteLength(csv) });
  const { dataset, sending } = await dataOf(Upload, call);
  if (sending.how !== "put") throw new Error(`a small dataset is to be sent in one piece, not as ${sending.how}`);
  return { dataset, ...sending };
}

/** The first event, on whichever connection it comes: on a busy machine one may be over before it has said anything. */
async function firstOf(path: string, input: object) {
  for (;;) {
    const events = await platform.stream(path, input);
    if (events.some(({ event }) => event === "message")) return events;
  }
}

/** As a client does: a connection that ended before its stream was complete is taken up again after the last event. */
async function wholeStream(path: string, input: object, connect: typeof platform.stream = platform.stream) {
  const events: Awaited<ReturnType<typeof platform.stream>>[number][] = [];
  for (;;) {
    const lastEventId = events.findLast(({ event }) => event === "message")?.id;
    events.push(...(await connect(path, { ...input, ...(lastEventId === undefined ? {} : { lastEventId }) })));
    if (events.at(-1)?.event === "return") return events;
  }
}

test("a dataset goes from declaration over S3 to a running job, which is watched and cancelled", async () => {
  const { dataset, url, headers } = await upload(CSV);
  expect((await fetch(url, { method: "PUT", headers, body: CSV })).status).toBe(200);
  const validated = await wholeStream("datasets.validate", { datasetId: dataset.id });
  expect(messages(validated).at(-1)).toMatchObject({ type: "done", dataset: { state: "valid" } });

  const request = { taskType: "text-classification", datasetId: dataset.id, idempotencyKey: "key-0001" };
  const job = await dataOf(WireJob, platform.mutate("train", request));
  expect(job.state).toBe("starting");
  const { servers } = await dataOf(WireStatus, platform.query("status"));
  expect(servers.find(({ name }) => name === job.server)).toMatchObject({ status: "active", jobId: job.id });
  expect(servers.find(({ name }) => name !== job.server)).toMatchObject({ status: "sleeping" });

  const watched = await firstOf("jobs.watch", { jobId: job.id });
  expect(messages(watched)).toMatchObject([{ id: job.id, state: "starting" }]);
  expect(watched.at(-1)?.event).not.toBe("return");

  const { id: lastEventId } = watched.find(({ event }) => event === "message") ?? {};
  const cancelled = await dataOf(WireCancellation, platform.mutate("jobs.cancel", { jobId: job.id }));
  expect(cancelled.stopped).toBe("waiting");
  const rest = await wholeStream("jobs.watch", { jobId: job.id, lastEventId });
  expect(messages(rest)).toMatchObject([{ id: job.id, state: "cancelled" }]);
  expect(rest.at(-1)?.event).toBe("return");
});

test("a dataset for which no function has the time is validated by one after another, as by a single one", async () => {
  const csv = `input,label\n${Array.from({ length: 10_000 }, (_, row) => `text number ${row},${row % 2 ? "ham" : "spam"}\n`).join("")}`;
  const { dataset, url, headers } = await upload(csv);
  expect((await fetch(url, { method: "PUT", headers, body: csv })).status).toBe(200);
  const events = messages(await wholeStream("datasets.validate", { datasetId: dataset.id }, platform.hurriedStream));
  const continued = events.filter(({ type }) => type === "continue").map(({ bytes }) => bytes);
  expect(continued.length).toBeGreaterThanOrEqual(3);
  expect(continued).toEqual(continued.toSorted((one, two) => one - two));
  expect(events.at(-1)).toMatchObject({
    type: "done",
    dataset: { state: "valid", report: { rows: { kept: 10_000 }, digest: { hex: sha256Of(csv) } } },
  });
});

test("S3 itself refuses other bytes, another length, and a second write", async () => {
  const text = `${CSV}a text of its own,ham\n`;
  const { url, headers } = await upload(text);
  const put = (body: string) => fetch(url, { method: "PUT", headers, body }).then(({ status }) => status);
  expect(await put(text.replace("ham", "HAM"))).toBe(400);
  expect(await put(`${text}more`)).toBe(403);
  expect(await put(text)).toBe(200);
  expect(await put(text)).toBe(412);
});

test("a stream's connection ends by itself when its time is up, although nobody has closed it", async () => {
  const { dataset, url, headers } = await upload(`${CSV}one more text,ham\n`);
  await fetch(url, { method: "PUT", headers, body: `${CSV}one more text,ham\n` });
  await wholeStream("datasets.validate", { datasetId: dataset.id });
  const request = { taskType: "text-classification", datasetId: dataset.id, idempotencyKey: "key-0002" };
  const { id: jobId } = await dataOf(WireJob, platform.mutate("train", request));
  // If it did not, its function's time would be up, which breaks the connection: nothing could be read to its end.
  const watched = await platform.stream("jobs.watch", { jobId });
  expect(watched.map(({ event }) => event)).not.toContain("return");
});

test("a refusal inside a stream comes as an error with its problem", async () => {
  const jobId = "job_00000000000000000000000000";
  const events = await platform.stream("jobs.watch", { jobId });
  const [error] = events.filter(({ event }) => event === "serialized-error");
  expect(JSON.parse(error?.data ?? "null")).toMatchObject({
    data: { code: "NOT_FOUND", problem: { code: "job_not_found", jobId } },
  });
});

test("behind a front door only what it passes on is looked at, by both functions", async () => {
  const { query, stream } = platform.behindDoor;
  const watch = (headers = {}) => stream("jobs.watch", { jobId: "job_00000000000000000000000000" }, headers);
  for (const call of [query("status"), query("status", { "x-flash-origin": "o".repeat(42) }), watch()]) {
    const answer = await call;
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      message: "This platform is called by the address of its front door, which npm run deploy shows.",
    });
  }
  const through = { "x-flash-origin": ORIGIN_SECRET };
  expect(await dataOf(WireStatus, query("status", through))).toMatchObject({ caller: { owner: "ann" } });
  expect(await (await watch(through)).text()).toContain("job_not_found");
});

test("a wrong key is refused, in a header as well as in the URL", async () => {
  const answers = await Promise.all([
    platform.query("status", undefined, { authorization: "Bearer key-of-bob" }),
    platform.query("status?authorization=Bearer%20key-of-ann", undefined, { authorization: "" }),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([401, 401]);
});

test("nothing of all this is worth an entry in the log, and no key is ever in it", async () => {
  expect(platform.logged.filter((line) => line.includes('"level":"error"'))).toEqual([]);
  expect(platform.logged.join("\n")).not.toContain("key-of-");
});
