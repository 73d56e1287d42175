import type { DatasetRules } from "@flash/schemas";
import { createFlash } from "@flash/sdk";
import { blobSource, type LoadParquet, validateDataset } from "@flash/validation";

const parquet: LoadParquet = () => import("@flash/validation/parquet");

interface GivenFile {
  readonly base64: string;
  readonly rules: DatasetRules;
}

const blobOf = ({ base64 }: GivenFile): Blob =>
  new Blob([Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))]);

/** The report on each file, as JSON. */
async function reportsOn(files: readonly GivenFile[]): Promise<string[]> {
  const reports: string[] = [];
  for (const file of files)
    reports.push(JSON.stringify(await validateDataset(blobSource(blobOf(file)), file.rules, { parquet })));
  return reports;
}

/** The same of archives, by the SDK's check before an upload, which has the browser decode images. */
async function checksOf(files: readonly GivenFile[]): Promise<string[]> {
  const reports: string[] = [];
  for (const file of files) {
    const flash = createFlash({ url: "https://platform.test", apiKey: "none", fetch: platformWith(file.rules) });
    reports.push(JSON.stringify(await flash.checkDataset(blobOf(file), { taskType: "image-classification" })));
  }
  return reports;
}

/** A platform that says by which rules it goes, and nothing else. */
const platformWith =
  (dataset: DatasetRules): typeof fetch =>
  async () =>
    Response.json({ result: { data: [{ name: "image-classification", dataset, maxDatasetBytes: 2 ** 40 }] } });

declare global {
  interface Window {
    reportsOn: typeof reportsOn;
    checksOf: typeof checksOf;
  }
}

Object.assign(window, { reportsOn, checksOf });
