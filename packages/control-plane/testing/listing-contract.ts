import { beforeAll, describe, expect, test } from "vitest";
import type { ObjectStore } from "../src/ports/object-store.ts";
import { expectStoreTime, inBatches } from "./store-under-test.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

/** More than S3's page of 1,000. */
const MANY = 1200;

/** What {@link ObjectStore.list} promises: a part of the store's contract. @param made - asked once the suite has begun. */
export function listingContract(made: () => StoreUnderTest): void {
  describe("list", () => {
    let store: ObjectStore;
    let prefix: string;
    beforeAll(() => ({ store, prefix } = made()));
    const at = (key: string): string => `${prefix}${key}`;
    const put = (key: string, body: string): Promise<void> => store.put(at(key), body);

    test("a prefix under which nothing lies lists nothing, at a known time", async () => {
      const answer = await store.list(at("list/nothing/"));
      expect(answer.objects).toEqual([]);
      expectStoreTime(answer.at);
    });

    test("the empty prefix lists everything", async () => {
      await put("list/everything", "x");
      const { objects } = await store.list("", { startAfter: before(at("list/everything")), limit: 10 });
      expect(objects.map(({ key }) => key)).toContain(at("list/everything"));
    });

    test("an entry has its object's size in bytes and the time of its writing", async () => {
      await put("list/entry/é", "漢字");
      const { found } = await store.get(at("list/entry/é"));
      const { objects } = await store.list(at("list/entry/"));
      expect(objects).toEqual([{ key: at("list/entry/é"), sizeBytes: 6, lastModified: found?.lastModified }]);
    });

    test("keys come in the order of their UTF-8 bytes, and come back as they were written", async () => {
      // U+FF5E sorts before U+1F600 by bytes, after it by JavaScript's <.
      const sorted = ["+", "A b", "a", "a&b=%20", "a/b", "é", "漢字", "\uFF5E", "\u{1F600}"];
      for (const key of sorted.toReversed()) await put(`list/unicode/${key}`, key);
      const { objects } = await store.list(at("list/unicode/"));
      expect(objects.map(({ key }) => key)).toEqual(sorted.map((key) => at(`list/unicode/${key}`)));
      for (const key of sorted) expect((await store.get(at(`list/unicode/${key}`))).found?.body).toBe(key);
    });

    test("a prefix is no folder: it ends anywhere, and a longer name beside it is not under it", async () => {
      for (const key of ["job", "job-1", "job/1", "joy"]) await put(`list/prefix/${key}`, "");
      const { objects } = await store.list(at("list/prefix/job"));
      expect(objects.map(({ key }) => key.slice(at("list/prefix/").length))).toEqual(["job", "job-1", "job/1"]);
    });

    test("startAfter leaves out that key and all before it, and need not exist", async () => {
      for (const key of ["a", "c", "e"]) await put(`list/after/${key}`, "");
      const after = async (key: string): Promise<readonly string[]> =>
        (await store.list(at("list/after/"), { startAfter: at(`list/after/${key}`) })).objects.map(({ key: found }) =>
          found.slice(-1),
        );
      expect(await after("a")).toEqual(["c", "e"]);
      expect(await after("b")).toEqual(["c", "e"]);
      expect(await after("e")).toEqual([]);
    });

    test("limit keeps the first so many", async () => {
      for (const key of ["a", "b", "c"]) await put(`list/limit/${key}`, "");
      const { objects } = await store.list(at("list/limit/"), { limit: 2 });
      expect(objects.map(({ key }) => key.slice(-1))).toEqual(["a", "b"]);
    });

    test.each([0, 1001, 1.5])("a limit of %d is a mistake of the caller's", async (limit) => {
      await expect(store.list(prefix, { limit })).rejects.toThrow(RangeError);
    });

    test(`without a limit all of ${MANY} keys come, each once, in order`, async () => {
      const keys = Array.from({ length: MANY }, (_, index) => `list/many/${String(index).padStart(5, "0")}`);
      await inBatches(keys, (key) => store.put(at(key), ""));
      const { objects } = await store.list(at("list/many/"));
      expect(objects.map(({ key }) => key)).toEqual(keys.map(at));
    }, 120_000);

    test("a deleted object is listed no more", async () => {
      await put("list/deleted/a", "");
      await store.remove(at("list/deleted/a"));
      expect((await store.list(at("list/deleted/"))).objects).toEqual([]);
    });
  });
}

/** A key that sorts just before this one and after most others. */
const before = (key: string): string => key.slice(0, -1);
