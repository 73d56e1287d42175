import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Gunzip, type GunzipFailure, type UnpackLimits } from "./gunzip.ts";

const NO_LIMIT: UnpackLimits = { maxUnpackedBytes: Number.MAX_SAFE_INTEGER };

function unpack(
  packed: Uint8Array,
  cuts: readonly number[] = [],
  limits = NO_LIMIT,
): { failure: GunzipFailure | undefined; bytes: Buffer } {
  const pieces: Buffer[] = [];
  const gunzip = new Gunzip(limits, (bytes) => pieces.push(Buffer.from(bytes)));
  let start = 0;
  for (const end of [...cuts.map((cut) => cut % (packed.length + 1)), packed.length].toSorted((a, b) => a - b)) {
    gunzip.push(packed.subarray(start, end));
    start = end;
  }
  return { failure: gunzip.finish(), bytes: Buffer.concat(pieces) };
}

/** Texts that repeat themselves, and bytes that do not. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  fc
    .tuple(fc.array(fc.string({ maxLength: 12 }), { minLength: 1, maxLength: 20 }), fc.integer({ min: 1, max: 3_000 }))
    .map(([words, times]) => Buffer.from(Array.from({ length: times }, (_, at) => words[at % words.length]).join(" "))),
);
const options = fc.record({ level: fc.integer({ min: 0, max: 9 }), strategy: fc.integer({ min: 0, max: 4 }) });
const cuts = fc.array(fc.nat(), { maxLength: 6 });

describe("unpacking gzip", () => {
  test("gives back what zlib packed, in any chunks, whatever its level and strategy", () => {
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 3 }), options, cuts, (members, how, at) => {
        const packed = Buffer.concat(members.map((member) => gzipSync(member, how)));
        const { failure, bytes } = unpack(packed, at);
        expect(failure).toBeUndefined();
        expect(bytes.equals(Buffer.concat(members))).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  test("never throws for damaged data, and says the same in any chunks", () => {
    const damaged = fc
      .tuple(content, options, fc.nat(), fc.integer({ min: 0, max: 255 }))
      .map(([bytes, how, at, value]) => {
        const packed = gzipSync(bytes, how);
        packed[at % packed.length] = value;
        return packed;
      });
    fc.assert(
      fc.property(damaged, cuts, (packed, at) => {
        expect(unpack(packed, at)).toEqual(unpack(packed));
      }),
      { numRuns: 300 },
    );
  });

  test.each([
    ["the end is missing", (packed: Buffer) => packed.subarray(0, -1), "truncated"],
    ["the checksum is another one", (packed: Buffer) => packed.with(packed.length - 8, 1), "checksum"],
    ["something else follows", (packed: Buffer) => Buffer.concat([packed, Buffer.from("x")]), "truncated"],
    ["something long follows", (packed: Buffer) => Buffer.concat([packed, Buffer.from("x".repeat(50))]), "corrupt"],
  ])("is given up where %s", (_, damage, failure) => {
    expect(unpack(damage(gzipSync("hello hello hello"))).failure).toBe(failure);
  });
});

describe("what unpacks to too much", () => {
  /** 128 MiB of zeros in 128 KiB. */
  const bomb = (): Buffer => gzipSync(Buffer.alloc(2 ** 27));

  test("is given up as a bomb before much came out, at the same byte for all chunks", () => {
    const packed = bomb();
    let unpackedBytes = 0;
    const gunzip = new Gunzip(NO_LIMIT, (bytes) => void (unpackedBytes += bytes.length));
    expect(gunzip.push(packed)).toBe("bomb");
    expect(unpackedBytes).toBeLessThan(2 ** 27);
    const inHalves = new Gunzip(NO_LIMIT, () => undefined);
    inHalves.push(packed.subarray(0, 1_000));
    inHalves.push(packed.subarray(1_000));
    expect(inHalves.unpackedBytes).toBe(gunzip.unpackedBytes);
  });

  test("is given up where a limit was set", () => {
    const { failure, bytes } = unpack(gzipSync(Buffer.alloc(1_000_000)), [], { maxUnpackedBytes: 300_000 });
    expect(failure).toBe("too_large");
    expect(bytes.length).toBeLessThanOrEqual(300_000);
  });
});
