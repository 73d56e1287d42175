import { growingBuffer } from "./encoder.ts";
import type { Encoder } from "./encoder.ts";
import type { Initializer } from "../../learning/parameter.ts";
import { table, touchRows } from "../../learning/parameter.ts";
import type { PackedBatch } from "./packed-batch.ts";

/** fastText's encoder (Joulin et al. 2016): the mean of the vectors of a text's hashed words and word pairs. */
export function bagEncoder(init: Initializer, tableRows: number, width: number): Encoder {
  const embedding = table(init, "embedding", [tableRows, width], 1 / width, EMBEDDING_RATE);
  const output = growingBuffer(init.floats);
  return {
    parameters: [embedding],
    outputSize: width,
    forward(batch) {
      const mean = output(batch.count * width);
      mean.fill(0, 0, batch.count * width);
      forEachRow(batch, (text, token, length) => {
        const from = (batch.tokens.rows[token] as number) * width;
        const to = text * width;
        for (let at = 0; at < width; at += 1) {
          mean[to + at] = (mean[to + at] as number) + (embedding.values[from + at] as number) / length;
        }
      });
      return mean;
    },
    backward(batch, outputGradient) {
      touchRows(embedding, batch.tokens);
      const { gradient } = embedding;
      forEachRow(batch, (text, token, length) => {
        const from = text * width;
        const to = token * width;
        for (let at = 0; at < width; at += 1) {
          gradient[to + at] = (gradient[to + at] as number) + (outputGradient[from + at] as number) / length;
        }
      });
    },
  };
}

/** A word is one of hundreds in its text's mean, so its vector has to take larger steps than a recurrent model's. */
const EMBEDDING_RATE = 20;

function forEachRow(batch: PackedBatch, visit: (text: number, token: number, length: number) => void): void {
  for (let step = 0; step < batch.steps; step += 1) {
    const offset = batch.offset[step] as number;
    for (let text = 0; text < (batch.active[step] as number); text += 1) {
      visit(text, batch.tokenOfRow[offset + text] as number, batch.lengths[text] as number);
    }
  }
}
