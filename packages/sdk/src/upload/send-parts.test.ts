import { createHash } from "node:crypto";
import type { Sending } from "@flash/schemas";
import { expect, test } from "vitest";
import { errorOf, testFlash } from "../../test/client.ts";
import { startHttp, startPlatform } from "../../test/platform.ts";
import type { Platform, Script } from "../../test/platform.ts";
import { csv, DATASET, GOOD_CSV } from "../../test/samples.ts";
import type { ResumeStore } from "./resume-store.ts";

const taskType = "text-classification";
const PART_BYTES = 10;
const PARTS = Math.ceil(GOOD_CSV.length / PART_BYTES);
const digestOf = (bytes: string | Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const partOf = (number: number): string => GOOD_CSV.slice((number - 1) * PART_BYTES, number * PART_BYTES);
const numbers = Array.from({ length: PARTS }, (_, index) => index + 1);
const COMPOSITE = digestOf(Buffer.from(numbers.map((number) => digestOf(partOf(number))).join(""), "hex"));

interface Put {
  readonly part: number;
  readonly body: string;
  readonly signature: string | null;
}

/** @param answer - the HTTP status and body of one PUT; 200 if left out. */
async function scene(
  answer: (put: Put, count: number) => [number, string] = () => [200, ""],
  stored: number[] = [],
  validate: Script["validate"] = async function* () {
    yield ["done", { type: "done", dataset: DATASET }];
  },
  partSizeBytes = PART_BYTES,
  intercept: Script["intercept"] = () => false,
) {
  const puts: Put[] = [];
  const storage = await startHttp((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (piece: string) => (body += piece));
    request.on("end", () => {
      const query = new URL(request.url ?? "", "http://x").searchParams;
      const put = { part: Number(query.get("part")), body, signature: query.get("signature") };
      puts.push(put);
      const [status, text] = answer(put, puts.length);
      response.writeHead(status).end(text);
    });
  });
  let signatures = 0;
  const sending = (): Sending => ({
    how: "parts",
    partSizeBytes,
    partCount: Math.ceil(GOOD_CSV.length / partSizeBytes),
    stored: stored.map((partNumber) => ({ partNumber, sha256: digestOf(partOf(partNumber)) })),
  });
  const signParts: Script["signParts"] = (parts) => {
    signatures++;
    const signed = parts.map(({ partNumber, sha256 }) => ({
      partNumber,
      url: `${storage.url}/?part=${partNumber}&signature=${signatures}`,
      headers: { "x-amz-checksum-sha256": sha256 },
    }));
    return { parts: signed, expiresAt: DATASET.createdAt };
  };
  const platform = await startPlatform({ sending, signParts, validate, intercept });
  const dispose = async (): Promise<void> => {
    await platform[Symbol.asyncDispose]();
    await storage[Symbol.asyncDispose]();
  };
  return { platform, puts, [Symbol.asyncDispose]: dispose };
}

function memory(): ResumeStore & { kept: Map<string, string> } {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}
const asked = ({ arrived }: Platform, procedure: string) =>
  arrived
    .filter(({ url }) => url.startsWith(`/datasets.${procedure}`))
    .map(({ input: { idempotencyKey: _, ...input } }) => input);

test("a large file goes in parts, each signed for its own checksum, and is completed with the composite", async () => {
  await using world = await scene();
  const { flash } = testFlash({ url: world.platform.url });
  await flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: memory() });
  const sent = world.puts.toSorted((one, other) => one.part - other.part);
  expect(sent.map(({ body }) => body)).toEqual(numbers.map(partOf));
  const signed = asked(world.platform, "signParts").map(({ parts }) => parts);
  // Some ahead with each call, and more with the next.
  expect(signed).toEqual(
    [numbers.slice(0, 4), numbers.slice(4, 12), numbers.slice(12, 28)].map((some) =>
      some.map((partNumber) => ({ partNumber, sha256: digestOf(partOf(partNumber)) })),
    ),
  );
  expect(asked(world.platform, "completeUpload")).toEqual([{ datasetId: DATASET.id, compositeSha256: COMPOSITE }]);
});

