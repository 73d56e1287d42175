import type { DatasetRules } from "@flash/schemas";
import { blobSource, validateDataset } from "@flash/validation";

interface GivenFile {
  readonly base64: string;
  readonly rules: DatasetRules;
}

/** The report on each file, as JSON. */
async function reportsOn(files: readonly GivenFile[]): Promise<string[]> {
  const reports: string[] = [];
  for (const { base64, rules } of files) {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    reports.push(JSON.stringify(await validateDataset(blobSource(new Blob([bytes])), rules)));
  }
  return reports;
}

declare global {
  interface Window {
    reportsOn: typeof reportsOn;
  }
}

window.reportsOn = reportsOn;
