import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPlatform } from "@flash/local";
import { createFlash } from "@flash/sdk";
import { expect, test } from "vitest";
import { QUICK, uploadTiny } from "./scene.ts";

test("a machine that changes while the platform closes calls no function that has ended", async () => {
  const dataFolder = await mkdtemp(join(tmpdir(), "flash-closed-"));
  // The machine comes up while the open stream keeps the functions from closing.
  const platform = await startPlatform({ dataFolder, timing: { pendingMs: 500 } });
  try {
    const flash = createFlash(platform.connection);
    const job = await flash.train({ dataset: await uploadTiny(flash), ...QUICK });
    const watching = job.watch()[Symbol.asyncIterator]();
    await watching.next();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    await platform.close();
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
    await watching.return?.();
  } finally {
    await platform.close();
    await rm(dataFolder, { recursive: true, force: true });
  }
});
