/**
 * From text to token ids, the same in the trainer and in whoever uses the model. Pure, for Node and browsers.
 * {@link Preprocess} travels with the model (preprocess.json, and the ONNX file's metadata), and is all that a client in
 * another language needs.
 */
import * as z from "zod";

/** Scripts that put no spaces between words. */
const UNSPACED =
  "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}";

/**
 * One token is: one character of an {@link UNSPACED} script; or up to 64 letters, marks and digits, with apostrophes
 * before letters inside; or any other single character that is no white space.
 * Without JavaScript's own extensions, so that PCRE, Java and Python's `regex` read it too.
 */
export const TOKEN_PATTERN = [
  `[${UNSPACED}]\\p{M}*`,
  `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}](?:['’](?=\\p{L}))?){1,64}`,
  "[^\\s\\p{L}\\p{M}\\p{N}]",
].join("|");

/** Ids 0 and 1 of every model; the first token or bucket has id 2. */
export const PADDING_ID = 0;
export const UNKNOWN_ID = 1;
export const FIRST_ID = 2;

const Vocabulary = z.object({
  kind: z.literal("vocabulary"),
  /** The token at index i has id i + first_id; any other token has unknown_id. */
  tokens: z.array(z.string()),
});
const HashedNgrams = z.object({
  kind: z.literal("hashed_ngrams"),
  /** id = first_id + (32-bit FNV-1a of the UTF-8 bytes, unsigned) mod buckets. */
  hash: z.literal("fnv1a-32"),
  buckets: z.int().positive(),
  /** All tokens first, then every two neighbours joined by `separator`. */
  ngrams: z.tuple([z.literal(1), z.literal(2)]),
  separator: z.literal(" "),
});

export const Preprocess = z.object({
  version: z.literal(1),
  /** In this order, before the pattern: Unicode normalisation form KC, then lower case without a locale. */
  normalize: z.tuple([z.literal("NFKC"), z.literal("lowercase")]),
  /** All matches, from left to right, with Unicode properties on. */
  token_pattern: z.string(),
  /** Only the first so many tokens count. */
  max_tokens: z.int().positive(),
  /** Fills shorter texts of a batch at the end. */
  padding_id: z.literal(PADDING_ID),
  /** Also stands alone for a text without tokens. */
  unknown_id: z.literal(UNKNOWN_ID),
  first_id: z.literal(FIRST_ID),
  features: z.discriminatedUnion("kind", [Vocabulary, HashedNgrams]),
});
export type Preprocess = z.infer<typeof Preprocess>;

export function preprocessWith(features: Preprocess["features"], maxTokens: number): Preprocess {
  return {
    version: 1,
    normalize: ["NFKC", "lowercase"],
    token_pattern: TOKEN_PATTERN,
    max_tokens: maxTokens,
    padding_id: PADDING_ID,
    unknown_id: UNKNOWN_ID,
    first_id: FIRST_ID,
    features,
  };
}

/** How many ids a model with this preprocessing has, padding and unknown included. */
export function idCount({ features }: Preprocess): number {
  return FIRST_ID + (features.kind === "vocabulary" ? features.tokens.length : features.buckets);
}

const pattern = new RegExp(TOKEN_PATTERN, "gu");

/** The first `maxTokens` tokens. The rest of a long text is not looked at. */
export function tokenize(text: string, maxTokens: number): string[] {
  const tokens: string[] = [];
  for (const [token] of text.normalize("NFKC").toLowerCase().matchAll(pattern)) {
    if (tokens.length === maxTokens) break;
    tokens.push(token);
  }
  return tokens;
}

/** Builds the encoder once, because a vocabulary takes an index; it never returns an empty list. */
export function textEncoder(preprocess: Preprocess): (text: string) => Int32Array {
  const encode = tokenEncoder(preprocess.features);
  return (text) => encode(tokenize(text, preprocess.max_tokens));
}

/** As {@link textEncoder}, for text that is already tokenized. */
export function tokenEncoder(features: Preprocess["features"]): (tokens: readonly string[]) => Int32Array {
  const encode = features.kind === "vocabulary" ? vocabularyEncoder(features.tokens) : ngramEncoder(features.buckets);
  return (tokens) => (tokens.length === 0 ? Int32Array.of(UNKNOWN_ID) : encode(tokens));
}

function vocabularyEncoder(vocabulary: readonly string[]): (tokens: readonly string[]) => Int32Array {
  const ids = new Map(vocabulary.map((token, index) => [token, index + FIRST_ID]));
  return (tokens) => Int32Array.from(tokens, (token) => ids.get(token) ?? UNKNOWN_ID);
}

function ngramEncoder(buckets: number): (tokens: readonly string[]) => Int32Array {
  const idOf = (feature: string): number => FIRST_ID + (fnv1a(feature) % buckets);
  return (tokens) => {
    const pairs = tokens.slice(1).map((token, index) => `${tokens[index]} ${token}`);
    return Int32Array.from([...tokens, ...pairs], idOf);
  };
}

const utf8 = new TextEncoder();

/** 32-bit FNV-1a of the UTF-8 bytes, 0 to 2^32 - 1. */
export function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  for (const byte of utf8.encode(text)) hash = Math.imul(hash ^ byte, 0x0100_0193);
  return hash >>> 0;
}
