import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StoredTrainingConfig, TASK_TYPES, TrainerJob, TrainerSplit, withTolerance } from "@flash/schemas";
import { blobSource, validateDataset, zipFiles } from "@flash/validation";
import { afterEach, describe, expect, test } from "vitest";
import { trainingConfig } from "../../../test/scene.ts";
import { imageSample } from "../../conformance/samples/image-sample.ts";
import { openAttemptFolder } from "../work-folder/attempt-folder.ts";
import { prepareDataset } from "./prepare-dataset.ts";

const root = realpathSync(mkdtempSync(join(tmpdir(), "flash-prepare-")));
afterEach(() => rmSync(join(root, "attempts"), { recursive: true, force: true }));

/** What lies in the attempt's folder for the trainer. */
async function prepared(
  taskType: string,
  bytes: Uint8Array,
  dataset: { classes: string[]; rows: number; bad_row_share?: number; limits?: Record<string, number> },
) {
  const config = StoredTrainingConfig.parse({
    ...trainingConfig(),
    task_type: taskType,
    dataset: {
      ...trainingConfig().dataset,
      ...dataset,
      size_bytes: bytes.length,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    },
  });
  const folder = await openAttemptFolder(root, config.token, 1);
  writeFileSync(folder.source, bytes);
  await prepareDataset(folder, config, new AbortController().signal);
  const json = (path: string): unknown => JSON.parse(readFileSync(path, "utf8"));
  return {
    job: TrainerJob.parse(json(folder.job)),
    split: TrainerSplit.parse(json(join(folder.data, "split.json"))),
    files: filesBelow(folder.data),
    read: (path: string) => readFileSync(join(folder.data, path)),
  };
}

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .toSorted();

async function zip(files: Readonly<Record<string, Uint8Array>>): Promise<Uint8Array> {
  const given = Object.entries(files).map(([path, bytes]) => ({ path, content: new Blob([Uint8Array.from(bytes)]) }));
  return new Uint8Array(await (await zipFiles(given)).arrayBuffer());
}
/** Eight images of each of two classes. */
const pictures = [...imageSample().files.values()].map((bytes) =>
  typeof bytes === "string" ? Buffer.from(bytes) : Uint8Array.from(bytes),
);
const picture = (index: number): Uint8Array => pictures[index] ?? new Uint8Array();

describe("images", () => {
  const files = Object.fromEntries(
    pictures.map((bytes, index) => [`${index % 2 === 0 ? "ice" : "fire"}/p ${index}.png`, bytes]),
  );

  test("lie in the folder of their class's index under their own number, whatever they were called", async () => {
    const {
      files: found,
      split,
      job,
    } = await prepared("image-classification", await zip(files), {
      classes: ["fire", "ice"],
      rows: 16,
    });
    expect(found.filter((path) => path !== "split.json")).toEqual(
      Array.from({ length: 16 }, (_, record) => `${record % 2 === 0 ? 1 : 0}/${record}.png`).toSorted(),
    );
    expect(job.classes).toEqual(["fire", "ice"]);
    expect([split.train.length, split.validation.length]).toEqual([12, 4]);
  });

  test("of a dataset that its owner has split stay on their sides", async () => {
    const archive = await zip({
      "train/ice/a.png": picture(0),
      "train/fire/b.png": picture(1),
      "val/ice/c.png": picture(2),
      "val/fire/d.png": picture(3),
      "test/fire/e.png": picture(5),
    });
    const { split } = await prepared("image-classification", archive, { classes: ["fire", "ice"], rows: 5 });
    expect(split).toEqual({ train: [0, 1], validation: [2, 3] });
  });

  test("that were tolerated as bad are not trained on, and the others are those that validation counted", async () => {
    const archive = await zip({
      ...files,
      "ice/cut off.png": picture(0).slice(0, 60),
      "ice/note.jpg": Buffer.from("hi"),
    });
    const rules = withTolerance(TASK_TYPES["image-classification"].dataset, 0.2);
    const report = await validateDataset(blobSource(new Blob([Uint8Array.from(archive)])), rules);
    expect(report).toMatchObject({ valid: true, rows: { total: 18, kept: 16 }, tolerance: { badRows: 2 } });
    const { files: found } = await prepared("image-classification", archive, {
      classes: ["fire", "ice"],
      rows: report.rows.kept,
      bad_row_share: 0.2,
    });
    expect(found.filter((path) => path !== "split.json")).toHaveLength(16);
  });

  test("of an archive that would write outside its folder are none: nothing is written", async () => {
    const archive = Buffer.from(await zip({ "ice/aaaaaaaaaa.png": picture(0), "fire/b.png": picture(1) }));
    const hostile = Buffer.from(archive.toString("latin1").replaceAll("ice/aaaaaaaaaa", "../../../../aa"), "latin1");
    const preparing = prepared("image-classification", hostile, { classes: ["fire", "ice"], rows: 2 });
    await expect(preparing).rejects.toMatchObject({ fault: "bad_data" });
    expect(filesBelow(root).filter((path) => path.endsWith(".png"))).toEqual([]);
  });
});

