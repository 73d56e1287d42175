import {
  type DatasetRules,
  DEFAULT_TABLE_RULES,
  DEFAULT_TEXT_RULES,
  type TableRules,
  type TextRules,
} from "@flash/schemas";

/** A problem as it must be found: its code, how often it occurs, and its places in words; or its code alone, for one without a place. */
export type ExpectedProblem = string | readonly [code: string, count: number, ...places: string[]];

/** One file of the corpus, and everything that is wrong with it. */
export interface CorpusFile {
  readonly name: string;
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly rules: DatasetRules;
  readonly problems: readonly ExpectedProblem[];
}

/** Of all problems that the file has. */
export const codesOf = ({ problems }: CorpusFile): string[] =>
  problems.map((problem) => (typeof problem === "string" ? problem : problem[0]));

/** Bytes, as texts in UTF-8 and as numbers. */
export type Content = string | Uint8Array | readonly (string | readonly number[])[];

const encoder = new TextEncoder();

export function bytesOf(content: Content): Uint8Array<ArrayBuffer> {
  if (typeof content === "string") return encoder.encode(content);
  if (content instanceof Uint8Array) return new Uint8Array(content);
  return Uint8Array.from(content.flatMap((part) => (typeof part === "string" ? [...encoder.encode(part)] : [...part])));
}

/** Under these rules a file of four rows is not remarkable. */
const SMALL_TEXT: TextRules = { ...DEFAULT_TEXT_RULES, recommendedRows: 0 };
const SMALL_TABLE: TableRules = { ...DEFAULT_TABLE_RULES, recommendedRows: 0 };

export const textFile = (
  name: string,
  content: Content,
  problems: readonly ExpectedProblem[] = [],
  rules: Partial<TextRules> = {},
): CorpusFile => ({ name, bytes: bytesOf(content), rules: { ...SMALL_TEXT, ...rules }, problems });

export const tableFile = (
  name: string,
  content: Content,
  problems: readonly ExpectedProblem[] = [],
  rules: Partial<TableRules> = {},
): CorpusFile => ({ name, bytes: bytesOf(content), rules: { ...SMALL_TABLE, ...rules }, problems });

/** Four rows with which nothing is wrong. */
export const GOOD = "one,a\ntwo,b\nthree,a\nfour,b\n";
export const PLAIN = `input,label\n${GOOD}`;

export const utf16le = (text: string): number[] => Array.from(Buffer.from(text, "utf16le"));
export const utf16be = (text: string): number[] => Array.from(Buffer.from(text, "utf16le").swap16());
