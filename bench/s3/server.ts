import { startS3 } from "@flash/local-aws";

/** The S3 under test, in a process of its own so that its memory is its own. Talks to its parent over IPC. */
const [, , dataFolder = "", accessKeyId = "", secretAccessKey = ""] = process.argv;
const s3 = await startS3({ dataFolder, identities: [{ accessKeyId, secretAccessKey, name: "bench" }] });

process.on("message", (message) => {
  if (message === "peak") process.send?.({ peakRssKib: process.resourceUsage().maxRSS });
});
process.on("disconnect", () => void s3.close());
process.send?.({ url: s3.url });
