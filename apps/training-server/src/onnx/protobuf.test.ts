import { expect, test } from "vitest";
import { floatField, messageField, stringField, varintField } from "./protobuf.ts";

// The examples of the protocol buffers' encoding guide.
test.each([
  ["a number", varintField(1, 150), [0x08, 0x96, 0x01]],
  ["a string", stringField(2, "testing"), [0x12, 0x07, 0x74, 0x65, 0x73, 0x74, 0x69, 0x6e, 0x67]],
  ["a message", messageField(3, [varintField(1, 150)]), [0x1a, 0x03, 0x08, 0x96, 0x01]],
  ["a float", floatField(2, 1), [0x15, 0x00, 0x00, 0x80, 0x3f]],
  ["a number above 32 bits", varintField(1, 2 ** 35), [0x08, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01]],
])("%s is written as the format says", (_, bytes, expected) => {
  expect([...bytes]).toEqual(expected);
});

test.each([-1, 0.5, 2 ** 53])("%d is refused as a varint", (value) => {
  expect(() => varintField(1, value)).toThrow(RangeError);
});
