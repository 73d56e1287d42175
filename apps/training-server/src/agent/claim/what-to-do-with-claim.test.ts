import { InstanceId } from "@flash/schemas";
import { expect, test } from "vitest";
import { whatToDoWithClaim } from "./what-to-do-with-claim.ts";

const instance = InstanceId.parse("i-0aaaaaaaaaaaaaaaa");
const other = InstanceId.parse("i-0bbbbbbbbbbbbbbbb");
const me = { instance, bootId: "boot-2", nonce: "n-2" };

test("a claim whose answer was lost is recognised as one's own", () => {
  expect(whatToDoWithClaim({ instance, boot_id: "boot-2", nonce: "n-2" }, me)).toBe("mine");
});

test("an attempt that an earlier boot of this instance claimed is resumed", () => {
  expect(whatToDoWithClaim({ instance, boot_id: "boot-1", nonce: "n-1" }, me)).toBe("resume");
});

test("an attempt that an earlier run of the agent in this boot claimed is resumed", () => {
  expect(whatToDoWithClaim({ instance, boot_id: "boot-2", nonce: "n-1" }, me)).toBe("resume");
});

test("another machine's attempt is left alone", () => {
  expect(whatToDoWithClaim({ instance: other, boot_id: "boot-2", nonce: "n-1" }, me)).toBe("leave");
});

test("a closed attempt is left alone, even if somebody gave it our nonce", () => {
  expect(whatToDoWithClaim({ closed: "cancelled", nonce: "n-2" }, me)).toBe("leave");
});

test("two machines without an instance id are two machines", () => {
  const nobody = { ...me, instance: null };
  expect(whatToDoWithClaim({ instance: null, boot_id: "boot-2", nonce: "n-1" }, nobody)).toBe("leave");
});

test("a machine without an instance id knows its own claim by the nonce that it kept", () => {
  const nobody = { ...me, instance: null };
  expect(whatToDoWithClaim({ instance: null, boot_id: "boot-1", nonce: "n-2" }, nobody)).toBe("resume");
});
