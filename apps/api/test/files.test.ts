import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand } from "@aws-sdk/client-s3";
import { bytesS3Client } from "@flash/aws";
import { type LocalS3, startS3 } from "@flash/local-aws";
import { afterAll, beforeAll } from "vitest";
import { s3Files } from "../src/lambda/s3-files.ts";
import { filesContract } from "./files-contract.ts";
import { MemoryFiles } from "./memory-files.ts";

const BUCKET = "flash-test";
const OWNER = { name: "owner", accessKeyId: "owner", secretAccessKey: "secret" };

let s3: LocalS3;
let dataFolder: string;
beforeAll(async () => {
  dataFolder = await mkdtemp(join(tmpdir(), "flash-api-files-"));
  s3 = await startS3({ dataFolder, identities: [OWNER] });
});
afterAll(async () => {
  await s3.close();
  await rm(dataFolder, { recursive: true, force: true });
});

filesContract("S3 on the local cloud", async () => {
  const client = bytesS3Client({ endpoint: s3.url, region: "us-east-1", credentials: OWNER });
  await client.send(new CreateBucketCommand({ Bucket: BUCKET }));
  return s3Files(BUCKET, client);
});

filesContract("in memory", () => Object.assign(new MemoryFiles(), { chunkBytes: 65_536 }));
