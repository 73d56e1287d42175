import { describe, expect, test } from "vitest";
import { fnv1a, idCount, preprocessWith, textEncoder, tokenize } from "./tokenizer.ts";

describe("tokens", () => {
  test.each([
    ["Don't PANIC, it's 42!", ["don't", "panic", ",", "it's", "42", "!"]],
    ["$$$ 50% off", ["$", "$", "$", "50", "%", "off"]],
    ["l’été naïf", ["l’été", "naïf"]],
    ["'quoted' rock 'n' roll", ["'", "quoted", "'", "rock", "'", "n", "'", "roll"]],
    ["東京タワーへ行く", ["東", "京", "タ", "ワ", "ー", "へ", "行", "く"]],
    ["ab東c", ["ab", "東", "c"]],
    ["हिन्दी भाषा", ["हिन्दी", "भाषा"]],
    ["ﬁne ＡＢＣ①", ["fine", "abc1"]],
    ["nice 👍🏽", ["nice", "👍", "🏽"]],
    [" \t\n", []],
  ])("of %j", (text, expected) => {
    expect(tokenize(text, 100)).toEqual(expected);
  });

  test("of an endless word are pieces of 64 characters", () => {
    expect(tokenize("x".repeat(130), 100).map((token) => token.length)).toEqual([64, 64, 2]);
  });

  test("beyond the limit are left out", () => {
    expect(tokenize("one two three", 2)).toEqual(["one", "two"]);
  });
});

describe("ids by vocabulary", () => {
  const preprocess = preprocessWith({ kind: "vocabulary", tokens: ["free", "money"] }, 4);
  const encode = textEncoder(preprocess);

  test("count from 2, because 0 is padding and 1 is any other token", () => {
    expect([...encode("FREE lunch, money")]).toEqual([2, 1, 1, 3]);
    expect(idCount(preprocess)).toBe(4);
  });

  test("of a text without tokens are one unknown, so that a mean exists", () => {
    expect([...encode("   ")]).toEqual([1]);
  });
});

describe("ids by hash", () => {
  const encode = textEncoder(
    preprocessWith({ kind: "hashed_ngrams", hash: "fnv1a-32", buckets: 1000, ngrams: [1, 2], separator: " " }, 100),
  );

  test("hold the words first, then the pairs of neighbours", () => {
    expect([...encode("Free money now")]).toEqual(
      ["free", "money", "now", "free money", "money now"].map((feature) => 2 + (fnv1a(feature) % 1000)),
    );
  });

  test("use FNV-1a as its authors define it", () => {
    // Test vectors of the FNV reference code.
    expect([fnv1a(""), fnv1a("a"), fnv1a("foobar")]).toEqual([0x811c9dc5, 0xe40c292c, 0xbf9cf968]);
  });
});
