import { epochMs } from "@flash/schemas";
import { expect, test } from "vitest";
import { Clocks } from "../src/fleet/clocks.ts";
import { createControlPlane } from "../src/control-plane.ts";
import type { UnfinishedUpload } from "../src/ports/unfinished-uploads.ts";
import { World } from "../testing/world.ts";

const HOUR = 3_600_000;
const CLOCKS = Clocks.parse({ maxUploadMs: 24 * HOUR });

async function setUp(begunAt: readonly number[]) {
  const world = await World.create();
  let left: readonly UnfinishedUpload[] = begunAt.map((at, index) => ({
    key: `datasets/d${index}/source`,
    uploadId: `u${index}`,
    begunAt: epochMs(at),
  }));
  const sweep = () =>
    createControlPlane({
      documents: world.documents,
      machines: world.machines,
      fleet: world.fleet,
      clocks: CLOCKS,
      actor: "sweep",
      log: () => undefined,
      uploads: {
        begunBefore: async (time) => left.filter((upload) => upload.begunAt < time),
        abort: async ({ uploadId }) => void (left = left.filter((upload) => upload.uploadId !== uploadId)),
      },
    }).sweep();
  return { world, sweep, left: () => left.map(({ uploadId }) => uploadId) };
}

test("an upload that was left behind for longer than its clock is ended by the first sweep of an hour", async () => {
  const hour = Math.ceil(Date.UTC(2026, 10, 25) / HOUR) * HOUR;
  const { world, sweep, left } = await setUp([hour - 25 * HOUR, hour - 23 * HOUR]);
  world.now = hour + 30 * 60_000;
  expect(await sweep()).toMatchObject({ uploadsEnded: 0 });
  expect(left()).toEqual(["u0", "u1"]);
  world.now = hour + 20_000;
  expect(await sweep()).toMatchObject({ uploadsEnded: 1 });
  expect(left()).toEqual(["u1"]);
  expect(await sweep()).toMatchObject({ uploadsEnded: 0 });
});
