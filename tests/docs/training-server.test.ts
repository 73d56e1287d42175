import { Fleet } from "@flash/control-plane";
import * as schemas from "@flash/schemas";
import { loadAgentConfig } from "@flash/training-server";
import { Preprocess } from "@flash/training-server/text-model";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { fileOf, namedBlocks } from "./document.ts";

const page = await fileOf("docs/training-server.md");
const blocks = namedBlocks(page);

const SCHEMAS: Record<string, z.ZodType> = {
  "training-config": schemas.StoredTrainingConfig,
  fleet: Fleet,
  claim: schemas.StoredClaim,
  progress: schemas.StoredProgress,
  checkpoint: schemas.StoredCheckpoint,
  result: schemas.StoredResult,
  status: schemas.StoredStatus,
  "trainer-job": schemas.TrainerJob,
  "trainer-split": schemas.TrainerSplit,
  "trainer-event": schemas.TrainerEvent,
  "trainer-manifest": schemas.TrainerManifest,
  "trainer-sample": schemas.TrainerSample,
  "trainer-capabilities": schemas.TrainerCapabilities,
  preprocess: Preprocess,
};

/** A block of JSON lines is one value per line. */
const valuesOf = ({ language, text }: { language: string; text: string }): unknown[] =>
  (language === "jsonl" ? text.trim().split("\n") : [text]).map((json) => JSON.parse(json));

const EXAMPLES = blocks
  .filter(({ language }) => language.startsWith("json"))
  .flatMap((block) => valuesOf(block).map((value) => ({ name: block.name, value })));

describe("docs/training-server.md", () => {
  test.each(EXAMPLES)("$name: the schema accepts the example and knows each of its fields", ({ name, value }) => {
    const schema = SCHEMAS[name];
    if (schema === undefined) throw new Error(`no schema for ${name}`);
    expect(schema.parse(value)).toMatchObject(value as object);
  });

  test("has an example of every document and of every event", () => {
    expect(new Set(EXAMPLES.map(({ name }) => name))).toEqual(new Set(Object.keys(SCHEMAS)));
    const events = EXAMPLES.filter(({ name }) => name === "trainer-event").map(({ value }) => value);
    const told = z.array(schemas.TrainerEvent).parse(events);
    const types = schemas.TrainerEvent.options.map((option) => option.shape.type.value);
    expect(told.map(({ type }) => type).toSorted()).toEqual([...types, "phase"].toSorted());
    expect(told.map(({ seq }) => seq)).toEqual([...told.keys()]);
  });

  test("shows every field of the training config, the progress and the result", () => {
    const shownBy = (name: string) =>
      EXAMPLES.filter((example) => example.name === name).flatMap(({ value }) => Object.keys(value as object));
    expect(shownBy("training-config")).toEqual(expect.arrayContaining(Object.keys(schemas.StoredTrainingConfig.shape)));
    expect(shownBy("progress")).toEqual(expect.arrayContaining(Object.keys(schemas.StoredProgress.shape)));
    for (const { shape } of schemas.StoredResult.options)
      expect(shownBy("result")).toEqual(expect.arrayContaining(Object.keys(shape)));
  });

  test("lists exactly the agent's variables, with the defaults that they have", async () => {
    const source = await fileOf("apps/training-server/src/agent/config/agent-config.ts");
    const known = new Set([...source.matchAll(/FLASH_[A-Z_]+/gu)].map(([name]) => name));
    const rows = [...page.matchAll(/^\| `(FLASH_[A-Z_]+)` +\| (?:`([^`]*)`|–) +\|/gmu)];
    expect(rows.map(([, name]) => name)).toEqual([...known]);
    const listed = Object.fromEntries(rows.flatMap(([, name, value]) => (value === undefined ? [] : [[name, value]])));
    const needed = { FLASH_BUCKET: "flash-data" };
    expect(loadAgentConfig({ ...needed, ...listed })).toEqual(loadAgentConfig(needed));
    const optional = loadAgentConfig(needed);
    expect(Object.values(optional).filter((value) => value !== null)).toHaveLength(Object.keys(listed).length + 1);
  });

  test("names every phase, fault, role, error code and exit code", () => {
    const words = [
      ...schemas.PHASES,
      ...schemas.TRAINER_FAULTS,
      ...schemas.TrainerPhase.options,
      ...schemas.TrainerArtifactRole.options,
      ...schemas.TrainerErrorCode.options,
    ];
    for (const word of words) expect(page).toContain(`\`${word}\``);
    for (const code of Object.values(schemas.TRAINER_EXIT)) expect(page).toMatch(new RegExp(`^\\| ${code}[ ,]`, "mu"));
    for (const name of schemas.TRAINER_ENV) expect(page).toContain(`\`${name}\``);
  });

  test("has the code of its examples as it is run", async () => {
    for (const { name, text } of blocks.filter(({ language }) => !language.startsWith("json"))) {
      expect(text).toBe(await fileOf(`docs/examples/${name}`));
    }
  });

  test("has the figures that samples/README.md has", async () => {
    const figures = (markdown: string) =>
      [...markdown.matchAll(/^\| `?(lstm|gru|fasttext)`?.*?\| ([\d., ]+?) +\| (\d+ s)/gmu)].map((row) => row.slice(1));
    expect(figures(page)).toHaveLength(3);
    expect(figures(page)).toEqual(figures(await fileOf("samples/README.md")));
  });
});

test("docs/schemas has the JSON Schemas as they are; `npm run schemas` writes them anew", async () => {
  for (const [name, schema] of Object.entries({ ...schemas.jsonSchemas(), ...schemas.trainerJsonSchemas() })) {
    expect(await fileOf(`docs/schemas/${name}.json`)).toBe(`${JSON.stringify(schema, null, 2)}\n`);
  }
});
