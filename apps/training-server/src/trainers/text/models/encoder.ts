import type { Floats, FloatsConstructor } from "../../learning/matrix.ts";
import type { Parameter } from "../../learning/parameter.ts";
import type { PackedBatch } from "./packed-batch.ts";

/** Turns texts into vectors of one size. Buffers are kept between batches and overwritten by the next one. */
export interface Encoder {
  readonly parameters: readonly Parameter[];
  readonly outputSize: number;
  /** One row of `outputSize` numbers per text, in the batch's own order (longest first). */
  forward(batch: PackedBatch): Floats;
  /** Fills the gradients of all parameters from those of the last forward's output. */
  backward(batch: PackedBatch, outputGradient: Floats): void;
}

/** A buffer that only ever grows: the largest batch decides, and the inner loops allocate nothing. */
export function growingBuffer(make: FloatsConstructor): (length: number) => Floats {
  let buffer: Floats = new make(0);
  return (length) => {
    if (buffer.length < length) buffer = new make(length);
    return buffer;
  };
}
