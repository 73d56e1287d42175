import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { toBody } from "@flash/control-plane";
import { modelPrefix, resultKey } from "@flash/schemas";
import { afterEach, beforeEach, expect, test } from "vitest";
import { addRuntime, packArchive } from "../build/archive.ts";
import { copyPackages } from "../build/packages.ts";
import { buildPrograms } from "../build/programs.ts";
import { exitOf, Machine } from "./machine.ts";
import { CONFIG_KEY, CSV, DATASET, JOB, trainingConfig } from "./scene.ts";

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

// Its Node is for Linux x64 alone.
test.skipIf(process.platform !== "linux" || process.arch !== "x64")(
  "the archive, unpacked into an empty folder, is a whole training server: Node, agent, trainers and their packages",
  async () => {
    const [dist, installed] = [join(folder, "dist"), join(folder, "installed")];
    await buildPrograms(dist);
    copyPackages(dist);
    expect(addRuntime(dist)).toBeNull();
    // Compressing Node takes longer than all the rest, and shows nothing more.
    const archive = await packArchive(dist, "none");
    mkdirSync(installed);
    execFileSync("tar", ["-xf", archive, "-C", installed]);
    rmSync(dist, { recursive: true });
    expect(readdirSync(installed).filter((name) => name.endsWith(".map"))).toEqual([]);

    await machine.putBytes(`datasets/${DATASET}/source`, CSV);
    const hyperparameters = { ...trainingConfig().hyperparameters, model: "fasttext", epochs: 2, batch_size: 4 };
    await machine.store.create(CONFIG_KEY, toBody(trainingConfig({ hyperparameters })));
    expect(await exitOf(machine.boot({ trainer: null, installed, env: { PATH: "/nowhere" } }))).toBe(0);
    expect(machine.log).toContain(join(installed, "text-trainer.mjs"));
    expect(await machine.json(resultKey(JOB, 1))).toMatchObject({ outcome: "succeeded" });
    expect((await machine.bytes(`${modelPrefix(JOB, 1)}model.onnx`))?.length).toBeGreaterThan(1_000);

    // The image trainer's packages are found without the source tree, or it could not even say what it is.
    const image = [join(installed, "image-trainer.mjs"), "probe"];
    expect(execFileSync(join(installed, "node"), image, { env: {}, encoding: "utf8" })).toContain(
      "image-classification",
    );
  },
  120_000,
);
