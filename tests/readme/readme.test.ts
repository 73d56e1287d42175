import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { platformScene, TINY_CSV } from "../platform/scene.ts";
import { trainOn } from "./readme-example.ts";

const scene = platformScene();
const read = (path: string): Promise<string> => readFile(new URL(path, import.meta.url), "utf8");

test("the README's example is the one that is compiled here", async () => {
  const [, example] = /```ts\n([\s\S]*?)```/u.exec(await read("../../README.md")) ?? [];
  expect(example).toBe(await read("readme-example.ts"));
});

test("the README's example trains a model", async () => {
  const { accuracy, model } = await trainOn(new File([TINY_CSV], "tiny.csv"), scene().platform.connection);
  expect(accuracy).toBeGreaterThan(0.5);
  expect(model.byteLength).toBeGreaterThan(1_000);
});
