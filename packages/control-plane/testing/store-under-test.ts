import { expect } from "vitest";
import type { ObjectStore } from "../src/ports/object-store.ts";

/** A store to try, and a place of one's own in it. */
export interface StoreUnderTest {
  readonly store: ObjectStore;
  /** Nothing else writes under it, no earlier run has. Ends in `/`, or is empty. */
  readonly prefix: string;
  /** Called when the suite is over, after its objects are gone. */
  readonly close?: () => Promise<void>;
}

const SECOND = 1000;

/** Whole seconds, and a time that a clock set within this century could tell. */
export function expectStoreTime(time: number | undefined): void {
  expect(time).toBeGreaterThan(Date.UTC(2020, 0));
  expect(time).toBeLessThan(Date.UTC(2100, 0));
  expect((time ?? 0.5) % SECOND).toBe(0);
}

/** So many at a time, as many as the SDK has connections. */
export async function inBatches<T>(items: readonly T[], act: (item: T) => Promise<unknown>): Promise<void> {
  const batch = 50;
  for (let from = 0; from < items.length; from += batch) {
    await Promise.all(items.slice(from, from + batch).map(act));
  }
}
