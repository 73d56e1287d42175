import axe from "axe-core";
import { builtPage, type PageServer, servePage } from "@flash/local";
import type { Locator, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { type Relay, startRelay } from "../browser/relay.ts";
import type { Visit } from "../browser/visit.ts";
import { started, watchedVisits, type WatchedVisits } from "../browser/watched-visits.ts";
import { platformScene, type Scene } from "../platform/scene.ts";

/** The built page in a browser, on a real platform, with every header that it is served with. */
export interface FlashPageScene {
  readonly scene: () => Scene;
  /** Before the API: what the page asks goes through it. */
  readonly relay: () => Relay;
  /** Opens the page; closed after the test. */
  readonly open: (path?: string) => Promise<Visit>;
  /** Opens the page and signs in as somebody would on their own machine: by one click. */
  readonly openSignedIn: (path?: string) => Promise<Page>;
  /** What the browser has to complain of in this test; anything else fails it. */
  readonly expectComplaints: WatchedVisits["expectComplaints"];
}

/** Starts all of it before the file's tests and takes it away after them; skips them where there is no browser. */
export function flashPageScene(options: Parameters<typeof platformScene>[0] = {}): FlashPageScene {
  const scene = platformScene(options);
  const { isThere, open: openAddress, expectComplaints } = watchedVisits({ silence: "passes" });
  let relay: Relay | null = null;
  let server: PageServer | null = null;

  beforeAll(async () => {
    if (!isThere()) return;
    await builtPage(console.log);
    const { connection, s3 } = scene().platform;
    relay = await startRelay(connection.url);
    const config = { apiUrl: relay.url, streamUrl: connection.streamUrl, localKey: connection.apiKey };
    server = await servePage({ config, storageUrl: s3.url, port: 0 });
  });
  afterAll(async () => {
    await server?.close();
    await relay?.close();
  });

  const open: FlashPageScene["open"] = (path = "/") => openAddress(`${started(server).url}${path}`);
  return {
    scene,
    open,
    relay: () => started(relay),
    expectComplaints,
    async openSignedIn(path) {
      const { page } = await open(path);
      await page.getByRole("button", { name: "Sign in" }).click();
      await page.getByRole("navigation", { name: "Pages" }).waitFor();
      return page;
    },
  };
}

/** Changes the colours that the person's system asks for, and waits until they have changed. */
export async function inColours(page: Page, colorScheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await page.waitForFunction(
    (wanted) => document.documentElement.dataset["mantineColorScheme"] === wanted,
    colorScheme,
  );
}

/** Whether the page can be pushed sideways on a phone, which it never should; it stays a phone's. */
export async function scrollsSideways(page: Page): Promise<boolean> {
  await page.setViewportSize({ width: 390, height: 844 });
  return page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
}

/** Goes from where the focus is to that place, as somebody without a pointer does. */
export async function tabTo(page: Page, place: Locator): Promise<void> {
  const isThere = (): Promise<boolean> => place.evaluate((element) => element === document.activeElement);
  for (let presses = 0; !(await isThere()); presses += 1) {
    if (presses > 60) throw new Error(`the Tab key does not lead to ${String(place)}`);
    await page.keyboard.press("Tab");
  }
}

const STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** What axe finds against WCAG 2.2 AA and good practice on the page as it stands, in words. */
export const accessibilityFaults = (page: Page): Promise<string[]> =>
  faultsOf(page, { runOnly: { type: "tag", values: STANDARDS } });

/** What axe finds of what another look can change: colours that are too much alike. */
export const contrastFaults = (page: Page): Promise<string[]> =>
  faultsOf(page, { runOnly: { type: "rule", values: ["color-contrast"] } });

const faultsOf = (page: Page, options: axe.RunOptions): Promise<string[]> =>
  // As text, through the browser's own tools: the page's policy lets no script in that is not its own.
  page.evaluate<string[]>(`${axe.source};
    axe.run(document, ${JSON.stringify({ ...options, resultTypes: ["violations"] })}).then(({ violations }) =>
      violations.map(({ id, nodes }) => id + ": " + nodes.map(({ html, any }) =>
        html.slice(0, 160) + " " + any.map(({ message }) => message).join(" ")).join(" | ")))`);

/** Drops a file on the page, as from a file manager. */
export async function dropFile(page: Page, name: string, text: string): Promise<void> {
  const transfer = await page.evaluateHandle(
    ([fileName, content]) => {
      const data = new DataTransfer();
      data.items.add(new File([content], fileName, { type: "text/csv" }));
      return data;
    },
    [name, text] as const,
  );
  await page.getByText("Drop your file here").dispatchEvent("drop", { dataTransfer: transfer });
}

/** Drops a folder of this machine on the page, as from a file manager: scripts cannot make one. */
export async function dropFolder(page: Page, folder: string): Promise<void> {
  const zone = page.getByText("Drop your folder or ZIP here");
  await zone.waitFor();
  const box = await zone.boundingBox();
  if (box === null) throw new Error("there is nothing to drop on");
  const session = await page.context().newCDPSession(page);
  for (const type of ["dragEnter", "dragOver", "drop"] as const) {
    await session.send("Input.dispatchDragEvent", {
      type,
      x: box.x + box.width / 2,
      y: box.y + box.height / 2,
      data: { items: [], files: [folder], dragOperationsMask: 1 },
    });
  }
}
