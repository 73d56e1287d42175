import { expect, test } from "vitest";
import type { FilePart } from "./file-parts.ts";
import { signedParts } from "./signed-parts.ts";

const bytes = new Uint8Array(0);

/**
 * Sends parts one after another, by a clock that only their sending moves.
 *
 * @param takesMs - how long the sending of a part takes.
 * @returns how many were signed with each call, and how old each URL was when it was used.
 */
async function sent(parts: number, takesMs: (partNumber: number) => number, stored: readonly number[] = []) {
  let nowMs = 1_000;
  const calls: number[] = [];
  const agesMs: number[] = [];
  const withoutTarget: number[] = [];
  const numbers = Array.from({ length: parts }, (_, index) => index + 1);
  const read = async function* (): AsyncGenerator<FilePart> {
    for (const partNumber of numbers) yield { partNumber, bytes };
  };
  const missing = numbers.filter((number) => !stored.includes(number));
  const sign = async (asked: readonly { partNumber: number }[]) => {
    calls.push(asked.length);
    return asked.map(({ partNumber }) => ({ partNumber, url: `https://s3.test/${nowMs}`, headers: {} })).toReversed();
  };
  const toSign = missing.map((partNumber) => ({ partNumber, sha256: "" }));
  for await (const { partNumber, target } of signedParts(read(), toSign, sign, { now: () => nowMs })) {
    if (target === undefined) withoutTarget.push(partNumber);
    else agesMs.push(nowMs - Number(target.url.split("/").at(-1)));
    nowMs += takesMs(partNumber);
  }
  return { calls, oldestMs: Math.max(...agesMs), withoutTarget };
}

test("5 GB in 954 parts of 5 MiB are signed by eighteen calls", async () => {
  const { calls, withoutTarget } = await sent(954, () => 50);
  expect(calls).toEqual([4, 8, 16, 32, ...Array.from({ length: 13 }, () => 64), 62]);
  expect(withoutTarget).toEqual([]);
});

test("on a slow line few are signed ahead, so that no URL is old when it is used", async () => {
  const { calls, oldestMs } = await sent(40, () => 20_000);
  expect(calls).toEqual([4, 4, 4, 4, 4, 4, 4, 4, 4, 4]);
  expect(oldestMs).toBe(60_000);
});

test("a line that becomes slow, a pause and a computer that was asleep let nobody use a URL that has waited for it", async () => {
  const slower = await sent(100, (partNumber) => (partNumber < 50 ? 50 : 90_000));
  expect(slower.oldestMs).toBeLessThanOrEqual(300_000);
  const paused = await sent(100, (partNumber) => (partNumber === 70 ? 3_600_000 : 50));
  expect(paused.oldestMs).toBeLessThan(10_000);
  expect(paused.calls).toEqual([4, 8, 16, 32, 40, 4, 8, 16, 2]);
});

test("a clock that is set back in the middle costs nothing", async () => {
  const { calls } = await sent(28, (partNumber) => (partNumber === 6 ? -7_200_000 : 50));
  expect(calls).toEqual([4, 8, 16]);
});

test("what the storage has is not signed", async () => {
  const { calls, withoutTarget } = await sent(10, () => 50, [1, 5, 6]);
  expect(calls).toEqual([4, 3]);
  expect(withoutTarget).toEqual([1, 5, 6]);
});