test.each<[string, [number, string]]>([
  ["a URL", [403, "<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>"]],
  [
    "the credentials that signed a URL",
    [400, "<Error><Code>ExpiredToken</Code><Message>The provided token has expired.</Message></Error>"],
  ],
])("%s whose time is over: it is signed again, and nothing but its part is sent again", async (_, refusal) => {
  await using world = await scene(({ part }, count) =>
    part === 2 && count <= 2 * PARTS && !expired.has(part) ? (expired.add(part), refusal) : [200, ""],
  );
  const expired = new Set<number>();
  await testFlash({ url: world.platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  const second = world.puts.filter(({ part }) => part === 2);
  expect(second).toHaveLength(2);
  expect(new Set(second.map(({ signature }) => signature)).size).toBe(2);
  expect(world.puts).toHaveLength(PARTS + 1);
});

test("a file is read twice, for its check and to be sent, where its parts are as long as usual, and else once more", async () => {
  const readings = async (partSizeBytes: number): Promise<number> => {
    let count = 0;
    await using world = await scene(undefined, [], undefined, partSizeBytes);
    const stream = () => (count++, new Blob([GOOD_CSV]).stream());
    const source = { name: "spam.csv", sizeBytes: GOOD_CSV.length, stream };
    await testFlash({ url: world.platform.url }).flash.uploadDataset(source, { taskType, resumeStore: null });
    expect(world.puts.map(({ body }) => body).toSorted()).toHaveLength(Math.ceil(GOOD_CSV.length / partSizeBytes));
    return count;
  };
  expect(await readings(5 * 1024 ** 2)).toBe(2);
  expect(await readings(PART_BYTES)).toBe(3);
});

test("a part whose bytes stopped coming for too long is sent again as it was signed", async () => {
  const silent = `<Error><Code>RequestTimeout</Code><Message>Your socket connection to the server was not read from or written to within the timeout period. Idle connections will be closed.</Message></Error>`;
  await using world = await scene((_, count) => (count === 1 ? [400, silent] : [200, ""]));
  await testFlash({ url: world.platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  expect(world.puts).toHaveLength(PARTS + 1);
  const again = world.puts.filter(({ part }) => part === world.puts[0]?.part);
  expect(again).toHaveLength(2);
  expect(new Set(again.map(({ signature }) => signature)).size).toBe(1);
});

test("an upload that broke off is remembered by its content and goes on with the parts that are there", async () => {
  const resumeStore = memory();
  await using broken = await scene(({ part }) => (part === 3 ? [403, "<Error><Code>NoWay</Code></Error>"] : [200, ""]));
  const options = { taskType, resumeStore } as const;
  const first = testFlash({ url: broken.platform.url }).flash.uploadDataset(csv(GOOD_CSV), options);
  expect(await errorOf(first)).toMatchObject({ code: "upload_refused", problem: { storageCode: "NoWay" } });
  expect([...resumeStore.kept.values()]).toEqual([DATASET.id]);

  // The same platform as far as the client can see: what it kept is by the platform's address.
  await using world = await scene(undefined, [1, 2]);
  const [key = ""] = resumeStore.kept.keys();
  resumeStore.kept.set(key.replace(broken.platform.url, world.platform.url), DATASET.id);
  await testFlash({ url: world.platform.url }).flash.uploadDataset(csv(GOOD_CSV, "renamed.csv"), options);
  expect(asked(world.platform, "createUpload")).toEqual([]);
  expect(asked(world.platform, "resumeUpload")).toEqual([{ datasetId: DATASET.id }]);
  expect(world.puts.map(({ part }) => part).toSorted((one, other) => one - other)).toEqual(numbers.slice(2));
  expect(asked(world.platform, "completeUpload")).toEqual([{ datasetId: DATASET.id, compositeSha256: COMPOSITE }]);
  expect([...resumeStore.kept.values()]).toEqual([DATASET.id]);
});

test("bytes that the platform has already are not sent", async () => {
  await using platform = await startPlatform({
    sending: () => ({ how: "nothing" }),
    validate: async function* () {
      yield ["done", { type: "done", dataset: DATASET }];
    },
  });
  const dataset = await testFlash({ url: platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType });
  expect(dataset.state).toBe("valid");
});

test("abort() in the middle gives the upload up on the platform too; a raised signal only leaves", async () => {
  for (const how of ["abort", "signal"] as const) {
    const leave = new AbortController();
    await using world = await scene(() => {
      if (how === "abort") upload.abort();
      else leave.abort();
      return [200, ""];
    });
    const resumeStore = memory();
    const options = { taskType, resumeStore, signal: leave.signal } as const;
    const upload = testFlash({ url: world.platform.url }).flash.uploadDataset(csv(GOOD_CSV), options);
    expect((await errorOf(upload)).code).toBe("aborted");
    expect(asked(world.platform, "delete")).toHaveLength(how === "abort" ? 1 : 0);
    expect(resumeStore.kept.size).toBe(how === "abort" ? 0 : 1);
  }
});

test("an upload that was cut off after its last byte, before its report, is gone on with", async () => {
  const resumeStore = memory();
  const leave = new AbortController();
  await using world = await scene(undefined, [], async function* () {
    if (!leave.signal.aborted) return leave.abort();
    yield ["done", { type: "done", dataset: DATASET }];
  });
  const { flash } = testFlash({ url: world.platform.url });
  const cutOff = flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore, signal: leave.signal });
  expect((await errorOf(cutOff)).code).toBe("aborted");
  await flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore });
  expect(asked(world.platform, "createUpload")).toHaveLength(1);
  expect(asked(world.platform, "resumeUpload")).toEqual([{ datasetId: DATASET.id }]);
  expect(resumeStore.kept.size).toBe(0);
});

