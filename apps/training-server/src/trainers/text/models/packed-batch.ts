/**
 * A batch of texts of different lengths, without padding. Sorted by length, longest first, the texts that are still running
 * at time step t are the first `active[t]`, and their tokens lie side by side from packed row `offset[t]` on.
 */
export interface PackedBatch {
  /** How many texts. */
  readonly count: number;
  /** Length of the longest text. */
  readonly steps: number;
  /** Tokens in all texts. */
  readonly rows: number;
  readonly active: Int32Array;
  readonly offset: Int32Array;
  /** Lengths, longest first. */
  readonly lengths: Int32Array;
  /** `order[i]` is the place in the caller's batch of the i-th longest text. */
  readonly order: readonly number[];
  /** For each packed row the index of its token in `tokens`. */
  readonly tokenOfRow: Int32Array;
  /** The distinct tokens of the batch, in order of appearance: what depends on a token alone is computed once for each. */
  readonly tokens: { readonly rows: Int32Array; readonly count: number };
}

/** Packs batches of token ids below `vocabularySize`; each text has at least one token. */
export function batchPacker(vocabularySize: number): (texts: readonly Int32Array[]) => PackedBatch {
  const indexOfToken = new Int32Array(vocabularySize).fill(-1);
  return (texts) => {
    const order = texts.map((_, index) => index).toSorted((a, b) => lengthOf(texts, b) - lengthOf(texts, a) || a - b);
    const lengths = Int32Array.from(order, (index) => lengthOf(texts, index));
    const { active, offset, rows } = stepsOf(lengths);
    const tokenOfRow = new Int32Array(rows);
    const distinct = new Int32Array(rows);
    let count = 0;
    for (const [step, running] of active.entries()) {
      for (let text = 0; text < running; text += 1) {
        const token = texts[order[text] as number]?.[step] as number;
        let index = indexOfToken[token] as number;
        if (index < 0) {
          index = count;
          indexOfToken[token] = index;
          distinct[count] = token;
          count += 1;
        }
        tokenOfRow[(offset[step] as number) + text] = index;
      }
    }
    for (let index = 0; index < count; index += 1) indexOfToken[distinct[index] as number] = -1;
    const tokens = { rows: distinct, count };
    return { count: texts.length, steps: active.length, rows, active, offset, lengths, order, tokenOfRow, tokens };
  };
}

const lengthOf = (texts: readonly Int32Array[], index: number): number => texts[index]?.length ?? 0;

function stepsOf(lengths: Int32Array): { active: Int32Array; offset: Int32Array; rows: number } {
  const steps = lengths[0] ?? 0;
  const active = new Int32Array(steps);
  const offset = new Int32Array(steps);
  let rows = 0;
  let running = lengths.length;
  for (let step = 0; step < steps; step += 1) {
    while (running > 0 && (lengths[running - 1] as number) <= step) running -= 1;
    active[step] = running;
    offset[step] = rows;
    rows += running;
  }
  return { active, offset, rows };
}
