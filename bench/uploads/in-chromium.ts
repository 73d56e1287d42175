import { readFileSync } from "node:fs";
import type { Platform } from "@flash/local";
import type { ValidDataset } from "@flash/sdk";
import { launchBrowser, NO_BROWSER } from "../../tests/browser/chromium.ts";
import { reloadedUpload } from "../../tests/browser/reloaded-upload.ts";
import { startSite } from "../../tests/browser/site.ts";
import { visit, type Visit } from "../../tests/browser/visit.ts";

type Browser = NonNullable<Awaited<ReturnType<typeof launchBrowser>>>;

/** Of what an upload from a page has shown. Bytes. */
export interface PageUpload {
  readonly dataset: ValidDataset;
  /** All processes of the browser together, while the page was at work: at most. */
  readonly peakBytes: number;
  /** The same before the page had a file. */
  readonly emptyBytes: number;
}

/** How often the memory of the browser is looked at. */
const LOOK_EVERY_MS = 250;

/**
 * Uploads a file from a page, which is loaded anew on its way.
 *
 * @throws Error where there is no browser, or no `/proc` that tells its memory.
 */
export async function uploadFromPage(
  { connection, s3 }: Platform,
  { path, sizeBytes, reloads }: { path: string; sizeBytes: number; reloads: number },
): Promise<PageUpload> {
  const browser = await launchBrowser();
  if (browser === null) throw new Error(NO_BROWSER);
  const site = await startSite([connection.url, connection.streamUrl, s3.url]);
  try {
    const visited = await visit(browser, site.origin);
    visited.page.setDefaultTimeout(0);
    const connect = async ({ page }: Visit): Promise<void> =>
      page.evaluate((options) => void (window.flash = window.page.createFlash(options)), connection);
    await connect(visited);
    const emptyBytes = await memoryOf(browser);
    const memory = watchMemory(browser);
    const dataset = await reloadedUpload({ visited, connect, path, sizeBytes, reloads, seed: 1 });
    return { dataset, emptyBytes, peakBytes: await memory.peakBytes() };
  } finally {
    await browser.close();
    await site.close();
  }
}

function watchMemory(browser: Browser): { peakBytes(): Promise<number> } {
  let isOver = false;
  const looking = (async () => {
    let peak = 0;
    while (!isOver) {
      peak = Math.max(peak, await memoryOf(browser));
      await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
    }
    return peak;
  })();
  return {
    peakBytes: () => {
      isOver = true;
      return looking;
    },
  };
}

/** Of all processes of the browser; what several of them share is counted once. */
async function memoryOf(browser: Browser): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  try {
    const { processInfo } = await session.send("SystemInfo.getProcessInfo");
    return processInfo.reduce((sum, { id }) => sum + proportionalBytes(id), 0);
  } finally {
    await session.detach();
  }
}

/** @returns 0 for a process that has ended. */
function proportionalBytes(processId: number): number {
  try {
    const [, kibibytes = "0"] =
      /^Pss:\s+(\d+) kB$/mu.exec(readFileSync(`/proc/${processId}/smaps_rollup`, "utf8")) ?? [];
    return 1_024 * Number(kibibytes);
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ESRCH")) return 0;
    throw error;
  }
}
