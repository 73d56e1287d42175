/**
 * The least that a training server must do: read the training config, train, delete the config. No claim, no progress, no result,
 * so its server is configured with `reports: false`. Trains by any command, which gets the dataset's path and the config's:
 *
 *     FLASH_BUCKET=flash-data node least-server.mjs python3 train.py
 */
import { spawnSync } from "node:child_process";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { DeleteObjectCommand, GetObjectCommand, S3Client } from "@aws-sdk/client-s3";

const { FLASH_BUCKET: Bucket, FLASH_SERVER: server = "default" } = process.env;
const Key = `${server === "default" ? "" : `servers/${server}/`}training/training.json`;
const [program, ...args] = process.argv.slice(2);
const s3 = new S3Client();
const folder = await mkdtemp(join(tmpdir(), "least-server-"));

const get = (key) => s3.send(new GetObjectCommand({ Bucket, Key: key }));

/** What S3 says when somebody else took the config away or put another in its place: either way it is not ours. */
const GONE = new Set(["NoSuchKey", "PreconditionFailed", "ConditionalRequestConflict"]);
const unlessGone = (error) => {
  if (!GONE.has(error.name)) throw error;
  return null;
};

for (;;) {
  const found = await get(Key).catch(unlessGone);
  if (found !== null) {
    const [dataset, config] = [join(folder, "dataset"), join(folder, "training.json")];
    const text = await found.Body.transformToString();
    await writeFile(config, text);
    await writeFile(dataset, (await get(JSON.parse(text).dataset.key)).Body);
    const { status } = spawnSync(program, [...args, dataset, config], { stdio: "inherit" });
    // To delete the config means "trained". A failure cannot be told: the platform ends the job when its time has run out.
    if (status !== 0) process.exit(1);
    await s3.send(new DeleteObjectCommand({ Bucket, Key, IfMatch: found.ETag })).catch(unlessGone);
  }
  await sleep(2_000);
}
