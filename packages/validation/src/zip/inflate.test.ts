import { deflateRawSync, inflateRawSync } from "node:zlib";
import * as zlib from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { webCodec, zlibCodec } from "./codec.ts";
import { inflate } from "./inflate.ts";

const CODECS = { node: zlibCodec(zlib), web: webCodec() };
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc
    .array(fc.constantFrom("flash ", "train", "a", "\n"), { maxLength: 400 })
    .map((words) => Buffer.from(words.join(""))),
  fc.tuple(fc.nat(255), fc.nat(70_000)).map(([byte, length]) => Buffer.alloc(length, byte)),
);
const options = fc.record({ level: fc.integer({ min: 0, max: 9 }), strategy: fc.integer({ min: 0, max: 4 }) });

describe("packed data", () => {
  test("unpacks to what was packed, in every way of packing", () => {
    fc.assert(
      fc.property(content, options, (bytes, how) => {
        const unpacked = inflate(deflateRawSync(bytes, how), bytes.length);
        expect(Buffer.compare(Buffer.from(unpacked as Uint8Array), Buffer.from(bytes))).toBe(0);
      }),
      { numRuns: 150 },
    );
  });

  test("that is damaged anywhere is refused by all three ways of unpacking, or by none", async () => {
    const damage = fc.tuple(content, options, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(3));
    await fc.assert(
      fc.asyncProperty(damage, async ([bytes, how, where, flip, cut]) => {
        const packed = Uint8Array.from(deflateRawSync(bytes, how));
        const at = where % packed.length;
        packed[at] = (packed[at] ?? 0) ^ flip;
        const part = packed.subarray(0, packed.length - cut);
        const ours = inflate(part, bytes.length);
        const expected = typeof ours === "string" ? undefined : Buffer.from(ours);
        for (const codec of Object.values(CODECS)) {
          const theirs = await codec.inflate(part, bytes.length);
          expect(theirs && Buffer.from(theirs)).toEqual(expected);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("that goes on behind its end is refused", async () => {
    const packed = Buffer.concat([deflateRawSync("twelve bytes"), Buffer.of(0)]);
    expect(inflate(packed, 12)).toBe("damaged");
    for (const codec of Object.values(CODECS)) expect(await codec.inflate(packed, 12)).toBeUndefined();
  });

  test("that unpacks to more than was said stops there", async () => {
    const packed = deflateRawSync(Buffer.alloc(1_000_000));
    expect(inflate(packed, 999)).toBe("too_long");
    for (const codec of Object.values(CODECS)) expect(await codec.inflate(packed, 999)).toBeUndefined();
    expect(inflateRawSync(packed)).toHaveLength(1_000_000);
  });
});

test("both checksums are zlib's", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(9), (bytes, from) => {
      const part = bytes.subarray(from);
      expect(CODECS.web.crc32(part)).toBe(zlib.crc32(part));
    }),
  );
});
