/**
 * From text to token ids: the same code in the trainer and in whoever uses the model. No library, for pages as well.
 * {@link TextPreprocess} travels with the model (preprocess.json, and the ONNX file's metadata), and is all that a client
 * in another language needs.
 */

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

/** What of a model's preprocess.json decides about the ids of a text. */
export interface TextPreprocess {
  /** Only the first so many tokens count. */
  readonly max_tokens: number;
  readonly features:
    | { readonly kind: "vocabulary"; readonly tokens: readonly string[] }
    | { readonly kind: "hashed_ngrams"; readonly buckets: number };
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
export function textEncoder(preprocess: TextPreprocess): (text: string) => Int32Array {
  const encode = tokenEncoder(preprocess.features);
  return (text) => encode(tokenize(text, preprocess.max_tokens));
}

/** As {@link textEncoder}, for text that is already tokenized. */
export function tokenEncoder(features: TextPreprocess["features"]): (tokens: readonly string[]) => Int32Array {
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

/** 32-bit FNV-1a of the UTF-8 bytes, 0 to 2^32 - 1. Half a surrogate pair counts as U+FFFD, as `TextEncoder` has it. */
export function fnv1a(text: string): number {
  let hash = 0x811c_9dc5;
  const add = (byte: number): void => void (hash = Math.imul(hash ^ byte, 0x0100_0193));
  for (const character of text) {
    const unit = character.codePointAt(0) ?? 0;
    const code = unit >= 0xd800 && unit <= 0xdfff ? 0xfffd : unit;
    const more = code < 0x80 ? 0 : code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
    add(more === 0 ? code : (LEAD[more] ?? 0) | (code >> (6 * more)));
    for (let left = more - 1; left >= 0; left--) add(0x80 | ((code >> (6 * left)) & 0x3f));
  }
  return hash >>> 0;
}

/** The first byte's high bits, by how many bytes follow. @see https://www.rfc-editor.org/rfc/rfc3629#section-3 */
const LEAD = [0, 0xc0, 0xe0, 0xf0] as const;
