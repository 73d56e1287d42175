import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { platformScene, type Scene } from "../platform/scene.ts";
import { launchBrowser, NO_BROWSER } from "./chromium.ts";
import { type Relay, startRelay } from "./relay.ts";
import { type Site, startSite } from "./site.ts";
import { visit, type Visit } from "./visit.ts";

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
  readonly expectComplaints: (...patterns: readonly RegExp[]) => void;
}

/** Starts all of it before the file's tests and takes it away after them; skips them where there is no browser. */
export function pageScene(): PageScene {
  const scene = platformScene();
  let browser: Browser | null = null;
  let site: Site | null = null;
  let relay: Relay | null = null;
  let visits: Visit[] = [];
  let expected: readonly RegExp[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    // The reason of a skip is shown by few reporters.
    if (browser === null) console.warn(NO_BROWSER);
    const { connection, s3 } = scene().platform;
    relay = await startRelay(connection.streamUrl);
    site = await startSite([connection.url, connection.streamUrl, relay.url, s3.url]);
  });
  beforeEach(({ skip }) => {
    visits = [];
    expected = [];
    skip(browser === null, NO_BROWSER);
  });
  afterEach(async () => {
    const complaints = (): string[] => visits.flatMap((visited) => visited.complaints);
    // A browser tells them when it finds the time, and never after it was closed.
    await expect
      .poll(() => missingFrom(complaints(), expected), { message: "complaints that did not come", timeout: 10_000 })
      .toEqual([]);
    for (const visited of visits) await visited.close();
    const unexpected = complaints().filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    expect(unexpected, "complaints of the browser").toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await site?.close();
    await relay?.close();
  });

  const started = <Part>(part: Part | null): Part => {
    if (part === null) throw new Error("the page's scene has not started");
    return part;
  };
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
    expectComplaints: (...patterns) => void (expected = patterns),
    async openPage(origin = started(site).origin, change = {}) {
      const visited = await visit(started(browser), origin);
      visits.push(visited);
      await connect(visited, change);
      return visited;
    },
  };
}

const missingFrom = (complaints: readonly string[], expected: readonly RegExp[]): readonly RegExp[] =>
  expected.filter((pattern) => !complaints.some((complaint) => pattern.test(complaint)));
