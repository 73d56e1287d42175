/** What travels with a text model as preprocess.json. From text to ids: `@flash/schemas`, the same code for trainer and pages. */
import { FIRST_ID, PADDING_ID, type TextPreprocess, TOKEN_PATTERN, UNKNOWN_ID } from "@flash/schemas";
import * as z from "zod";

export { FIRST_ID, fnv1a, PADDING_ID, textEncoder, tokenEncoder, tokenize, UNKNOWN_ID } from "@flash/schemas";

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
export type Preprocess = z.infer<typeof Preprocess> & TextPreprocess;

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
