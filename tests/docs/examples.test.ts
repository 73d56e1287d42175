import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUCKET, credentials, LOCAL_FLEET } from "@flash/local";
import { DEFAULT_SERVER, StoredTrainingConfig, trainingConfigKey } from "@flash/schemas";
import { describe, expect, onTestFinished, test } from "vitest";
import { classifierOf } from "../../docs/examples/classify.ts";
import { isSleeping, platformScene, QUICK, type Scene, TINY_CSV, until, uploadTiny } from "../platform/scene.ts";

const LEAST_SERVER = fileURLToPath(new URL("../../docs/examples/least-server.mjs", import.meta.url));

/** Copies what it is given into the folder named first: a trainer that learns by heart. */
const COPY = `const [into, ...files] = process.argv.slice(1);
for (const file of files) require("node:fs").copyFileSync(file, require("node:path").join(into, require("node:path").basename(file)));`;

function startLeastServer({ platform }: Scene, folder: string): void {
  const child = spawn(process.execPath, [LEAST_SERVER, process.execPath, "-e", COPY, folder], {
    env: {
      PATH: process.env["PATH"] ?? "",
      FLASH_BUCKET: BUCKET,
      AWS_ENDPOINT_URL_S3: platform.s3.url,
      AWS_REGION: "us-east-1",
      ...credentials(platform.identities.trainingServer(DEFAULT_SERVER)),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
}

describe("docs/examples/least-server.mjs", () => {
  const scene = platformScene({ fleet: LOCAL_FLEET.map((server) => ({ ...server, reports: false })) });

  test("trains what `training.json` says and deletes it, which is all that the platform needs", async () => {
    const { flash, platform, bucket } = scene();
    await flash.trpc.servers.setDevMode.mutate({ server: DEFAULT_SERVER, devMode: true });
    const folder = await mkdtemp(join(tmpdir(), "flash-least-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const dataset = await uploadTiny(flash);
    const job = await flash.train({ dataset, ...QUICK });
    startLeastServer(scene(), folder);
    expect(await job.wait()).toMatchObject({
      state: "succeeded",
      outcome: { reason: "trained_unreported", accuracy: null },
    });
    expect(await readFile(join(folder, "dataset"), "utf8")).toBe(TINY_CSV);
    const config = StoredTrainingConfig.parse(JSON.parse(await readFile(join(folder, "training.json"), "utf8")));
    expect(config).toMatchObject({ token: job.id, hyperparameters: { model: "fasttext", epochs: 2 } });
    expect((await bucket.get(trainingConfigKey(DEFAULT_SERVER))).found).toBeNull();
    await until("the server sleeps", () => isSleeping(scene()));
    expect(platform.ec2.calls.map(({ action }) => action)).not.toContain("StartInstances");
  }, 60_000);
});

describe("docs/examples/classify.ts", () => {
  const scene = platformScene();

  test("classifies texts that the model has never seen", async () => {
    const { flash } = scene();
    const job = await flash.train({
      dataset: await uploadTiny(flash),
      taskType: "text-classification",
      hyperparameters: { model: "fasttext", epochs: 10 },
    });
    expect((await job.wait()).state).toBe("succeeded");
    const classify = await classifierOf(job);
    const answer = await classify("win a cash prize");
    expect([...answer.keys()].toSorted()).toEqual(["ham", "spam"]);
    expect([...answer.values()].reduce((sum, one) => sum + one, 0)).toBeCloseTo(1, 4);
    expect(answer.get("spam")).toBeGreaterThan(0.5);
    expect((await classify("notes of the project meeting")).get("ham")).toBeGreaterThan(0.5);
  }, 60_000);
});
