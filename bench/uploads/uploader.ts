/** Uploads one file, saying whenever something of it has been sent; leaves when it would be validated. */
import { createFlash } from "@flash/sdk";

const [, , path = "", connection = "{}"] = process.argv;

const leaving: typeof fetch = (input, init) => {
  const address = input instanceof Request ? input.url : input.toString();
  if (address.includes("datasets.validate")) {
    process.stdout.write(`peak ${process.resourceUsage().maxRSS * 1_024}\n`, () => process.exit(0));
    return new Promise<Response>(() => undefined);
  }
  return fetch(input, init);
};

await createFlash({ ...JSON.parse(connection), fetch: leaving }).uploadDataset(path, {
  taskType: "text-classification",
  validateLocally: false,
  onProgress: ({ stage, bytes }) => {
    if (stage === "uploading") process.stdout.write(`sent ${bytes}\n`);
  },
});
