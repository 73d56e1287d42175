import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newZipCodec } from "./codec.ts";
import { inflate } from "./inflate.ts";

const CODECS = { fast: await newZipCodec(), plain: await newZipCodec(false) };

/** As the codecs do: nothing for what is damaged, goes on behind its end or gives more. */
function byZlib(packed: Uint8Array, mostBytes: number): Uint8Array | undefined {
  try {
    const result = inflateRawSync(packed, { maxOutputLength: Math.max(mostBytes, 1), info: true });
    // Node's types give a Buffer whatever the options.
    const { buffer, engine } = result as unknown as { buffer: Uint8Array; engine: { bytesWritten: number } };
    return engine.bytesWritten === packed.length && buffer.length <= mostBytes ? buffer : undefined;
  } catch {
    return undefined;
  }
}

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
        for (const codec of Object.values(CODECS)) {
          const unpacked = codec.inflate(deflateRawSync(bytes, how), bytes.length);
          expect(unpacked !== undefined && Buffer.compare(unpacked, bytes)).toBe(0);
        }
      }),
      { numRuns: 150 },
    );
  });

  test("that is damaged anywhere is refused by zlib and both ways of unpacking, or by none", () => {
    const damage = fc.tuple(content, options, fc.nat(), fc.integer({ min: 1, max: 255 }), fc.nat(3));
    fc.assert(
      fc.property(damage, ([bytes, how, where, flip, cut]) => {
        const packed = Uint8Array.from(deflateRawSync(bytes, how));
        const at = where % packed.length;
        packed[at] = (packed[at] ?? 0) ^ flip;
        const part = packed.subarray(0, packed.length - cut);
        const theirs = byZlib(part, bytes.length);
        for (const codec of Object.values(CODECS)) {
          const ours = codec.inflate(part, bytes.length);
          expect(ours && Buffer.from(ours)).toEqual(theirs);
        }
      }),
      { numRuns: 400 },
    );
  });

  test("that goes on behind its end is refused", () => {
    const packed = Buffer.concat([deflateRawSync("twelve bytes"), Buffer.of(0)]);
    expect(inflate(packed, 12)).toBe("damaged");
    for (const codec of Object.values(CODECS)) expect(codec.inflate(packed, 12)).toBeUndefined();
  });

  test("that unpacks to more than was said stops there", () => {
    const packed = deflateRawSync(Buffer.alloc(1_000_000));
    expect(inflate(packed, 999)).toBe("too_long");
    for (const codec of Object.values(CODECS)) expect(codec.inflate(packed, 999)).toBeUndefined();
    expect(inflateRawSync(packed)).toHaveLength(1_000_000);
  });
});

test("both checksums are zlib's, of bytes from elsewhere and of those that were unpacked", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), fc.nat(9), (bytes, from) => {
      const expected = crc32(bytes.subarray(from));
      for (const codec of Object.values(CODECS)) {
        expect(codec.crc32(bytes.subarray(from))).toBe(expected);
        const unpacked = codec.inflate(deflateRawSync(bytes), bytes.length);
        expect(unpacked && codec.crc32(unpacked.subarray(from))).toBe(expected);
      }
    }),
  );
});
