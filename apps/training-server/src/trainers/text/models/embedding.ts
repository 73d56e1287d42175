import type { Floats, FloatsConstructor } from "../../learning/matrix.ts";
import type { Parameter } from "../../learning/parameter.ts";
import { touchRows } from "../../learning/parameter.ts";
import { growingBuffer } from "./encoder.ts";
import type { PackedBatch } from "./packed-batch.ts";

/** The vectors of a batch's distinct tokens, side by side, and the way of their gradients back into the table. */
export interface TokenVectors {
  /** One row for each of `batch.tokens`. */
  read(batch: PackedBatch): Floats;
  /** Where the gradients of those rows are to be added: zero when handed out. */
  gradient(batch: PackedBatch): Floats;
}

export function tokenVectors(embedding: Parameter, width: number, make: FloatsConstructor): TokenVectors {
  const buffer = growingBuffer(make);
  return {
    read({ tokens }) {
      const vectors = buffer(tokens.count * width);
      const { values } = embedding;
      for (let index = 0; index < tokens.count; index += 1) {
        const from = (tokens.rows[index] as number) * width;
        const to = index * width;
        for (let at = 0; at < width; at += 1) vectors[to + at] = values[from + at] as number;
      }
      return vectors;
    },
    gradient({ tokens }) {
      touchRows(embedding, tokens);
      return embedding.gradient;
    },
  };
}
