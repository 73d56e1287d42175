import { ServerName, StoredTrainingConfig, trainingConfigKey } from "@flash/schemas";
import { expect, test } from "vitest";
import { refusalOf } from "../../test/refusal-of.ts";
import { CSV, World } from "../../test/world.ts";
import { readable } from "../readable.ts";

/** A platform whose operator takes small datasets only. */
async function smallWorld(limits: World["limits"]["text-classification"] = {}): Promise<World> {
  const world = await new World().withServers();
  world.limits = { "text-classification": { maxRows: 15, ...limits } };
  return world;
}

test("clients are told the limits that the platform goes by, and those of other task types stay", async () => {
  const listed = await (await smallWorld({ maxDatasetBytes: 300 })).as("ann").taskTypes.list();
  const [text, images] = ["text-classification", "image-classification"].map((wanted) =>
    listed.find(({ name }) => name === wanted),
  );
  expect(text).toMatchObject({ maxDatasetBytes: 300, dataset: { maxRows: 15, minRows: 10 } });
  expect(images).toMatchObject({ maxDatasetBytes: 5 * 1024 ** 3, dataset: { maxImages: 100_000 } });
});

test("an upload above a lowered size is refused before anything is kept", async () => {
  const world = await smallWorld({ maxDatasetBytes: 300 });
  expect(await refusalOf(world.upload(world.as("ann")))).toEqual({
    code: "upload_too_large",
    sizeBytes: CSV.length,
    limitBytes: 300,
  });
});

test("a dataset above a lowered limit is invalid by name of the limit, and is not trained on", async () => {
  const world = await smallWorld();
  const ann = world.as("ann");
  const { id, state, report } = await world.validated(ann);
  expect(state).toBe("invalid");
  expect(report?.problems).toMatchObject([{ code: "too_many_rows", details: { rows: 20, limit: 15 } }, {}]);
  const training = { datasetId: id, taskType: "text-classification", idempotencyKey: "limits-01" } as const;
  expect((await refusalOf(ann.train(training))).code).toBe("dataset_invalid");
});

test("training servers are told the limits by which a dataset was validated, also when they have changed since", async () => {
  const world = await smallWorld({ maxRows: 25, maxLabelCharacters: 5, badRowShare: 0.1 });
  const ann = world.as("ann");
  const { id, state, report } = await world.validated(ann, `${CSV}one more text,a label too long\n`);
  expect(state).toBe("valid");
  expect(report?.rows).toMatchObject({ total: 21, kept: 20 });
  world.limits = {};
  const training = { datasetId: id, taskType: "text-classification", idempotencyKey: "limits-01" } as const;
  // Any free server may have it.
  const { server } = await world.as("ann").train(training);
  const config = await world.documents.read(trainingConfigKey(ServerName.parse(server)), StoredTrainingConfig);
  expect(readable(config)?.value.dataset).toMatchObject({
    rows: 20,
    bad_row_share: 0.1,
    limits: { max_rows: 25, max_label_characters: 5, bad_row_share: 0.1 },
  });
});
