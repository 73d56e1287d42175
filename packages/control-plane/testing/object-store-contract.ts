import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ETag, ObjectStore } from "../src/ports/object-store.ts";
import { listingContract } from "./listing-contract.ts";
import { expectStoreTime, inBatches } from "./store-under-test.ts";
import type { StoreUnderTest } from "./store-under-test.ts";

const RACERS = 50;
const NEVER_WRITTEN: ETag = '"0123456789abcdef0123456789abcdef"';

/** Every promise of {@link ObjectStore}, as tests. Adapters and fakes alike must pass. */
export function objectStoreContract(name: string, make: () => Promise<StoreUnderTest> | StoreUnderTest): void {
  describe(`object store contract: ${name}`, () => {
    let under: StoreUnderTest;
    let store: ObjectStore;
    const at = (key: string): string => `${under.prefix}${key}`;

    beforeAll(async () => {
      under = await make();
      store = under.store;
    });
    afterAll(async () => {
      const { objects } = await store.list(under.prefix);
      await inBatches(objects, ({ key }) => store.remove(key));
      await under.close?.();
    }, 120_000);

    async function created(key: string, body: string): Promise<ETag> {
      const etag = await store.create(at(key), body);
      if (etag === null) throw new Error(`${at(key)} is taken: the prefix is not ours alone`);
      return etag;
    }

    async function bodyOf(key: string): Promise<string | null> {
      return (await store.get(at(key))).found?.body ?? null;
    }

    describe("reading", () => {
      test("a key that was never written is found to be missing, at a known time", async () => {
        const answer = await store.get(at("missing"));
        expect(answer.found).toBeNull();
        expectStoreTime(answer.at);
      });

      test("a write is read at once, with the ETag that it was given", async () => {
        const etag = await created("read/a", '{"a":1}\n');
        const { found, at: readAt } = await store.get(at("read/a"));
        expect(found).toEqual({ body: '{"a":1}\n', etag, lastModified: found?.lastModified });
        expectStoreTime(found?.lastModified);
        expectStoreTime(readAt);
        expect(readAt - (found?.lastModified ?? 0)).toBeGreaterThanOrEqual(0);
      });

      test.each([
        ["nothing", ""],
        ["every kind of character", "ascii é 漢字 \u{1F600} \u0000\t\r\n end"],
        ["half a megabyte", "0123456789abcdef".repeat(32_768)],
      ])("a body of %s comes back as it was", async (what, body) => {
        await created(`body/${what}`, body);
        expect(await bodyOf(`body/${what}`)).toBe(body);
      });
    });

    describe("create", () => {
      test("it writes a free key, and leaves a taken one as it is", async () => {
        await created("create/a", "first");
        expect(await store.create(at("create/a"), "second")).toBeNull();
        expect(await bodyOf("create/a")).toBe("first");
      });

      test("the same bytes again are refused too", async () => {
        await created("create/same", "same");
        expect(await store.create(at("create/same"), "same")).toBeNull();
      });

      test("a key is free again once its object is deleted", async () => {
        await created("create/again", "first");
        await store.remove(at("create/again"));
        expect(await store.create(at("create/again"), "second")).not.toBeNull();
      });

      test(`of ${RACERS} racing callers exactly one wins, and its bytes are there`, async () => {
        const racers = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
        const etags = await Promise.all(racers.map((body) => store.create(at("create/race"), body)));
        const winners = racers.filter((_, index) => etags[index] !== null);
        expect(winners).toHaveLength(1);
        expect(await bodyOf("create/race")).toBe(winners[0]);
      });
    });

    describe("replace", () => {
      test("it writes over the version that was read, and answers the new version", async () => {
        const first = await created("replace/a", "one");
        const second = await store.replace(at("replace/a"), "two", first);
        expect(second).not.toBeNull();
        expect(second).not.toBe(first);
        expect((await store.get(at("replace/a"))).found).toMatchObject({ body: "two", etag: second });
      });

      test("over an older version it is refused and changes nothing", async () => {
        const first = await created("replace/stale", "one");
        await store.replace(at("replace/stale"), "two", first);
        expect(await store.replace(at("replace/stale"), "three", first)).toBeNull();
        expect(await bodyOf("replace/stale")).toBe("two");
      });

      test("over a missing key it is refused and creates nothing", async () => {
        expect(await store.replace(at("replace/missing"), "one", NEVER_WRITTEN)).toBeNull();
        expect(await bodyOf("replace/missing")).toBeNull();
      });

      test("over a deleted version it is refused and creates nothing", async () => {
        const etag = await created("replace/gone", "one");
        await store.remove(at("replace/gone"));
        expect(await store.replace(at("replace/gone"), "two", etag)).toBeNull();
        expect(await bodyOf("replace/gone")).toBeNull();
      });

      test(`of ${RACERS} racing callers at most one wins, and only the winner's bytes are there`, async () => {
        const etag = await created("replace/race", "start");
        const racers = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
        const etags = await Promise.all(racers.map((body) => store.replace(at("replace/race"), body, etag)));
        const winners = racers.filter((_, index) => etags[index] !== null);
        expect(winners.length).toBeLessThanOrEqual(1);
        expect(await bodyOf("replace/race")).toBe(winners[0] ?? "start");
      });

      test("a counter raised by eight writers at once loses no step", async () => {
        await created("replace/counter", "0");
        await Promise.all(Array.from({ length: 8 }, () => raise(store, at("replace/counter"), 5)));
        expect(await bodyOf("replace/counter")).toBe("40");
      }, 120_000);

      test("equal bytes have equal ETags, so an old condition passes when old bytes are back", async () => {
        const first = await created("replace/aba", "A");
        const second = await store.replace(at("replace/aba"), "B", first);
        expect(await store.replace(at("replace/aba"), "A", second ?? "")).toBe(first);
        expect(await store.replace(at("replace/aba"), "C", first)).not.toBeNull();
      });
    });

    describe("put", () => {
      test("it writes a free key and over a taken one", async () => {
        await store.put(at("put/a"), "one");
        await store.put(at("put/a"), "two");
        expect(await bodyOf("put/a")).toBe("two");
      });
    });

    describe("removeVersion", () => {
      test("it deletes the version that was read", async () => {
        const etag = await created("remove/a", "one");
        expect(await store.removeVersion(at("remove/a"), etag)).toBe(true);
        expect(await bodyOf("remove/a")).toBeNull();
      });

      test("it leaves a newer version alone", async () => {
        const first = await created("remove/newer", "one");
        await store.replace(at("remove/newer"), "two", first);
        expect(await store.removeVersion(at("remove/newer"), first)).toBe(false);
        expect(await bodyOf("remove/newer")).toBe("two");
      });

      test("a missing key is gone already", async () => {
        expect(await store.removeVersion(at("remove/missing"), NEVER_WRITTEN)).toBe(false);
      });

      test("against a racing replace, exactly one of the two happens", async () => {
        const etag = await created("remove/race", "one");
        const [removed, replaced] = await Promise.all([
          store.removeVersion(at("remove/race"), etag),
          store.replace(at("remove/race"), "two", etag),
        ]);
        expect(await bodyOf("remove/race")).toBe(replaced !== null ? "two" : removed ? null : "one");
        expect([removed, replaced !== null]).not.toEqual([true, true]);
      });
    });

    describe("remove", () => {
      test("it deletes whatever is there, and a missing key is fine", async () => {
        await created("remove/any", "one");
        await store.remove(at("remove/any"));
        await store.remove(at("remove/any"));
        expect(await bodyOf("remove/any")).toBeNull();
      });
    });

    listingContract(() => under);
  });
}

/** Adds one, `times` times, each by reading and compare-and-swap until it holds. */
async function raise(store: ObjectStore, key: string, times: number): Promise<void> {
  for (let done = 0; done < times;) {
    const { found } = await store.get(key);
    if (found === null) throw new Error(`${key} has vanished`);
    if ((await store.replace(key, String(Number(found.body) + 1), found.etag)) !== null) done += 1;
  }
}
