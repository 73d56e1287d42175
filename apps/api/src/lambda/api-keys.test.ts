import { createHash } from "node:crypto";
import { OwnerId } from "@flash/schemas";
import { expect, test } from "vitest";
import { callerOf } from "./api-keys.ts";

const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");
const KEYS = [
  { sha256: hashOf("key-of-ann"), owner: OwnerId.parse("ann"), admin: false },
  { sha256: hashOf("key-of-root"), owner: OwnerId.parse("root"), admin: true },
];

test("a key stands for its owner and role", () => {
  expect(callerOf(KEYS, "Bearer key-of-ann")).toEqual({ owner: "ann", admin: false });
  expect(callerOf(KEYS, "bearer key-of-root")).toEqual({ owner: "root", admin: true });
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
  [`Bearer ${"x".repeat(100_000)}`],
])("%s stands for nobody", (authorization) => {
  expect(callerOf(KEYS, authorization)).toBeNull();
});
