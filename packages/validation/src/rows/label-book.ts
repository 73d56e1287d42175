import { decode, sameBytes, type Span } from "../bytes/span.ts";
import type { TextJudgeState } from "../continuation/validation-state.ts";
import type { LabelLimits } from "../report/label-finding.ts";
import type { LabelFault } from "./row-fault.ts";

/** One way in which a label is written in the file. */
export interface Spelling {
  readonly bytes: Uint8Array;
  /** What the label comes to: a class by its number, or why it has none. */
  readonly verdict: number | LabelFault;
  /** Space around it was removed. */
  readonly trimmed: boolean;
}

/** A label by its bytes. */
export interface KnownLabel {
  readonly bytes: Uint8Array;
  /** The number of its class. */
  readonly verdict: number;
}

/** Ways of writing that are remembered for each class; further ones are decoded every time. */
const SPELLINGS_PER_CLASS = 4;
const SPARE_SPELLINGS = 64;
/** White space around a label that is still remembered, in bytes. */
const SPARE_BYTES = 64;

/**
 * Gives classes numbers, in the order in which they appear. Each way of writing a label is decoded once; after that its bytes
 * are enough to know it again. Memory is bounded by the rules.
 */
export class LabelBook {
  /** The label of each class. Whoever knows them can go on: spellings only save work. */
  readonly classes: string[];
  readonly #classOf: Map<string, number>;
  readonly #spellings: Spelling[] = [];
  /** Those that nobody has taken yet. */
  #untaken: KnownLabel[] = [];
  /** Open addressing: the number of a spelling plus 1, or 0. Always a power of two, at most half full. */
  #slots = new Int32Array(256);
  readonly #hashes: number[] = [];
  readonly #rules: LabelLimits;

  /** @param from - the classes that are known already. */
  constructor(rules: LabelLimits, from?: TextJudgeState["classes"]) {
    this.#rules = rules;
    this.classes = from?.slice() ?? [];
    this.#classOf = new Map(from?.map((label, index) => [label, index]));
  }

  /** Looks a label up that is not blank. */
  look(span: Span): Spelling {
    const hash = hashOf(span);
    const mask = this.#slots.length - 1;
    let slot = hash & mask;
    for (let known = this.#slots[slot] ?? 0; known !== 0; known = this.#slots[slot] ?? 0) {
      // Those with another hash lie far apart in memory, and are not looked at.
      const spelling = this.#hashes[known - 1] === hash ? this.#spellings[known - 1] : undefined;
      if (spelling !== undefined && sameBytes(span, spelling.bytes)) return spelling;
      slot = (slot + 1) & mask;
    }
    const spelling = this.#read(span);
    if (this.#isWorthKeeping(spelling)) this.#keep(spelling, hash);
    return spelling;
  }

  /** The labels that are written without space around them and that nobody has taken yet, of the classes that are wanted. */
  take(isWanted: (classNumber: number) => boolean): readonly KnownLabel[] {
    const taken = this.#untaken.filter(({ verdict }) => isWanted(verdict));
    if (taken.length > 0) this.#untaken = this.#untaken.filter(({ verdict }) => !isWanted(verdict));
    return taken;
  }

  #read(span: Span): Spelling {
    const bytes = span.bytes.slice(span.start, span.end);
    const text = decode(span);
    const label = text.trim();
    return { bytes, verdict: this.#judge(label), trimmed: label.length !== text.length };
  }

  #judge(label: string): Spelling["verdict"] {
    if (isLongerThan(label, this.#rules.maxLabelCharacters)) return "label_too_long";
    const known = this.#classOf.get(label);
    if (known !== undefined) return known;
    if (this.classes.length >= this.#rules.maxClasses) return "too_many_classes";
    this.#classOf.set(label, this.classes.length);
    return this.classes.push(label) - 1;
  }

  #isWorthKeeping({ bytes, verdict }: Spelling): boolean {
    if (verdict === "label_too_long" || bytes.length > this.#rules.maxLabelCharacters * 4 + SPARE_BYTES) return false;
    return this.#spellings.length < this.#rules.maxClasses * SPELLINGS_PER_CLASS + SPARE_SPELLINGS;
  }

  #keep(spelling: Spelling, hash: number): void {
    this.#spellings.push(spelling);
    this.#hashes.push(hash);
    const { bytes, verdict, trimmed } = spelling;
    if (typeof verdict === "number" && !trimmed) this.#untaken.push({ bytes, verdict });
    if (this.#spellings.length * 2 <= this.#slots.length) return this.#place(this.#spellings.length - 1);
    this.#slots = new Int32Array(this.#slots.length * 2);
    for (let index = 0; index < this.#spellings.length; index++) this.#place(index);
  }

  #place(index: number): void {
    const mask = this.#slots.length - 1;
    let slot = (this.#hashes[index] ?? 0) & mask;
    while (this.#slots[slot] !== 0) slot = (slot + 1) & mask;
    this.#slots[slot] = index + 1;
  }
}

/** FNV-1a, and its upper half, which all bytes have a part in, brought down. Every offset is inside the bytes. */
function hashOf({ bytes, start, end }: Span): number {
  let hash = 0x811c9dc5;
  for (let at = start; at < end; at++) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  return hash ^ (hash >>> 15);
}

function isLongerThan(text: string, characters: number): boolean {
  if (text.length <= characters) return false;
  return text.length > characters * 2 || Array.from(text).length > characters;
}
