import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createFlash, type ResumeStore } from "@flash/sdk";
import { expect, test } from "vitest";
import { platformScene } from "./scene.ts";

const scene = platformScene({ sweepEveryMs: 600_000 });

const taskType = "text-classification";
/** 11 MB, which go in three parts: rows of one length, each with a text of its own. */
const LARGE_CSV = Buffer.from(
  `input,label\n${Array.from({ length: 11_000 }, (_, row) => `${String(row).padStart(1_000, "some words ")},${row % 2 === 0 ? "ham" : "spam"}\n`).join("")}`,
);
const sha256 = createHash("sha256").update(LARGE_CSV).digest("hex");

function memory(): ResumeStore {
  const kept = new Map<string, string>();
  return {
    get: (key) => kept.get(key) ?? null,
    set: (key, value) => void kept.set(key, value),
    remove: (key) => void kept.delete(key),
  };
}

/** Numbers from 0 to 1 that look random and are the same in each run. @see https://en.wikipedia.org/wiki/Xorshift */
function* seeded(seed: number): Generator<number, never, undefined> {
  for (let state = seed; ;) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    yield (state >>> 0) / 2 ** 32;
  }
}

test(
  "an upload cut off at twenty random bytes goes on each time, and ends in the same digest",
  { timeout: 300_000 },
  async () => {
    const { connection } = scene().platform;
    const resumeStore = memory();
    const points = seeded(20_261_125);
    const ids = new Set<string>();
    for (let cut = 0; cut < 20; cut++) {
      const leaveAt = Math.floor(points.next().value * LARGE_CSV.length);
      const leave = new AbortController();
      // A client of its own each time: all that is known of the last one is what the store has kept.
      const upload = createFlash(connection).uploadDataset(LARGE_CSV, {
        taskType,
        resumeStore,
        signal: leave.signal,
        validateLocally: false,
        onProgress: ({ stage, bytes }) => void (stage === "uploading" && bytes >= leaveAt && leave.abort()),
      });
      await expect(upload).rejects.toMatchObject({ code: "aborted" });
      for (const { id } of (await createFlash(connection).datasets.list().page()).items) ids.add(id);
    }
    const dataset = await createFlash(connection).uploadDataset(LARGE_CSV, { taskType, resumeStore });
    expect(dataset).toMatchObject({ state: "valid", sizeBytes: LARGE_CSV.length, report: { digest: { hex: sha256 } } });
    expect([...ids]).toEqual([dataset.id]);
  },
);

test("an upload whose process is killed goes on in the next one", { timeout: 300_000 }, async () => {
  const { connection } = scene().platform;
  const folder = await mkdtemp(join(tmpdir(), "flash-killed-upload-"));
  const path = join(folder, "large.csv");
  // Other bytes than above, which this owner has already.
  const bytes = Buffer.concat([LARGE_CSV, Buffer.from("the last row,ham\n")]);
  await writeFile(path, bytes);
  const uploader = fileURLToPath(new URL("./fixtures/uploader.ts", import.meta.url));
  const start = () =>
    spawn(process.execPath, ["--conditions=@flash/source", uploader, path, JSON.stringify(connection)], {
      env: { TMPDIR: folder, PATH: process.env["PATH"] },
      stdio: ["ignore", "pipe", "inherit"],
    });
  const first = start();
  // Killed as soon as something of it has arrived: a part at least is on its way.
  await once(first.stdout, "data");
  first.kill("SIGKILL");
  await once(first, "close");

  const second = start();
  const said: Buffer[] = [];
  second.stdout.on("data", (piece: Buffer) => said.push(piece));
  const [code] = await once(second, "close");
  expect(code).toBe(0);
  const [dataset] = (await createFlash(connection).datasets.list().page()).items;
  expect(dataset).toMatchObject({
    name: "large.csv",
    state: "valid",
    report: { digest: { hex: createHash("sha256").update(bytes).digest("hex") } },
  });
  const named = (await createFlash(connection).datasets.list().page()).items.filter(({ name }) => name === "large.csv");
  expect(named).toHaveLength(1);
  await rm(folder, { recursive: true });
});
