import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom } from "@flash/validation";
import { build } from "esbuild";
import { expect, onTestFinished, test } from "vitest";
import { newSeed } from "../seed.ts";
import { platformScene } from "./scene.ts";

const scene = platformScene({ sweepEveryMs: 600_000 });

const KILLS = 20;
const seed = newSeed();

/** 9 MB, which go in two parts: rows of one length, each with a text of its own. */
const CSV = Buffer.from(
  `input,label\n${Array.from({ length: 9_000 }, (_, row) => `${String(row).padStart(1_000, "some words ")},${row % 2 === 0 ? "ham" : "spam"}\n`).join("")}`,
);

test(`an upload whose process is killed at twenty random bytes goes on in the next process each time, and ends in the same digest (FLASH_SEED=${seed})`, async () => {
  const { platform, flash } = scene();
  const folder = await mkdtemp(join(tmpdir(), "flash-killed-upload-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, "large.csv");
  await writeFile(path, CSV);
  // One file: a process that reads all of the workspace takes half a second to start.
  const uploader = join(folder, "uploader.mjs");
  await build({
    entryPoints: [fileURLToPath(new URL("fixtures/uploader.ts", import.meta.url))],
    outfile: uploader,
    bundle: true,
    format: "esm",
    platform: "node",
    conditions: ["@flash/source"],
    logLevel: "error",
  });
  const uploadIn = async (...killAt: readonly string[]): Promise<unknown> => {
    const child = spawn(process.execPath, [uploader, path, JSON.stringify(platform.connection), ...killAt], {
      // All that one process knows of the last one lies there.
      env: { TMPDIR: folder },
      stdio: ["ignore", "inherit", "inherit"],
    });
    const [code, signal]: unknown[] = await once(child, "close");
    return signal ?? code;
  };

  const random = seededRandom(seed);
  const ids = new Set<string>();
  for (let kill = 0; kill < KILLS; kill++) {
    expect(await uploadIn(String(random.below(CSV.length)))).toBe("SIGKILL");
    for (const { id } of (await flash.datasets.list().page()).items) ids.add(id);
  }
  expect(await uploadIn()).toBe(0);
  const [dataset, ...others] = (await flash.datasets.list().page()).items;
  const hex = createHash("sha256").update(CSV).digest("hex");
  expect(dataset).toMatchObject({ state: "valid", sizeBytes: CSV.length, report: { digest: { hex } } });
  expect(others).toEqual([]);
  expect([...ids]).toEqual([dataset?.id]);
}, 300_000);
