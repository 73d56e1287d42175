import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { startPlatform } from "./platform.ts";
import { trainFrom } from "./readme-example.ts";
import { API_KEY } from "./client.ts";
import { ARTIFACT_BYTES, csv, DATASET, GOOD_CSV, jobIn } from "./samples.ts";
import { startHttp } from "./platform.ts";

const textOf = (name: string): Promise<string> => readFile(new URL(name, import.meta.url), "utf8");

test("the README's example is the one that is compiled and run here", async () => {
  const [readme, example] = await Promise.all([textOf("../README.md"), textOf("readme-example.ts")]);
  expect(readme).toContain(`\`\`\`ts\n${example}\`\`\``);
});

test("the README's example goes from a file to a model", async () => {
  await using storage = await startHttp((request, response) => {
    request.resume().on("end", () => response.end(request.method === "GET" ? ARTIFACT_BYTES : ""));
  });
  await using platform = await startPlatform({
    uploadUrl: storage.url,
    artifactUrl: () => storage.url,
    validate: async function* () {
      yield ["done", { type: "done", dataset: DATASET }];
    },
    watch: async function* () {
      yield ["1", jobIn("training")];
      yield ["2", jobIn("succeeded")];
    },
  });
  expect(await trainFrom(csv(GOOD_CSV), platform.url, API_KEY)).toEqual(ARTIFACT_BYTES);
});
