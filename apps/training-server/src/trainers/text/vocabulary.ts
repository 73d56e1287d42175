import { FIRST_ID, UNKNOWN_ID } from "./tokenizer.ts";

export interface VocabularyLimits {
  /** Ids in all, padding and unknown included. */
  readonly vocabularyLimit: number;
  /** Rarer tokens are unknown: so there is something to learn the unknown's vector from. */
  readonly minCount: number;
}

/** Reads texts once and keeps them as numbers, before it is known which tokens will be in the vocabulary. */
export interface VocabularyBuilder {
  /** @param counts - whether the text is one to train on: only those decide. @returns numbers for {@link VocabularyResult.idOf}. */
  add(tokens: readonly string[], counts: boolean): Int32Array;
  finish(limits: VocabularyLimits): VocabularyResult;
}

export interface VocabularyResult {
  /** Most frequent first; equally frequent ones by their code units. */
  readonly tokens: readonly string[];
  /** From a number that `add` gave to the token's id in the model. */
  readonly idOf: Int32Array;
}

export function vocabularyBuilder(): VocabularyBuilder {
  const numberOf = new Map<string, number>();
  const counts: number[] = [];
  /** The first number stands for a text without tokens. */
  const none = 0;
  counts.push(0);
  const numberFor = (token: string): number => {
    const known = numberOf.get(token);
    if (known !== undefined) return known;
    numberOf.set(token, counts.length);
    return counts.push(0) - 1;
  };
  return {
    add(tokens, isCounted) {
      if (tokens.length === 0) return Int32Array.of(none);
      const numbers = Int32Array.from(tokens, numberFor);
      if (isCounted) for (const number of numbers) counts[number] = (counts[number] ?? 0) + 1;
      return numbers;
    },
    finish({ vocabularyLimit, minCount }) {
      const chosen = [...numberOf]
        .map(([token, number]) => ({ token, number, count: counts[number] ?? 0 }))
        .filter(({ count }) => count >= minCount)
        .toSorted((a, b) => b.count - a.count || (a.token < b.token ? -1 : 1))
        .slice(0, vocabularyLimit - FIRST_ID);
      const idOf = new Int32Array(counts.length).fill(UNKNOWN_ID);
      for (const [index, { number }] of chosen.entries()) idOf[number] = index + FIRST_ID;
      return { tokens: chosen.map(({ token }) => token), idOf };
    },
  };
}
