import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BUCKET, credentials, REGION, startPlatform } from "@flash/local";
import { DEFAULT_SERVER } from "@flash/schemas";
import { createFlash } from "@flash/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startOwnServer } from "../src/smoke/own-server.ts";
import { smokeTest } from "../src/smoke/smoke-test.ts";

const LIMIT_MS = 60_000;

let folder: string;
let platform: Awaited<ReturnType<typeof startPlatform>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "flash-smoke-test-"));
  platform = await startPlatform({ dataFolder: folder });
});
afterAll(async () => {
  await platform.close();
  await rm(folder, { recursive: true, force: true });
});

function smoke(startServer = ownServer, limitMs = LIMIT_MS, stopped = new AbortController().signal) {
  const said: string[] = [];
  const { connection } = platform;
  const run = smokeTest({
    connection,
    server: DEFAULT_SERVER,
    startOwnServer: startServer,
    limitMs,
    stopped,
    say: (step) => void said.push(step),
  });
  return { said, run };
}

function ownServer() {
  return startOwnServer({
    ...credentials(platform.identities.trainingServer(DEFAULT_SERVER)),
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_S3: platform.s3.url,
    FLASH_BUCKET: BUCKET,
    FLASH_SERVER: DEFAULT_SERVER,
  });
}

const devMode = async () => (await createFlash(platform.connection).status()).devMode;

test(
  "one tiny job goes through the whole platform, no machine is started, and dev mode is off again",
  { timeout: 90_000 },
  async () => {
    const { said, run } = smoke();
    expect(await run).toBe(true);
    expect(said).toEqual([
      "a dataset was uploaded and validated",
      expect.stringMatching(/^job job_\w+ was trained$/u),
      expect.stringMatching(/^its model has \d+ files$/u),
      "server default sleeps again",
    ]);
    expect(platform.ec2.calls.filter(({ action }) => action === "StartInstances")).toEqual([]);
    expect(await devMode()).toBe(false);
  },
);

test(
  "a job that ends otherwise fails the test; meanwhile the server is not free for another one",
  {
    timeout: 60_000,
  },
  async () => {
    const flash = createFlash(platform.connection);
    let again: boolean | null = null;
    const isAsleep = async () => {
      const { servers } = await flash.status();
      return servers.find(({ name }) => name === DEFAULT_SERVER)?.status === "sleeping";
    };
    /** Nobody trains: the job is cancelled as soon as the server is its own, which is a moment after it is listed. */
    const canceller = async () => {
      const cancelled = (async () => {
        while (await isAsleep());
        again = await smoke(canceller).run;
        for await (const { id, state } of flash.jobs.list()) {
          if (state !== "succeeded") await flash.trpc.jobs.cancel.mutate({ jobId: id });
        }
      })();
      return { stop: () => cancelled };
    };
    const { said, run } = smoke(canceller);
    await expect(run).rejects.toThrow(/^the job ended cancelled: /u);
    expect(said).toEqual(["a dataset was uploaded and validated"]);
    expect(again).toBe(false);
  },
);

test.each([
  ["cannot be started", () => Promise.reject(new Error("no disk"))],
  ["cannot be stopped", async () => ({ stop: () => Promise.reject(new Error("no disk")) })],
])("dev mode is off again when the training server %s", async (_, startServer) => {
  await expect(smoke(startServer, 1).run).rejects.toThrow("no disk");
  expect(await devMode()).toBe(false);
});

test(
  "whoever stops it in the middle leaves no dev mode behind, and no job for which a machine would be started",
  { timeout: 90_000 },
  async () => {
    const flash = createFlash(platform.connection);
    const ctrlC = new AbortController();
    const nobodyTrains = async () => {
      const pressed = (async () => {
        for (;;) for await (const { state } of flash.jobs.list()) if (state === "starting") return ctrlC.abort();
      })();
      return { stop: () => pressed };
    };
    await expect(smoke(nobodyTrains, LIMIT_MS, ctrlC.signal).run).rejects.toThrow(
      /^the smoke test was stopped at training/u,
    );
    for await (const { state } of flash.jobs.list()) expect(["succeeded", "cancelling", "cancelled"]).toContain(state);
    // As soon as the server that had the job sleeps.
    await expect.poll(devMode, { timeout: LIMIT_MS }).toBe(false);
  },
);
