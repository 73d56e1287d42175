/** What a reflected CRC is: its width and its polynomial, reflected. */
export interface CrcFamily {
  readonly bits: 32 | 64;
  readonly polynomial: bigint;
}

/**
 * The CRC of two byte strings joined, from their CRCs alone: this is how S3 gives a whole multipart object a CRC without
 * reading it again. Appending `n` bytes multiplies the first CRC by x^(8n) modulo the polynomial.
 *
 * @param secondLength - bytes that `second` covers.
 */
export function combineCrc(family: CrcFamily, first: bigint, second: bigint, secondLength: number): bigint {
  return multiply(family, first, powerOfX(family, BigInt(secondLength) * 8n)) ^ second;
}

/** x^exponent modulo the polynomial, by squaring. In reflected form the coefficient of x^0 is the highest bit. */
function powerOfX(family: CrcFamily, exponent: bigint): bigint {
  const one = 1n << BigInt(family.bits - 1);
  let result = one;
  let square = one >> 1n;
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = multiply(family, result, square);
    square = multiply(family, square, square);
  }
  return result;
}

function multiply(family: CrcFamily, a: bigint, b: bigint): bigint {
  let product = 0n;
  let shifted = b;
  for (let mask = 1n << BigInt(family.bits - 1); mask > 0n; mask >>= 1n) {
    if (a & mask) product ^= shifted;
    shifted = shifted & 1n ? (shifted >> 1n) ^ family.polynomial : shifted >> 1n;
  }
  return product;
}
