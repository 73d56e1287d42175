import { Revision } from "@flash/schemas";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { FakeObjectStore, StoreOutage } from "../../testing/index.ts";
import type { StoreHooks } from "../../testing/index.ts";
import { Documents } from "./documents.ts";
import type { Doc } from "./documents.ts";

const Note = z.object({ ...Revision.shape, text: z.string() });
type Note = z.infer<typeof Note>;

function setUp(hooks: StoreHooks = {}) {
  const store = new FakeObjectStore(() => Date.UTC(2026, 10, 23, 12), hooks);
  let writes = 0;
  const documents = (writer: string): Documents => new Documents(store, () => `${writer}-${++writes}`);
  return { store, documents, mine: documents("mine"), theirs: documents("theirs") };
}

async function found(documents: Documents, key: string): Promise<Doc<Note>> {
  const read = await documents.read(key, Note);
  if (read.kind !== "found") throw new Error(`${key} is ${read.kind}`);
  return read.doc;
}

describe("create", () => {
  test("the first revision is written, as JSON that ends in a line feed", async () => {
    const { store, mine } = setUp();
    expect(await mine.create<Note>("note", { text: "hello" })).toMatchObject({ outcome: "created" });
    expect(store.peek("note")).toBe('{\n  "rev": 1,\n  "write_id": "mine-1",\n  "text": "hello"\n}\n');
  });

  test("a key that somebody else has written is taken, and stays theirs", async () => {
    const { mine, theirs } = setUp();
    await theirs.create<Note>("note", { text: "theirs" });
    expect(await mine.create<Note>("note", { text: "mine" })).toEqual({ outcome: "taken", etag: null });
    expect((await found(mine, "note")).value.text).toBe("theirs");
  });

  test("a write that S3 committed, answered 500 and then refused is recognised as one's own", async () => {
    const { store, mine } = setUp();
    store.inject("commit_then_refuse");
    const { outcome, etag } = await mine.create<Note>("note", { text: "hello" });
    expect(outcome).toBe("mine");
    expect(etag).toBe((await found(mine, "note")).etag);
  });

  test("one's own earlier write of the same content is not taken for this one's", async () => {
    const { mine } = setUp();
    await mine.create<Note>("note", { text: "hello" });
    expect(await mine.create<Note>("note", { text: "hello" })).toEqual({ outcome: "taken", etag: null });
  });

  test("a document that was deleted before the look at it is taken: somebody was there", async () => {
    const { store, mine, theirs } = setUp({
      before: ({ op }) => (op === "get" ? store.edit("note", null) : undefined),
    });
    await theirs.create<Note>("note", { text: "theirs" });
    expect((await mine.create<Note>("note", { text: "mine" })).outcome).toBe("taken");
  });

  test("an outage is thrown, whether the write happened or not", async () => {
    const { store, mine } = setUp();
    store.inject("fail");
    store.inject("commit_then_fail");
    await expect(mine.create<Note>("note", { text: "hello" })).rejects.toThrow(StoreOutage);
    await expect(mine.create<Note>("note", { text: "hello" })).rejects.toThrow(StoreOutage);
  });
});

describe("replace", () => {
  test("each write raises the revision by one and has a write id of its own", async () => {
    const { mine } = setUp();
    await mine.create<Note>("note", { text: "one" });
    const second = await mine.replace(await found(mine, "note"), { text: "two" });
    const third = second && (await mine.replace(second, { text: "three" }));
    expect(third?.value).toEqual({ rev: 3, write_id: "mine-3", text: "three" });
    expect(await found(mine, "note")).toMatchObject({ value: third?.value, etag: third?.etag });
  });

  test("over a version that somebody else has replaced it answers null, and theirs stays", async () => {
    const { mine, theirs } = setUp();
    await mine.create<Note>("note", { text: "one" });
    const stale = await found(mine, "note");
    await theirs.replace(await found(theirs, "note"), { text: "theirs" });
    expect(await mine.replace(stale, { text: "mine" })).toBeNull();
    expect((await found(mine, "note")).value.text).toBe("theirs");
  });

  test("a write that S3 committed, answered 500 and then refused is recognised as one's own", async () => {
    const { store, mine } = setUp();
    await mine.create<Note>("note", { text: "one" });
    store.inject("commit_then_refuse", ({ op }) => op === "replace");
    const written = await mine.replace(await found(mine, "note"), { text: "two" });
    expect(written?.value).toMatchObject({ rev: 2, text: "two" });
    expect(written?.etag).toBe((await found(mine, "note")).etag);
  });

  test("a conflict that wrote nothing is told apart from one's own write", async () => {
    const { store, mine } = setUp();
    await mine.create<Note>("note", { text: "one" });
    store.inject("conflict", ({ op }) => op === "replace");
    expect(await mine.replace(await found(mine, "note"), { text: "two" })).toBeNull();
  });

  test("going back to an old text does not let an old condition pass", async () => {
    const { mine } = setUp();
    await mine.create<Note>("note", { text: "A" });
    const old = await found(mine, "note");
    const second = await mine.replace(old, { text: "B" });
    if (second !== null) await mine.replace(second, { text: "A" });
    expect(await mine.replace(old, { text: "C" })).toBeNull();
  });
});

describe("read", () => {
  test("a missing document is missing, at the store's time", async () => {
    expect(await setUp().mine.read("note", Note)).toEqual({ kind: "missing", at: Date.UTC(2026, 10, 23, 12) });
  });

  test.each([
    ["no JSON", "{"],
    ["another shape", '{"text": 1}'],
    ["nothing", ""],
  ])("%s is corrupt, with the bytes and the ETag to replace them by", async (_, body) => {
    const { store, mine } = setUp();
    store.edit("note", body);
    const read = await mine.read("note", Note);
    expect(read).toMatchObject({ kind: "corrupt", body });
    if (read.kind !== "corrupt") return;
    expect(read.fault).not.toBe("");
    const mended = { rev: 1, write_id: mine.newWriteId(), text: "mended" };
    expect(await mine.overwrite("note", read.etag, mended)).not.toBeNull();
    expect((await found(mine, "note")).value).toEqual(mended);
  });

  test("what a person wrote by hand counts as revision 0, and is replaced like any other", async () => {
    const { store, mine } = setUp();
    store.edit("note", '{"text":"by hand"}');
    const doc = await found(mine, "note");
    expect(doc.value).toEqual({ rev: 0, write_id: "", text: "by hand" });
    expect((await mine.replace(doc, { text: "next" }))?.value.rev).toBe(1);
  });
});
