import { type Random, seededRandom } from "@flash/validation";
import type { ValidDataset } from "@flash/sdk";
import type { Visit } from "./visit.ts";

/** An upload whose page goes away again and again. */
export interface ReloadedUpload {
  readonly visited: Visit;
  /** Gives the page its client, each time that it was loaded. */
  readonly connect: (visited: Visit) => Promise<void>;
  readonly path: string;
  readonly sizeBytes: number;
  /** How often the page is loaded anew before the upload may end. */
  readonly reloads: number;
  readonly seed: number;
}

/** Uploads a file from a page that loads itself anew at random numbers of sent bytes; the file is chosen again each time. */
export async function reloadedUpload(upload: ReloadedUpload): Promise<ValidDataset> {
  const { visited, connect, path } = upload;
  const { page } = visited;
  for (const reloadAt of reloadPoints(upload)) {
    await page.setInputFiles("input", path);
    const loaded = page.waitForEvent("load");
    // Its answer goes with the page.
    const gone = page.evaluate((bytes) => window.page.uploadChosenFile(bytes), reloadAt).catch(() => null);
    await loaded;
    await gone;
    await connect(visited);
  }
  await page.setInputFiles("input", path);
  return page.evaluate(() => window.page.uploadChosenFile());
}

function reloadPoints({ reloads, sizeBytes, seed }: ReloadedUpload): readonly number[] {
  const random: Random = seededRandom(seed);
  return Array.from({ length: reloads }, () => random.below(sizeBytes));
}
