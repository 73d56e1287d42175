import { startS3 } from "../start-s3.ts";

/** An S3 in a process of its own, for tests that kill it: serves the folder in the first argument and prints its address. */
const [, , dataFolder = ""] = process.argv;
const identity = { accessKeyId: "AKROOT", secretAccessKey: "root-secret", name: "root" };
const s3 = await startS3({ dataFolder, identities: [identity] });
process.once("SIGTERM", () => void s3.close());
process.stdout.write(`${s3.url}\n`);
