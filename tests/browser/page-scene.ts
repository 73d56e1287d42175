import { afterAll, beforeAll } from "vitest";
import { platformScene, type Scene } from "../platform/scene.ts";
import { type Relay, startRelay } from "./relay.ts";
import { type Site, startSite } from "./site.ts";
import type { Visit } from "./visit.ts";
import { started, watchedVisits, type WatchedVisits } from "./watched-visits.ts";

/** What a page connects with, where that is not the platform's own. */
export interface ConnectionChange {
  readonly apiKey?: string;
  readonly streamUrl?: string;
  readonly retries?: number;
}

/** A platform, and pages in a browser that use it. */
export interface PageScene {
  readonly scene: () => Scene;
  readonly site: () => Site;
  /** Before the platform's streams, for pages that are told so. */
  readonly relay: () => Relay;
  /** A page with a client of the platform, closed after the test. @param origin - the site's own by default. */
  readonly openPage: (origin?: string, change?: ConnectionChange) => Promise<Visit>;
  /** Gives the page its client: once it is open, and again when it was loaded anew. */
  readonly connect: (visited: Visit, change?: ConnectionChange) => Promise<void>;
  /** What the browser has to complain of in this test; anything else fails it, and so does silence. */
  readonly expectComplaints: WatchedVisits["expectComplaints"];
}

/** Starts all of it before the file's tests and takes it away after them; skips them where there is no browser. */
export function pageScene(options: Parameters<typeof platformScene>[0] = {}): PageScene {
  const scene = platformScene(options);
  const { isThere, open, expectComplaints } = watchedVisits({ silence: "fails" });
  let site: Site | null = null;
  let relay: Relay | null = null;

  beforeAll(async () => {
    if (!isThere()) return;
    const { connection, s3 } = scene().platform;
    relay = await startRelay(connection.streamUrl);
    site = await startSite([connection.url, connection.streamUrl, relay.url, s3.url]);
  });
  afterAll(async () => {
    await site?.close();
    await relay?.close();
  });

  const connect: PageScene["connect"] = ({ page }, change = {}) =>
    page.evaluate(
      (options) => {
        window.flash = window.page.createFlash(options);
      },
      { ...scene().platform.connection, ...change },
    );
  return {
    scene,
    connect,
    site: () => started(site),
    relay: () => started(relay),
    expectComplaints,
    async openPage(origin = started(site).origin, change = {}) {
      const visited = await open(origin);
      await connect(visited, change);
      return visited;
    },
  };
}
