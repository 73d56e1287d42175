/** S3 lists keys in the order of their UTF-8 bytes; JavaScript compares UTF-16 units, which differs beyond U+FFFF. */
export function compareKeys(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return utf8Rank(left) - utf8Rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all others. */
const utf8Rank = (unit: number): number => (unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit);

/** A set of keys that is always in S3's order. */
export class SortedKeys {
  readonly #keys: string[] = [];

  get size(): number {
    return this.#keys.length;
  }

  at(index: number): string | undefined {
    return this.#keys[index];
  }

  add(key: string): void {
    const index = this.firstIndex((candidate) => compareKeys(candidate, key) >= 0);
    if (this.#keys[index] !== key) this.#keys.splice(index, 0, key);
  }

  delete(key: string): void {
    const index = this.firstIndex((candidate) => compareKeys(candidate, key) >= 0);
    if (this.#keys[index] === key) this.#keys.splice(index, 1);
  }

  /** The first index whose key satisfies `reached`, which must hold for every key after the first for which it holds. */
  firstIndex(reached: (key: string) => boolean, from = 0): number {
    let low = from;
    let high = this.#keys.length;
    // Keys often come in order, so the end is looked at first.
    const last = this.#keys[high - 1];
    if (last !== undefined && !reached(last)) return high;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (reached(this.#keys[middle] ?? "")) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