test("a pause holds the parts back; resumed, all of them arrive", async () => {
  const paused = Promise.withResolvers<void>();
  await using world = await scene((_, count) => {
    if (count === 1) {
      upload.pause();
      paused.resolve();
    }
    return [200, ""];
  });
  const { flash } = testFlash({ url: world.platform.url });
  const upload = flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  await paused.promise;
  // Another whole upload takes longer than the paused one would have needed.
  await using other = await scene();
  await testFlash({ url: other.platform.url }).flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  expect(asked(world.platform, "completeUpload")).toEqual([]);
  expect(new Set(world.puts.map(({ part }) => part)).size).toBeLessThan(PARTS);
  upload.resume();
  await upload;
  expect(new Set(world.puts.map(({ body }) => body))).toEqual(new Set(numbers.map(partOf)));
});

test("an upload outlives a network that is away for ten attempts in a row, at the storage and at the platform", async () => {
  let down = 0;
  await using world = await scene(() => [++down <= 10 ? 503 : 200, ""], [], undefined, GOOD_CSV.length);
  const { flash, pausesMs } = testFlash({ url: world.platform.url });
  await flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  expect(world.puts).toHaveLength(11);
  // Chance is one half here: it tries for about a minute at most.
  expect(pausesMs).toEqual([125, 250, 500, 1_000, 2_000, 4_000, 7_500, 7_500, 7_500, 7_500]);
  const { flash: impatient } = testFlash({ url: world.platform.url, retries: 0 });
  down = 0;
  const once = impatient.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  expect((await errorOf(once)).code).toBe("server_fault");
  expect(down).toBe(1);
});

test("whoever gives an upload up where there is no network is not kept waiting for as long as an upload would", async () => {
  let isAway = false;
  await using world = await scene(
    () => {
      isAway = true;
      upload.abort();
      return [200, ""];
    },
    [],
    undefined,
    PART_BYTES,
    (_, response) => isAway && (response.destroy(), true),
  );
  const { flash } = testFlash({ url: world.platform.url });
  const upload = flash.uploadDataset(csv(GOOD_CSV), { taskType, resumeStore: null });
  expect((await errorOf(upload)).code).toBe("aborted");
  expect(asked(world.platform, "delete")).toHaveLength(4);
});

test("a path and a stream are taken too, and nothing is left of what was put aside", async () => {
  await using world = await scene();
  const { flash } = testFlash({ url: world.platform.url });
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    for (const number of numbers) yield new TextEncoder().encode(partOf(number));
  };
  await flash.uploadDataset(stream(), { taskType, name: "stream.csv", resumeStore: null });
  expect(world.puts).toHaveLength(PARTS);
  expect(asked(world.platform, "createUpload")).toMatchObject([{ name: "stream.csv", sizeBytes: GOOD_CSV.length }]);
  const missing = await errorOf(flash.uploadDataset("/no/such/file.csv", { taskType }));
  expect(missing).toMatchObject({ code: "file_unreadable", problem: { name: "/no/such/file.csv" } });
});
