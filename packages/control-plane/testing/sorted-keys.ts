import { compareUtf8 } from "./utf8.ts";

/** Keys in S3's order, for a store that is listed far more often than its keys change. */
export class SortedKeys {
  readonly #keys: string[] = [];

  /** @param key - not among them yet. */
  add(key: string): void {
    this.#keys.splice(this.#positionOf(key), 0, key);
  }

  /** @param key - one of them. */
  delete(key: string): void {
    this.#keys.splice(this.#positionOf(key), 1);
  }

  /** The keys with this prefix that come after `startAfter`, `limit` of them at most. */
  under(prefix: string, startAfter?: string, limit = Infinity): string[] {
    const from = startAfter === undefined || compareUtf8(startAfter, prefix) < 0 ? prefix : startAfter;
    const found: string[] = [];
    for (let index = this.#positionOf(from); index < this.#keys.length && found.length < limit; index++) {
      const key = this.#keys[index] ?? "";
      if (!key.startsWith(prefix)) break;
      if (key !== startAfter) found.push(key);
    }
    return found;
  }

  /** Where the key stands, or would stand. */
  #positionOf(key: string): number {
    let low = 0;
    let high = this.#keys.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compareUtf8(this.#keys[middle] ?? "", key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
