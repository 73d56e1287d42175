import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect } from "vitest";
import { launchBrowser, NO_BROWSER } from "./chromium.ts";
import { visit, type Visit } from "./visit.ts";

/** Pages of a browser that is there for a file's tests; its complaints fail them, unless they are expected. */
export interface WatchedVisits {
  /** Whether there is a browser; known once the file's tests begin. */
  readonly isThere: () => boolean;
  /** Closed after the test. */
  readonly open: (address: string) => Promise<Visit>;
  /** What the browser has to complain of in this test; anything else fails it. */
  readonly expectComplaints: (...patterns: readonly RegExp[]) => void;
}

/** @param silence - `fails`: what is expected has to come, too. */
export function watchedVisits({ silence }: { silence: "fails" | "passes" }): WatchedVisits {
  let browser: Browser | null = null;
  let visits: Visit[] = [];
  let expected: readonly RegExp[] = [];
  const complaints = (): string[] => visits.flatMap((visited) => visited.complaints);

  beforeAll(async () => {
    browser = await launchBrowser();
    // The reason of a skip is shown by few reporters.
    if (browser === null) console.warn(NO_BROWSER);
  });
  beforeEach(({ skip }) => {
    visits = [];
    expected = [];
    skip(browser === null, NO_BROWSER);
  });
  afterEach(async () => {
    // A browser tells them when it finds the time, and never after it was closed.
    if (silence === "fails")
      await expect
        .poll(() => missingFrom(complaints(), expected), { message: "complaints that did not come", timeout: 10_000 })
        .toEqual([]);
    for (const visited of visits) await visited.close();
    const unexpected = complaints().filter((complaint) => !expected.some((pattern) => pattern.test(complaint)));
    expect(unexpected, "complaints of the browser, its policy's among them").toEqual([]);
  });
  afterAll(() => browser?.close());

  return {
    isThere: () => browser !== null,
    expectComplaints: (...patterns) => void (expected = patterns),
    async open(address) {
      const visited = await visit(started(browser), address);
      visits.push(visited);
      return visited;
    },
  };
}

/** A part of a scene that `beforeAll` starts. @throws Error before that. */
export function started<Part>(part: Part | null): Part {
  if (part === null) throw new Error("the page's scene has not started");
  return part;
}

const missingFrom = (complaints: readonly string[], expected: readonly RegExp[]): readonly RegExp[] =>
  expected.filter((pattern) => !complaints.some((complaint) => pattern.test(complaint)));
