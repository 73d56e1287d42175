import { createHash } from "node:crypto";
import { OwnerId } from "@flash/schemas";
import { expect, test } from "vitest";
import { callerOfKey } from "./api-keys.ts";
import { whoIs } from "./who-is.ts";

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");
const KEYS = [
  { sha256: hashOf("key-of-ann"), owner: OwnerId.parse("ann"), admin: false },
  { sha256: hashOf("key-of-root"), owner: OwnerId.parse("root"), admin: true },
];
const STORED_KEY = `flash_${"k".repeat(32)}`;
const BOB = { owner: OwnerId.parse("bob"), admin: false };

/** The bucket has one key, bob's. */
function scene() {
  const asked: string[] = [];
  const keys = callerOfKey(KEYS, {
    callerOf: async (sha256) => {
      asked.push(sha256);
      return sha256 === hashOf(STORED_KEY) ? BOB : null;
    },
  });
  return { asked, callerOf: whoIs(keys, null) };
}

test("a key stands for its owner and role", async () => {
  const { callerOf } = scene();
  expect(await callerOf("Bearer key-of-ann")).toEqual({ owner: "ann", admin: false });
  expect(await callerOf("bearer key-of-root")).toEqual({ owner: "root", admin: true });
  expect(await callerOf(`Bearer ${STORED_KEY}`)).toEqual(BOB);
});

test("the bucket is asked by the key's hash, and only about what looks like one of its keys", async () => {
  const { asked, callerOf } = scene();
  await callerOf("Bearer key-of-ann");
  await callerOf("Bearer flash_short");
  await callerOf(`Bearer ${STORED_KEY}`);
  expect(asked).toEqual([hashOf(STORED_KEY)]);
});

test.each([
  [undefined],
  [""],
  ["key-of-ann"],
  ["Basic key-of-ann"],
  ["Bearer "],
  ["Bearer key-of-an"],
  ["Bearer key-of-ann "],
  ["Bearer key-of-ann, Bearer key-of-root"],
  [`Bearer ${hashOf("key-of-ann")}`],
  [`Bearer ${hashOf(STORED_KEY)}`],
  [`Bearer ${STORED_KEY}k`],
  [`Bearer ${"x".repeat(100_000)}`],
])("%s stands for nobody", async (authorization) => {
  expect(await scene().callerOf(authorization)).toBeNull();
});
