import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { documentsS3Client, s3ObjectStore } from "@flash/aws";
import { createFirstStatus, Documents } from "@flash/control-plane";
import { createFunctionHost, type Identity, startS3 } from "@flash/local-aws";
import { type FakeRequest, mutation, query } from "./function-url.ts";
import { FLEET } from "./world.ts";

const BUCKET = "flash-test";
export const API_KEY = "key-of-ann";
export const ORIGIN_SECRET = "o".repeat(43);
const ROOT: Identity = { name: "root", accessKeyId: "root", secretAccessKey: "root-secret" };
/** All that the API functions may do. */
const API: Identity = {
  name: "api",
  accessKeyId: "api",
  secretAccessKey: "api-secret",
  allow: [
    { actions: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"], resources: [`arn:aws:s3:::${BUCKET}/*`] },
    { actions: ["s3:PutObjectTagging"], resources: [`arn:aws:s3:::${BUCKET}/owners/*/requests/*`] },
    { actions: ["s3:ListBucket"], resources: [`arn:aws:s3:::${BUCKET}`] },
  ],
};

const clientOf = ({ accessKeyId, secretAccessKey }: Identity, endpoint: string) =>
  documentsS3Client({ endpoint, region: "us-east-1", credentials: { accessKeyId, secretAccessKey } });

/** The API's two functions, unmodified, over HTTP, on S3: all of it on this machine. */
export async function startLocalPlatform(streamMaxMs: number) {
  const dataFolder = await mkdtemp(join(tmpdir(), "flash-api-"));
  const s3 = await startS3({ dataFolder: join(dataFolder, "s3"), identities: [ROOT, API] });
  const root = clientOf(ROOT, s3.url);
  await root.send(new CreateBucketCommand({ Bucket: BUCKET }));
  const documents = new Documents(s3ObjectStore(root, BUCKET), randomUUID);
  for (const server of FLEET) await createFirstStatus({ documents, server });

  const logged: string[] = [];
  const host = createFunctionHost({ dataFolder, region: "us-east-1", onLog: (_, line) => void logged.push(line) });
  const env = {
    AWS_ACCESS_KEY_ID: API.accessKeyId,
    AWS_SECRET_ACCESS_KEY: API.secretAccessKey,
    AWS_ENDPOINT_URL_S3: s3.url,
    FLASH_BUCKET: BUCKET,
    FLASH_FLEET: JSON.stringify(FLEET),
    FLASH_API_KEYS: JSON.stringify([{ sha256: createHash("sha256").update(API_KEY).digest("hex"), owner: "ann" }]),
    FLASH_STREAM_POLL_MS: "20",
    FLASH_STREAM_MAX_MS: String(streamMaxMs),
  };
  const entry = (name: string) => new URL(`../src/${name}.ts`, import.meta.url);
  host.register({ name: "api", entry: entry("lambda"), env, timeoutMs: 20_000 });
  host.register({ name: "streams", entry: entry("lambda-stream"), env, timeoutMs: 20_000 });
  // Its time is over as soon as it begins: each of its runs reads as little as there is to read at once.
  const hurried = { ...env, FLASH_VALIDATION_MARGIN_MS: "20000", FLASH_STREAM_MAX_MS: "15000" };
  host.register({ name: "hurried", entry: entry("lambda-stream"), env: hurried, timeoutMs: 20_000 });
  const behindDoor = { ...env, FLASH_ORIGIN_SECRET: ORIGIN_SECRET };
  host.register({ name: "api-behind-door", entry: entry("lambda"), env: behindDoor, timeoutMs: 20_000 });
  host.register({ name: "streams-behind-door", entry: entry("lambda-stream"), env: behindDoor, timeoutMs: 20_000 });
  const api = await host.serveUrl("api", { mode: "buffered" });
  const streams = await host.serveUrl("streams", { mode: "stream" });
  const apiBehindDoor = await host.serveUrl("api-behind-door", { mode: "buffered" });
  const streamsBehindDoor = await host.serveUrl("streams-behind-door", { mode: "stream" });
  const hurriedStreams = await host.serveUrl("hurried", { mode: "stream" });

  const send = (to: string, { method = "GET", path, query: search = {}, headers = {}, body }: FakeRequest) =>
    fetch(`${to}${path}?${new URLSearchParams(search).toString()}`, {
      method,
      headers: { authorization: `Bearer ${API_KEY}`, ...headers },
      ...(body === undefined ? {} : { body }),
    });
  return {
    documents,
    logged,
    query: (path: string, input?: unknown, headers = {}) => send(api.url, query(path, input, headers)),
    mutate: (path: string, input: unknown) => send(api.url, mutation(path, input)),
    /** From functions that have a front door before them. */
    behindDoor: {
      query: (path: string, headers = {}) => send(apiBehindDoor.url, query(path, undefined, headers)),
      stream: (path: string, input: unknown, headers = {}) => send(streamsBehindDoor.url, query(path, input, headers)),
    },
    /** The whole stream, once it has ended. */
    stream: async (path: string, input: unknown) =>
      sseEvents(await (await send(streams.url, query(path, input))).text()),
    /** The same from a function that has hardly any time. */
    hurriedStream: async (path: string, input: unknown) =>
      sseEvents(await (await send(hurriedStreams.url, query(path, input))).text()),
    close: async () => {
      await host.close();
      await s3.close();
      await rm(dataFolder, { recursive: true, force: true });
    },
  };
}

export interface SseEvent {
  readonly event: string;
  readonly id: string | null;
  readonly data: string;
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream */
function sseEvents(text: string): readonly SseEvent[] {
  return text
    .split("\n\n")
    .filter((block) => block.trim() !== "")
    .map((block) => {
      const fields = new Map(
        block.split("\n").map((line) => [line.split(": ", 1)[0], line.slice(line.indexOf(": ") + 2)]),
      );
      return { event: fields.get("event") ?? "message", id: fields.get("id") ?? null, data: fields.get("data") ?? "" };
    });
}
