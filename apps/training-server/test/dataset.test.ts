import type { StoreHooks } from "@flash/control-plane/testing";
import { CORPUS } from "@flash/validation/testing";
import { afterEach, describe, expect, test } from "vitest";
import { CONFIG_KEY, CSV, DATASET, datasetOf, Scene } from "./scene.ts";

let scene: Scene;
afterEach(() => scene.close());
const given = (behaviour: string, hooks?: StoreHooks): Scene => (scene = new Scene(behaviour, hooks));

describe("a dataset", () => {
  const failsWith = async (fault: string, message = ""): Promise<void> => {
    expect(await scene.run()).toBe("idle");
    expect(scene.result()).toMatchObject({ outcome: "failed", fault, message: expect.stringContaining(message) });
    expect(scene.store.peek(CONFIG_KEY)).toBeNull();
    expect(scene.events()).not.toContain("trainer_starts");
  };

  test("with other bytes than were validated is not trained on", async () => {
    given("good").putConfig({ dataset: { ...datasetOf(CSV), sha256: "0".repeat(64) } });
    await failsWith("dataset_changed");
  });

  test("that grew is not read to its end", async () => {
    given("good").putConfig({ dataset: { ...datasetOf(CSV), size_bytes: 60 } });
    await failsWith("dataset_changed");
  });

  test("that is gone fails the job instead of being waited for", async () => {
    given("good").putConfig();
    scene.files.delete(`datasets/${DATASET}/source`);
    await failsWith("dataset_changed");
  });

  test("that does not fit on the disk is not downloaded", async () => {
    given("good").putConfig();
    scene.overrides = { freeBytes: () => Promise.resolve(1_000) };
    await failsWith("disk_full");
  });

  test("of one class is bad data", async () => {
    const csv = "input,label\na,x\nb,x\n";
    given("good").putConfig({ dataset: { ...datasetOf(csv), classes: [], rows: 0 } });
    scene.files.set(`datasets/${DATASET}/source`, Buffer.from(csv));
    await failsWith("bad_data", "fewer than two classes");
  });

  test("that this machine reads otherwise than validation did is not trained on", async () => {
    given("good").putConfig({ dataset: { ...datasetOf(CSV), rows: 11 } });
    await failsWith("bad_data", "reads 10 rows in the dataset, its validation counted 11");
  });
});

test.each(["plain.csv.gz", "plain.jsonl.gz", "plain.parquet"])(
  "a dataset as packed as %s reaches the trainer as rows",
  async (name) => {
    const bytes = Buffer.from(CORPUS.find((file) => file.name === `text/${name}`)?.bytes ?? []);
    given("good").putConfig({ dataset: { ...datasetOf(bytes, 4), classes: ["a", "b"] } });
    scene.files.set(`datasets/${DATASET}/source`, bytes);
    await scene.run();
    expect(scene.result()).toMatchObject({ outcome: "succeeded" });
    const [header, ...rows] = scene.seen().csv.trimEnd().split('\n"');
    expect(header).toBe('"input","label"');
    expect(rows.map((row) => /"(?<label>.)"$/u.exec(row)?.groups?.["label"])).toEqual(["a", "b", "a", "b"]);
  },
);
