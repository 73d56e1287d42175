/** The fingerprint of `../src/bytes/fingerprint.ts`, whose eight lanes are those of two vectors here. */

const STRIPE: i32 = 32;
const ROTATION: i32 = 13;

export let low: i32 = 0;
export let high: i32 = 0;

/** Leaves the fingerprint of `length` bytes in {@link low} and {@link high}. Loads 32 bytes, however few they are. */
export function fingerprint(at: usize, length: i32): void {
  const seeds = i32x4(<i32>0x9e3779b1, <i32>0x85ebca77, <i32>0xc2b2ae3d, 0x27d4eb2f);
  let front = v128.xor(seeds, i32x4.splat(length));
  let back = front;
  if (length < STRIPE) {
    front = stirred(front, firstOf(length, v128.load(at)));
    back = stirred(back, firstOf(length - 16, v128.load(at, 16)));
  } else {
    const last = at + <usize>(length - STRIPE);
    for (; ; at = min(at + STRIPE, last)) {
      front = stirred(front, v128.load(at));
      back = stirred(back, v128.load(at, 16));
      if (at == last) break;
    }
  }
  const lanes = added(front, back);
  const first = i32x4.extract_lane(lanes, 0) + i32x4.extract_lane(lanes, 1) * <i32>0x85ebca77;
  const second = i32x4.extract_lane(lanes, 2) + i32x4.extract_lane(lanes, 3) * <i32>0x85ebca77;
  high = avalanche(first) ^ second;
  low = avalanche(high) ^ first;
}

function stirred(lanes: v128, words: v128): v128 {
  const rotated = v128.or(i32x4.shl(lanes, ROTATION), i32x4.shr_u(lanes, 32 - ROTATION));
  return i32x4.mul(v128.xor(rotated, words), i32x4.splat(<i32>0x9e3779b1));
}

function added(lanes: v128, others: v128): v128 {
  return i32x4.add(lanes, i32x4.mul(others, i32x4.splat(<i32>0x85ebca77)));
}

function avalanche(half: i32): i32 {
  let mixed = (half ^ (half >>> 15)) * 0x2c1b3c6d;
  mixed = (mixed ^ (mixed >>> 12)) * 0x297a2d39;
  return mixed ^ (mixed >>> 15);
}

/** The first bytes, at most all, and zeros behind them. */
function firstOf(bytes: i32, words: v128): v128 {
  const places = i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  return v128.and(words, i8x16.lt_s(places, i8x16.splat(<i8>bytes)));
}