describe("a table", () => {
  const rows = (target: (row: number) => string): Buffer =>
    Buffer.from(
      `size;kind;target\r\n${Array.from({ length: 20 }, (_, row) => `${row};"x ""y""";${target(row)}\r\n`).join("")}`,
    );

  test("keeps its columns, in quotes and with commas, and is split class by class", async () => {
    const csv = rows((row) => (row % 4 === 0 ? "rare" : "often"));
    const { read, split, job } = await prepared("tabular-classification", csv, {
      classes: ["often", "rare"],
      rows: 20,
    });
    expect(String(read("data.csv")).split("\n").slice(0, 2)).toEqual([
      '"size","kind","target"',
      '"0","x ""y""","rare"',
    ]);
    expect(split.validation.filter((record) => record % 4 === 0)).toHaveLength(1);
    expect(split.validation).toHaveLength(4);
    expect(job.classes).toEqual(["often", "rare"]);
  });

  test("of numbers has no classes and is split at once, the same for the same seed", async () => {
    const csv = rows((row) => String(row / 2));
    const first = await prepared("tabular-regression", csv, { classes: [], rows: 20 });
    expect(first.job.classes).toEqual([]);
    expect(first.split.train).toHaveLength(16);
    expect((await prepared("tabular-regression", csv, { classes: [], rows: 20 })).split).toEqual(first.split);
  });

  test("that is read otherwise than validation did is not trained on", async () => {
    const preparing = prepared("tabular-regression", rows(String), { classes: [], rows: 19 });
    await expect(preparing).rejects.toMatchObject({ fault: "bad_data" });
  });
});

test("rows that were tolerated as bad are not trained on, and the others are", async () => {
  const bytes = Buffer.from("input,label\none,a\ntwo,b\nthree,b,c\nfo\0ur,a\nfive,a\n");
  const { read } = await prepared("text-classification", bytes, {
    classes: ["a", "b"],
    rows: 3,
    bad_row_share: 0.5,
  });
  expect(read("data.csv").toString()).toBe('"input","label"\n"one","a"\n"two","b"\n"five","a"\n');
});

test("rows are kept by the limits of the deployment, as validation kept them", async () => {
  const bytes = Buffer.from("input,label\none,a\ntwo,b\nthree,long\n");
  const { read } = await prepared("text-classification", bytes, {
    classes: ["a", "b"],
    rows: 2,
    bad_row_share: 0.5,
    limits: { max_label_characters: 3 },
  });
  expect(read("data.csv").toString()).toBe('"input","label"\n"one","a"\n"two","b"\n');
});

test("limits that somebody has written by hand and that make no sense are named, and nothing is trained on", async () => {
  const bytes = Buffer.from("input,label\none,a\ntwo,b\n");
  const preparing = prepared("text-classification", bytes, { classes: ["a", "b"], rows: 2, limits: { max_rows: 0 } });
  await expect(preparing).rejects.toMatchObject({ fault: "bad_data", message: expect.stringContaining("maxRows") });
});
