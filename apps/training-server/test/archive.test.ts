import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { toBody } from "@flash/control-plane";
import { modelPrefix, resultKey, StoredTrainingConfig, type TaskType, TRAINER_FILES } from "@flash/schemas";
import { zipFiles } from "@flash/validation";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addRuntime, packArchive } from "../build/archive.ts";
import { copyPackages } from "../build/packages.ts";
import { builtTrainingServer } from "../build/built-training-server.ts";
import { paramsOf, sampleOf } from "../src/conformance/samples/sample.ts";
import { bundleOf, REFERENCE_TRAINERS } from "../src/reference-trainers.ts";
import { exitOf, Machine } from "./machine.ts";
import { CONFIG_KEY, DATASET, datasetOf, JOB, trainingConfig } from "./scene.ts";

let machine: Machine;
let folder: string;
beforeEach(async () => {
  machine = await Machine.create();
  folder = mkdtempSync(join(tmpdir(), "flash-archive-"));
});
afterEach(async () => {
  await machine.close();
  rmSync(folder, { recursive: true, force: true });
});

const ONE_OF_EACH_TRAINER = ["text-classification", "image-classification", "tabular-classification"] as const;
const FASTTEXT = { model: "fasttext" };

/** The kit's sample of a task type, as somebody would upload it. */
async function uploadOf(taskType: TaskType): Promise<{ bytes: Buffer; classes: string[]; rows: number }> {
  const { files, classes, labels } = sampleOf(taskType);
  const csv = files.get(TRAINER_FILES.csv);
  if (csv !== undefined) return { bytes: Buffer.from(csv), classes: [...classes], rows: labels.length };
  const named = [...files].map(([path, content]) => ({
    path: path.replace(/^\d+/u, (index) => classes[Number(index)] ?? ""),
    content: new Blob([Uint8Array.from(Buffer.from(content))]),
  }));
  const archive = await (await zipFiles(named)).arrayBuffer();
  return { bytes: Buffer.from(archive), classes: [...classes], rows: labels.length };
}

// Its Node is for Linux x64 alone.
test.skipIf(process.platform !== "linux" || process.arch !== "x64")(
  "the archive, unpacked into an empty folder, is a whole training server: Node, agent, trainers and their packages",
  async () => {
    const [dist, installed] = [join(folder, "dist"), join(folder, "installed")];
    cpSync(dirname(await builtTrainingServer()), dist, { recursive: true });
    copyPackages(dist);
    expect(addRuntime(dist)).toBeNull();
    // Compressing Node takes longer than all the rest, and shows nothing more.
    const archive = await packArchive(dist, "none");
    mkdirSync(installed);
    execFileSync("tar", ["-xf", archive, "-C", installed]);
    rmSync(dist, { recursive: true });
    expect(readdirSync(installed).filter((name) => name.endsWith(".map"))).toEqual([]);

    for (const taskType of ONE_OF_EACH_TRAINER) {
      const { bytes, classes, rows } = await uploadOf(taskType);
      await machine.putBytes(`datasets/${DATASET}/source`, bytes);
      const dataset = { ...datasetOf(bytes, rows), classes, num_classes: classes.length };
      const chosen = paramsOf(taskType, { epochs: 2, ...(taskType === "text-classification" && FASTTEXT) });
      const hyperparameters = StoredTrainingConfig.shape.hyperparameters.parse(chosen);
      await machine.store.create(CONFIG_KEY, toBody(trainingConfig({ task_type: taskType, dataset, hyperparameters })));
      expect(await exitOf(machine.boot({ trainer: null, installed, env: { PATH: "/nowhere" } }))).toBe(0);
      expect(machine.log).toContain(join(installed, bundleOf(REFERENCE_TRAINERS[taskType])));
      expect(await machine.json(resultKey(JOB, 1)), machine.log).toMatchObject({ outcome: "succeeded" });
      expect((await machine.bytes(`${modelPrefix(JOB, 1)}model.onnx`))?.length).toBeGreaterThan(1_000);
      await machine.close();
      machine = await Machine.create();
    }
  },
  120_000,
);
