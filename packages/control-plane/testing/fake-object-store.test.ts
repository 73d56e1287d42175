import { describe, expect, test } from "vitest";
import { FakeObjectStore, StoreOutage } from "./fake-object-store.ts";
import type { StoreHooks } from "./fake-object-store.ts";
import { objectStoreContract } from "./object-store-contract.ts";

const NOON = Date.UTC(2026, 10, 23, 12);
const stoppedClock = (hooks?: StoreHooks): FakeObjectStore => new FakeObjectStore(() => NOON + 999, hooks);

objectStoreContract("in memory", () => ({ store: new FakeObjectStore(Date.now), prefix: "" }));
objectStoreContract("in memory, beside others' objects", async () => {
  const store = new FakeObjectStore(Date.now);
  await store.put("aaa", "");
  await store.put("zzz", "");
  return { store, prefix: "mine/" };
});

test("times are the injected clock's, cut to whole seconds", async () => {
  const store = stoppedClock();
  await store.put("a", "");
  expect((await store.get("a")).at).toBe(NOON);
  expect((await store.list("")).objects[0]?.lastModified).toBe(NOON);
});

test("a body that reads the same backwards has an ETag of its own", async () => {
  const store = stoppedClock();
  const etags = await Promise.all(["ab", "ba", "aba", "", "aabb"].map((body) => store.create(`key ${body}`, body)));
  expect(new Set(etags).size).toBe(5);
});

test("a key that S3 would refuse is refused", async () => {
  const store = stoppedClock();
  await expect(store.put("", "")).rejects.toThrow("an S3 key has 1 to 1024 bytes, not 0");
  await expect(store.put("é".repeat(513), "")).rejects.toThrow("not 1026");
  await store.put("é".repeat(512), "");
});

describe("faults", () => {
  test("a call that fails has done nothing", async () => {
    const store = stoppedClock();
    store.inject("fail");
    await expect(store.create("a", "x")).rejects.toThrow(StoreOutage);
    expect(store.peek("a")).toBeNull();
  });

  test("a call that commits and fails has been done", async () => {
    const store = stoppedClock();
    store.inject("commit_then_fail");
    await expect(store.create("a", "x")).rejects.toThrow(StoreOutage);
    expect(store.peek("a")).toBe("x");
  });

  test("a conflict refuses a condition that held, and changes nothing", async () => {
    const store = stoppedClock();
    const etag = (await store.create("a", "x")) ?? "";
    store.inject("conflict", () => true, 2);
    expect(await store.replace("a", "y", etag)).toBeNull();
    expect(await store.removeVersion("a", etag)).toBe(false);
    expect(store.peek("a")).toBe("x");
  });

  test("a conflict never tells a creator that a free key is taken", async () => {
    const store = stoppedClock();
    store.inject("conflict");
    await expect(store.create("a", "x")).rejects.toThrow(StoreOutage);
  });

  test("a writer can be refused by its own write", async () => {
    const store = stoppedClock();
    store.inject("commit_then_refuse");
    expect(await store.create("a", "x")).toBeNull();
    expect(store.peek("a")).toBe("x");
  });

  test("a fault strikes only the calls it was planned for, so many times", async () => {
    const store = stoppedClock();
    store.inject("fail", ({ op, key }) => op === "put" && key === "a", 2);
    await store.put("b", "");
    await expect(store.put("a", "")).rejects.toThrow(StoreOutage);
    await expect(store.put("a", "")).rejects.toThrow(StoreOutage);
    await store.put("a", "");
    expect(store.keys()).toEqual(["a", "b"]);
  });
});

describe("hooks", () => {
  test("what `before` throws, nothing has come of; what `after` throws, has happened", async () => {
    const failing = (at: "before" | "after"): FakeObjectStore =>
      stoppedClock({
        [at]: () => {
          throw new Error("no network");
        },
      });
    const [early, late] = [failing("before"), failing("after")];
    await expect(early.put("a", "x")).rejects.toThrow("no network");
    await expect(late.put("a", "x")).rejects.toThrow("no network");
    expect([early.peek("a"), late.peek("a")]).toEqual([null, "x"]);
  });

  test("`before` can hold one call while another overtakes it", async () => {
    const gate = Promise.withResolvers<void>();
    const store = stoppedClock({ before: ({ key }) => (key === "held" ? gate.promise : undefined) });
    const held = store.put("held", "");
    await store.put("fast", "");
    expect(store.keys()).toEqual(["fast"]);
    gate.resolve();
    await held;
    expect(store.keys()).toEqual(["fast", "held"]);
  });

  test("`onChange` tells of what was written and deleted, by calls and by hand, and of nothing that was refused", async () => {
    const changes: string[] = [];
    const store = stoppedClock({ onChange: ({ kind, key }) => changes.push(`${kind} ${key}`) });
    await store.create("a", "x");
    await store.create("a", "y");
    await store.remove("a");
    await store.remove("a");
    store.edit("b", "by hand");
    store.edit("b", null);
    expect(changes).toEqual(["created a", "removed a", "created b", "removed b"]);
  });

  test("every call is in the log, refused and failed ones too; looking in is none", async () => {
    const store = stoppedClock();
    store.inject("fail", ({ op }) => op === "remove");
    await store.create("a", "x");
    await store.create("a", "x");
    await store.remove("a").catch(() => undefined);
    await store.list("p/");
    store.peek("a");
    expect(store.calls).toEqual([
      { op: "create", key: "a" },
      { op: "create", key: "a" },
      { op: "remove", key: "a" },
      { op: "list", key: "p/" },
    ]);
  });
});
