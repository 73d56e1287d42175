/**
 * The safetensors file format: 8 bytes header length (little endian), a JSON header, the tensors' bytes.
 *
 * @see https://github.com/huggingface/safetensors#format
 */
import * as z from "zod";

export interface SafeTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

export interface SafeTensors {
  readonly tensors: ReadonlyMap<string, SafeTensor>;
  /** Strings only, by the format. */
  readonly metadata: Readonly<Record<string, string>>;
}

const TensorHeader = z.object({
  dtype: z.literal("F32"),
  shape: z.array(z.int().nonnegative()),
  data_offsets: z.tuple([z.int().nonnegative(), z.int().nonnegative()]),
});
const Header = z.object({ __metadata__: z.record(z.string(), z.string()).optional() }).catchall(TensorHeader);

export function encodeSafetensors({ tensors, metadata }: SafeTensors): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, { shape, values }] of tensors) {
    header[name] = { dtype: "F32", shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  // The data begins on a multiple of 8 bytes, so that readers can map it; the format pads with spaces.
  const headerLength = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + headerLength + offset).fill(0x20, 8, 8 + headerLength);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(headerLength), true);
  bytes.set(json, 8);
  let at = 8 + headerLength;
  for (const { values } of tensors.values()) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return bytes;
}

/** @throws Error when the bytes are no complete file of 32-bit floats. */
export function decodeSafetensors(bytes: Uint8Array): SafeTensors {
  if (bytes.length < 8) throw new Error("not a safetensors file: shorter than its length field");
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  if (headerLength > bytes.length - 8) throw new Error("not a safetensors file: its header is cut off");
  const header: unknown = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  const { __metadata__: metadata = {}, ...entries } = Header.parse(header);
  const data = bytes.subarray(8 + headerLength);
  const tensors = new Map(Object.entries(entries).map(([name, entry]) => [name, tensorOf(data, name, entry)]));
  return { tensors, metadata };
}

function tensorOf(data: Uint8Array, name: string, { shape, data_offsets }: z.infer<typeof TensorHeader>): SafeTensor {
  const [start, end] = data_offsets;
  const length = shape.reduce((product, size) => product * size, 1);
  if (end > data.length || end - start !== length * 4) throw new Error(`the tensor ${name} is cut off`);
  // A copy, because a Float32Array must begin on a multiple of 4 bytes; not by slice(), which on a Buffer copies nothing.
  return { shape, values: new Float32Array(Uint8Array.from(data.subarray(start, end)).buffer) };
}
