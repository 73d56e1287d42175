import type { DatasetRules } from "@flash/schemas";
import { imageDecoder } from "../../../packages/sdk/src/upload/image-decoder.ts";
import { blobSource, validateDataset } from "@flash/validation";

interface GivenFile {
  readonly base64: string;
  readonly rules: DatasetRules;
}

/** The report on each file, as JSON. @param decodes - images, as the SDK does in a page. */
async function reportsOn(files: readonly GivenFile[], decodes: boolean): Promise<string[]> {
  const decode = decodes ? imageDecoder() : undefined;
  const reports: string[] = [];
  for (const { base64, rules } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    reports.push(JSON.stringify(await validateDataset(blobSource(new Blob([bytes])), rules, { decode })));
  }
  return reports;
}

declare global {
  interface Window {
    reportsOn: typeof reportsOn;
  }
}

window.reportsOn = reportsOn;
