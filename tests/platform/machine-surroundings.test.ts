/** What befalls a machine from outside: its disk is full, EC2 takes it away. A real agent on a real disk, and a metadata service over HTTP. */
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Clocks, Fleet } from "@flash/control-plane";
import { LOCAL_CLOCKS } from "@flash/local";
import { checkpointPrefix, claimKey, DEFAULT_SERVER, InstanceId, JobId } from "@flash/schemas";
import { afterAll, afterEach, describe, expect, test } from "vitest";
import { isSleeping, platformScene, QUICK, until, uploadTiny } from "./scene.ts";

const INSTANCE = InstanceId.parse("i-0aaaaaaaaaaaaaaaa");
const FLEET = Fleet.parse([{ name: DEFAULT_SERVER, instances: { "text-classification": [INSTANCE] } }]);
/** Trains until it is gone on with from its checkpoint. */
const TRAINER = fileURLToPath(new URL("../../apps/training-server/test/scripted-trainer.ts", import.meta.url));

/** As EC2's, version 2: a token, then the notice if there is one. */
let notice: string | null = null;
const metadata = createServer((request, response) => {
  if (request.method === "PUT") return void response.end("token");
  if (notice === null) return void response.writeHead(404).end();
  response.end(notice);
});
metadata.listen(0, "127.0.0.1");
await once(metadata, "listening");
const address = metadata.address();
const port = typeof address === "object" ? address?.port : undefined;

const disk = mkdtempSync(join(tmpdir(), "flash-disk-"));
const MIB = 1024 ** 2;
/** Whoever is no root cannot mount: then the machine's disk is the test's, and what needs a small one is skipped. */
const isSmall = process.platform === "linux" && process.getuid?.() === 0 && mount();
function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=80m", "none", disk], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

const scene = platformScene({
  fleet: FLEET,
  clocks: Clocks.parse({ ...LOCAL_CLOCKS, maxSilenceMs: 60_000, maxBootMs: 60_000 }),
  machineEnv: {
    FLASH_WORK_DIR: disk,
    FLASH_METADATA_URL: `http://127.0.0.1:${port}`,
    FLASH_TRAINERS: JSON.stringify({
      "text-classification": [process.execPath, "--conditions=@flash/source", TRAINER, "resumable"],
    }),
  },
});
afterEach(() => until("the server sleeps", () => isSleeping(scene()), 120_000), 150_000);
afterAll(() => {
  metadata.close();
  metadata.closeAllConnections();
  if (isSmall) execFileSync("umount", ["--lazy", disk]);
  rmSync(disk, { recursive: true, force: true });
});

describe("a machine", { timeout: 240_000 }, () => {
  test.skipIf(!isSmall)(
    "whose disk is full: the job ends with that reason and its remedy, the machine goes off, and nothing is left on the disk",
    async () => {
      const { flash, platform } = scene();
      const foreign = join(disk, "somebody-elses");
      writeFileSync(foreign, Buffer.alloc(40 * MIB));
      const job = await flash.train({ dataset: await uploadTiny(flash), ...QUICK });
      const { state, outcome } = await job.wait();
      expect({ state, reason: outcome.reason }).toEqual({ state: "failed", reason: "trainer_failed" });
      expect(outcome.detail).toMatch(
        /^disk_full: .* has 40 MiB of free disk, .* needs \d+ MiB\. Give the machine a larger disk/u,
      );
      await platform.ec2.reached(INSTANCE, "stopped");
      expect(readdirSync(join(disk, "attempts"))).toEqual([]);
      rmSync(foreign);
    },
  );

  test("that EC2 takes away at a Spot notice: its checkpoint is kept, it goes off, and goes on with the same attempt, which is not counted", async () => {
    const { flash, platform, bucket } = scene();
    const job = await flash.train({ dataset: await uploadTiny(flash), ...QUICK });
    const id = JobId.parse(job.id);
    await until("it trains", async () => ((await job.get()).progress?.epoch === 2 ? true : null));
    const claim = await bucket.get(claimKey(id, 1));
    notice = JSON.stringify({ action: "stop", time: new Date().toISOString() });
    await platform.ec2.reached(INSTANCE, "stopping");
    notice = null;
    const { state, attempt, timeline } = await job.wait();
    expect({ state, attempt }).toEqual({ state: "succeeded", attempt: 1 });
    expect(timeline.map(({ event }) => event)).toContain("interrupted");
    expect((await bucket.get(`${checkpointPrefix(id, 1)}checkpoint.json`)).found).not.toBeNull();
    expect((await bucket.get(claimKey(id, 1))).found?.etag).toBe(claim.found?.etag);
  });
});
