import { expect, test } from "vitest";
import { decodeSafetensors, encodeSafetensors } from "./safetensors.ts";

const file = {
  tensors: new Map([
    ["a", { shape: [2, 2], values: Float32Array.of(1, -0.5, 3e-30, Math.fround(0.1)) }],
    ["empty", { shape: [0, 7], values: new Float32Array(0) }],
    ["b", { shape: [1], values: Float32Array.of(7) }],
  ]),
  metadata: { state: '{"steps":3}', ключ: "значение" },
};

test("what is written is read back bit for bit", () => {
  expect(decodeSafetensors(encodeSafetensors(file))).toEqual(file);
});

test("a Buffer, as files are read into, is read like any other array", () => {
  expect(decodeSafetensors(Buffer.from(encodeSafetensors(file)))).toEqual(file);
});

test("the bytes are those of the format", () => {
  const bytes = encodeSafetensors({
    tensors: new Map([["x", { shape: [1], values: Float32Array.of(1) }]]),
    metadata: {},
  });
  const header = '{"__metadata__":{},"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}';
  expect(bytes[0]).toBe(header.length);
  expect(Buffer.from(bytes.subarray(8, 8 + header.length)).toString()).toBe(header);
  expect([...bytes.subarray(8 + header.length)]).toEqual([0, 0, 0x80, 0x3f]);
});

test("a file that is cut off anywhere is refused", () => {
  const bytes = encodeSafetensors(file);
  for (let length = 0; length < bytes.length; length += 1) {
    expect(() => decodeSafetensors(bytes.slice(0, length)), `${length} bytes`).toThrow();
  }
});
