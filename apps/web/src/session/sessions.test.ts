import { expect, test } from "vitest";
import { expired, isSamePerson, type Session } from "./sessions.ts";

const ann: Session = { state: "signed-in", key: "flash_new", owner: "ann" };

test("a key that is refused late ends nothing: another one is in its place", () => {
  expect(expired(ann, "flash_old")).toBe(ann);
  expect(expired(ann, "flash_new")).toEqual({ ...ann, state: "expired" });
});

test("what was left is found again by its owner alone", () => {
  const over = expired(ann, "flash_new");
  expect(isSamePerson(over, "ann")).toBe(true);
  expect(isSamePerson(over, "bob")).toBe(false);
  expect(isSamePerson({ ...ann, owner: null }, "ann")).toBe(false);
  expect(isSamePerson({ state: "signed-out" }, "ann")).toBe(false);
});
